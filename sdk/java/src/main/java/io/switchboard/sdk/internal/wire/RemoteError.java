package io.switchboard.sdk.internal.wire;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An error that the back end answered. Holds the code as a number, because a newer back end may
 * send one that this SDK does not know: then the category says what to do. Without stack trace: it
 * is a value.
 */
public final class RemoteError extends Exception {
  private static final long serialVersionUID = 1L;

  private final int codeNumber;
  private final ErrorCategory category;
  private final String reason;
  private final int retryAfterMs;
  private final long expectedSeq;

  /** Negative retryAfterMs and expectedSeq stand for unset. */
  public RemoteError(
      int codeNumber, ErrorCategory category, String reason, int retryAfterMs, long expectedSeq) {
    super(reason, null, false, false);
    this.codeNumber = codeNumber;
    this.category = category;
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
    this.expectedSeq = expectedSeq;
  }

  /** An error that the SDK itself found in place of the back end. */
  public static RemoteError of(ErrorCode code, ErrorCategory category, String reason) {
    return new RemoteError(code.getValue(), category, reason, -1, -1);
  }

  /** Whether it is this code. */
  public boolean is(ErrorCode code) {
    return codeNumber == code.getValue();
  }

  /** Whether the same call may be sent again. */
  public boolean isRetryable() {
    return switch (category) {
      case TRY_AGAIN, BACKPRESSURE, INTERNAL -> true;
      default -> false;
    };
  }

  /** The number of the code. */
  public int codeNumber() {
    return codeNumber;
  }

  /** The code, if this SDK knows it. */
  public Optional<ErrorCode> code() {
    return Optional.ofNullable(ErrorCode.findByValue(codeNumber));
  }

  /** The category. */
  public ErrorCategory category() {
    return category;
  }

  /** For people. */
  public String reason() {
    return reason;
  }

  /** Milliseconds to wait before the next attempt. */
  public OptionalInt retryAfterMs() {
    return retryAfterMs < 0 ? OptionalInt.empty() : OptionalInt.of(retryAfterMs);
  }

  /** The seq that the session expects. */
  public OptionalLong expectedSeq() {
    return expectedSeq < 0 ? OptionalLong.empty() : OptionalLong.of(expectedSeq);
  }

  @Override
  public String toString() {
    return code().map(Enum::name).orElse("code") + " (" + codeNumber + "): " + reason;
  }
}
