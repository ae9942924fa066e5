package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.HOLDER_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.SERVER_BEHIND;

import java.time.Duration;
import java.util.Optional;

/** Only the client that took a session over last may use it. */
final class Holders {
  private Holders() {}

  /** A refusal, if the caller's holder is not the session's. */
  static Optional<Decision> refuse(SessionState from, int current, long call, int given) {
    if (given == current) {
      return Optional.empty();
    }
    return Optional.of(
        given < current
            ? Decision.reject(
                from, call, HOLDER_SUPERSEDED, "another client took this session over; stop")
            : Decision.answer(
                from,
                call,
                Reply.Rejected.retry(
                    SERVER_BEHIND,
                    Duration.ofMillis(200),
                    "this owner does not know holder " + given + " yet")));
  }
}
