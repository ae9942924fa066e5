package io.switchboard.kafka.lane;

/** The lane died before it could answer: only fencing and the ledger tell what it published. */
public final class LaneDiedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LaneDiedException(String message) {
    super(message);
  }
}
