package io.switchboard.node.door;

import org.apache.thrift.protocol.TProtocolException;

/** A message passed one of the {@link MessageLimits}; the text says which, and what was allowed. */
final class LimitExceeded extends TProtocolException {
  private static final long serialVersionUID = 1L;

  LimitExceeded(String reason) {
    super(SIZE_LIMIT, reason);
  }

  /** No stack trace: an attack must not be dear to refuse. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
