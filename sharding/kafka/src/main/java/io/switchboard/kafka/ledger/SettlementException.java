package io.switchboard.kafka.ledger;

/** A lane could not be settled: nothing is known. The call may be repeated unless it says not. */
public class SettlementException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SettlementException(String message) {
    super(message);
  }

  SettlementException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The ledger no longer has the position: what was published behind it cannot be found out by
   * repeating. An alarm for people.
   */
  public static final class PositionLostException extends SettlementException {
    private static final long serialVersionUID = 1L;
    private final long logStart;

    PositionLostException(String message, long logStart) {
      super(message);
      this.logStart = logStart;
    }

    /** The first offset that the partition still has. */
    long logStart() {
      return logStart;
    }
  }
}
