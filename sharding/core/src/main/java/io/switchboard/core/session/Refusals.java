package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.HOLDER_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.INVALID_ARGUMENT;
import static io.switchboard.core.session.RejectCode.REPLACED_BY_RETRY;
import static io.switchboard.core.session.RejectCode.REQUEST_ID_REUSED;
import static io.switchboard.core.session.RejectCode.SERVER_BEHIND;
import static io.switchboard.core.session.RejectCode.SESSION_DISPOSED;
import static io.switchboard.core.session.RejectCode.SESSION_EXPIRED;
import static io.switchboard.core.session.RejectCode.TOKEN_FOREIGN;
import static io.switchboard.core.session.RejectCode.TOPIC_GONE;
import static io.switchboard.core.session.RejectCode.UNAVAILABLE;

import java.time.Duration;

/** Refusals that readers and writers give alike: one wording for one reason. */
final class Refusals {
  /** How soon a client should try again when a store, Kafka or an owner did not answer. */
  static final Duration RETRY = Duration.ofMillis(200);

  private Refusals() {}

  static Reply.Rejected requestIdReused() {
    return Reply.Rejected.of(
        REQUEST_ID_REUSED,
        "this request id was used to allocate a session with other parameters; use new random bytes");
  }

  static Reply.Rejected holderSuperseded() {
    return Reply.Rejected.of(HOLDER_SUPERSEDED, "another client took this session over; stop");
  }

  static Reply.Rejected unknownHolder(int given) {
    return Reply.Rejected.retry(
        SERVER_BEHIND, RETRY, "this owner does not know holder " + given + " yet; try again");
  }

  static Reply.Rejected foreignToken() {
    return Reply.Rejected.of(
        TOKEN_FOREIGN, "this token belongs to another session; use this session's own");
  }

  static Reply.Rejected tokenOfOtherSeq(long expected, long got) {
    return Reply.Rejected.of(
        INVALID_ARGUMENT, "expected the token of batch " + expected + ", got that of " + got);
  }

  /** The answer to a call whose place another one took. */
  static Reply.Rejected replaced() {
    return Reply.Rejected.of(REPLACED_BY_RETRY, "a later call took this one's place");
  }

  static Reply.Rejected moving() {
    return Reply.Rejected.retry(
        UNAVAILABLE, RETRY, "the session moves to another owner; try again");
  }

  /** The answer to whatever is asked of a session that has ended, or waited when it did. */
  static Reply.Rejected ended(Durable.Ended ended) {
    RejectCode code =
        switch (ended.reason()) {
          case CLIENT, OPERATOR -> SESSION_DISPOSED;
          case EXPIRED -> SESSION_EXPIRED;
          case TOPIC_GONE -> TOPIC_GONE;
        };
    return Reply.Rejected.of(
        code,
        "the session ended at " + ended.at() + "; allocate another one with a new request id");
  }
}
