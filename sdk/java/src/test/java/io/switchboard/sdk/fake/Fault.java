package io.switchboard.sdk.fake;

import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.limits.ErrorCodes;

/** What a fake node does with one request, instead of answering it. */
public sealed interface Fault {
  /** Answers an error without executing the call. */
  record Answer(SwitchboardError error) implements Fault {}

  /** Answers these very bytes without executing the call. */
  record RawReply(byte[] bytes) implements Fault {}

  /** Breaks the connection without executing the call. */
  record LoseRequest() implements Fault {}

  /** Executes the call, then breaks the connection. */
  record LoseReply() implements Fault {}

  /** Executes the call, sends half of the reply, then breaks the connection. */
  record BreakReply() implements Fault {}

  /** Neither executes nor answers, and keeps the connection. */
  record Silence() implements Fault {}

  /** HTTP only: a status without a Thrift message. */
  record HttpStatus(int status) implements Fault {}

  /** Does something in the back end first, then answers normally. */
  record After(Runnable action) implements Fault {}

  static Fault answer(ErrorCode code) {
    return new Answer(
        new SwitchboardError(code.getValue(), ErrorCodes.categoryOf(code), "scripted " + code));
  }

  static Fault answer(ErrorCode code, int retryAfterMs) {
    return new Answer(
        new SwitchboardError(code.getValue(), ErrorCodes.categoryOf(code), "scripted " + code)
            .setRetryAfterMs(retryAfterMs));
  }
}
