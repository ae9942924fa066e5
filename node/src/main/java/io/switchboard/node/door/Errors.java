package io.switchboard.node.door;

import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.limits.ErrorCodes;
import java.time.Duration;

/**
 * Makes every {@link SwitchboardError} that leaves a node, so that code and category always agree
 * and no reason is longer than the protocol allows.
 */
public final class Errors {
  /** Longest reason, in characters. */
  public static final int MAX_REASON_CHARS = 1_000;

  private Errors() {}

  /**
   * An error of the code's own category.
   *
   * @param reason what was expected, what came, what to do; cut to {@link #MAX_REASON_CHARS}
   */
  public static SwitchboardError error(ErrorCode code, String reason) {
    return new SwitchboardError(code.getValue(), ErrorCodes.categoryOf(code), cut(reason));
  }

  /** As {@link #error(ErrorCode, String)}, with the time to wait before the call is repeated. */
  public static SwitchboardError retryLater(ErrorCode code, String reason, Duration retryAfter) {
    long millis = Math.min(Math.max(0, retryAfter.toMillis()), Integer.MAX_VALUE);
    return error(code, reason).setRetryAfterMs((int) millis);
  }

  /** As {@link #error(ErrorCode, String)}, with the seq that the session expects next. */
  public static SwitchboardError expectedSeq(ErrorCode code, String reason, long expectedSeq) {
    return error(code, reason).setExpectedSeq(expectedSeq);
  }

  static String cut(String reason) {
    return reason.length() <= MAX_REASON_CHARS
        ? reason
        : reason.substring(0, MAX_REASON_CHARS - 1) + "…";
  }
}
