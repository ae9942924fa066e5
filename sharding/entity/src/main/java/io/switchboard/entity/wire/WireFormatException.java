package io.switchboard.entity.wire;

/**
 * Bytes that are no message of ours: damaged, cut off, or of a format that this node is too old
 * for.
 */
final class WireFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WireFormatException(String problem) {
    super(problem);
  }
}
