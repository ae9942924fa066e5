package io.switchboard.sdk.internal.session;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Role;
import io.switchboard.sdk.ClosedException;
import io.switchboard.sdk.DeadlineExceededException;
import io.switchboard.sdk.DeniedException;
import io.switchboard.sdk.HolderSupersededException;
import io.switchboard.sdk.InvalidCallException;
import io.switchboard.sdk.RefusedException;
import io.switchboard.sdk.SessionGoneException;
import io.switchboard.sdk.SwitchboardException;
import io.switchboard.sdk.UncertainOutcomeException;
import io.switchboard.sdk.internal.call.Aborted;
import io.switchboard.sdk.internal.call.OutOfTime;
import io.switchboard.sdk.internal.wire.RemoteError;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Makes the public exceptions out of the SDK's own failures, with what to do in their messages. */
final class Failures {
  private Failures() {}

  /** The failure itself, without the wrapping of futures. */
  static Throwable unwrap(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  /**
   * The public exception.
   *
   * @param what the operation, e.g. "publishing batch 7"
   * @param session null before there is one
   */
  static SwitchboardException of(String what, String session, Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof SwitchboardException known) {
      return known;
    }
    if (cause instanceof RemoteError error) {
      return remote(what, session, error);
    }
    String where = where(what, session);
    if (cause instanceof OutOfTime late) {
      return new DeadlineExceededException(
          where
              + " had no final answer before its deadline, in "
              + late.attempts()
              + " attempts; the last failure: "
              + text(late.getCause())
              + ". Repeating it is safe.",
          cause,
          code(cause),
          ErrorCategory.TRY_AGAIN,
          session);
    }
    if (cause instanceof Aborted) {
      return new ClosedException(
          where + " was stopped: " + cause.getMessage() + ".",
          cause,
          null,
          ErrorCategory.YOUR_MISTAKE,
          session);
    }
    return new SwitchboardException(
        where + " met a bug of the SDK: " + cause, cause, null, ErrorCategory.INTERNAL, session);
  }

  private static SwitchboardException remote(String what, String session, RemoteError error) {
    ErrorCode code = error.code().orElse(null);
    ErrorCategory category = error.category();
    String message = where(what, session) + " failed: " + error + advice(error);
    return switch (category) {
      case GONE -> new SessionGoneException(message, error, code, category, session);
      case DENIED -> new DeniedException(message, error, code, category, session);
      case REFUSED -> new RefusedException(message, error, code, category, session);
      case YOUR_MISTAKE -> new InvalidCallException(message, error, code, category, session);
      case SUPERSEDED ->
          error.is(ErrorCode.HOLDER_SUPERSEDED)
              ? new HolderSupersededException(message, error, code, category, session)
              : new SwitchboardException(message, error, code, category, session);
      case TRY_AGAIN, BACKPRESSURE, INTERNAL ->
          new SwitchboardException(message, error, code, category, session);
    };
  }

  private static String advice(RemoteError error) {
    if (error.is(ErrorCode.HOLDER_SUPERSEDED)) {
      return " Another client took the session over; stop using this one.";
    }
    if (error.expectedSeq().isPresent()) {
      return " The session expects seq " + error.expectedSeq().getAsLong() + ".";
    }
    return error.category() == ErrorCategory.GONE ? " Open another session." : "";
  }

  /** An outcome that cannot be known. */
  static UncertainOutcomeException uncertain(String session, long seq, Throwable failure) {
    Throwable cause = unwrap(failure);
    return new UncertainOutcomeException(
        "Whether batch "
            + seq
            + " of session "
            + session
            + " is published cannot be known: its ack was sent, and then: "
            + text(cause)
            + ". It is published once or not at all. Call resolve() to ask again.",
        cause,
        code(cause),
        cause instanceof RemoteError error ? error.category() : ErrorCategory.TRY_AGAIN,
        session,
        seq);
  }

  /** The use of something closed. */
  static ClosedException closed(String what, String session) {
    return new ClosedException(what, null, null, ErrorCategory.YOUR_MISTAKE, session);
  }

  /** A mistake that the SDK itself finds. */
  static InvalidCallException mistake(ErrorCode code, String message, String session) {
    return new InvalidCallException(message, null, code, ErrorCategory.YOUR_MISTAKE, session);
  }

  /** A reader where a writer was expected, or the other way round. */
  static InvalidCallException wrongRole(String session, Role expected, Role found) {
    return mistake(
        ErrorCode.WRONG_ROLE,
        "Session %s is a %s, but a %s was expected.".formatted(session, found, expected),
        session);
  }

  /** A session that has ended. */
  static SessionGoneException disposed(String session) {
    return new SessionGoneException(
        "Session " + session + " was disposed. Open another session.",
        null,
        ErrorCode.SESSION_DISPOSED,
        ErrorCategory.GONE,
        session);
  }

  /** A batch that waited behind others for too long. */
  static DeadlineExceededException waitedTooLong(String session) {
    return new DeadlineExceededException(
        "The batch waited for its turn until its deadline; it is not published.",
        null,
        null,
        ErrorCategory.BACKPRESSURE,
        session);
  }

  /** What to blame where every call was answered, but no commit came. */
  static TimeoutException notInTime() {
    return new TimeoutException("its commit did not come in time");
  }

  /** A batch given to a publisher that has failed. */
  static ClosedException after(SwitchboardException failure, String session) {
    return new ClosedException(
        "The batch is not published, because this publisher has failed before: "
            + failure.getMessage(),
        failure,
        failure.code().orElse(null),
        failure.category(),
        session);
  }

  private static ErrorCode code(Throwable cause) {
    if (cause instanceof OutOfTime late) {
      return code(late.getCause());
    }
    return cause instanceof RemoteError error ? error.code().orElse(null) : null;
  }

  private static String where(String what, String session) {
    String start = Character.toUpperCase(what.charAt(0)) + what.substring(1);
    return session == null ? start : start + " (session " + session + ")";
  }

  private static String text(Throwable error) {
    if (error instanceof OutOfTime) {
      return error.getMessage() + ", the last one: " + text(error.getCause());
    }
    return error instanceof RemoteError ? error.toString() : String.valueOf(error.getMessage());
  }
}
