package io.switchboard.node.api;

import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.node.door.Errors;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.SwitchboardError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The one place where a session's refusal becomes an error of the protocol. */
final class Rejection {
  private Rejection() {}

  static SwitchboardError toError(Reply.Rejected rejected) {
    SwitchboardError error = Errors.error(codeOf(rejected.code()), rejected.reason());
    rejected
        .retryAfter()
        .ifPresent(after -> error.setRetryAfterMs((int) Math.min(after.toMillis(), 60_000)));
    rejected.expectedSeq().ifPresent(error::setExpectedSeq);
    return error;
  }

  static <T> CompletionStage<T> failed(ErrorCode code, String reason) {
    return CompletableFuture.failedStage(Errors.error(code, reason));
  }

  static ErrorCode codeOf(RejectCode code) {
    return switch (code) {
      case UNAVAILABLE -> ErrorCode.UNAVAILABLE;
      case NOT_READY -> ErrorCode.NOT_READY;
      case STORE_UNAVAILABLE -> ErrorCode.STORE_UNAVAILABLE;
      case OWNER_CHANGED -> ErrorCode.OWNER_CHANGED;
      case REPLACED_BY_RETRY -> ErrorCode.REPLACED_BY_RETRY;
      case SERVER_BEHIND -> ErrorCode.SERVER_BEHIND;
      case NOT_STAGED -> ErrorCode.NOT_STAGED;
      case BACKPRESSURE -> ErrorCode.BACKPRESSURE;
      case TOKEN_SUPERSEDED -> ErrorCode.TOKEN_SUPERSEDED;
      case HOLDER_SUPERSEDED -> ErrorCode.HOLDER_SUPERSEDED;
      case SEQ_SUPERSEDED -> ErrorCode.SEQ_SUPERSEDED;
      case SESSION_DISPOSED -> ErrorCode.SESSION_DISPOSED;
      case SESSION_EXPIRED -> ErrorCode.SESSION_EXPIRED;
      case SESSION_UNKNOWN -> ErrorCode.SESSION_UNKNOWN;
      case TOPIC_GONE -> ErrorCode.TOPIC_GONE;
      case TOKEN_FOREIGN -> ErrorCode.TOKEN_FOREIGN;
      case REFUSED_BY_KAFKA -> ErrorCode.REFUSED_BY_KAFKA;
      case KEY_UNAVAILABLE -> ErrorCode.KEY_UNAVAILABLE;
      case INVALID_ARGUMENT -> ErrorCode.INVALID_ARGUMENT;
      case REQUEST_ID_REUSED -> ErrorCode.REQUEST_ID_REUSED;
      case WRONG_ROLE -> ErrorCode.WRONG_ROLE;
      case SEQ_OUT_OF_ORDER -> ErrorCode.SEQ_OUT_OF_ORDER;
      case SEQ_CONFLICT -> ErrorCode.SEQ_CONFLICT;
    };
  }
}
