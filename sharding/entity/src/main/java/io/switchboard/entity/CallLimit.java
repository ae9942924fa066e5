package io.switchboard.entity;

import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bounds the calls that one session holds back while an event is journaled. Akka keeps them, and
 * hands them out afterwards one inside the other: some hundred at once would overflow the thread's
 * stack, which ends the JVM. A client has one or a few calls under way; only somebody who repeats
 * them without waiting comes to the limit. For one actor.
 */
final class CallLimit {
  /** Of one session. */
  static final int MAX = 100;

  private static final Duration TRY_AGAIN_AFTER = Duration.ofMillis(500);

  private final EntityMetrics metrics;
  private int waiting;

  CallLimit(EntityMetrics metrics) {
    this.metrics = metrics;
  }

  /** A call has come to the session; false: it is one too many, and has been answered. */
  boolean admit(SessionMessage.Call call) {
    if (waiting < MAX) {
      waiting++;
      return true;
    }
    metrics.callsTurnedAway.increment();
    call.replyTo()
        .tell(
            new Reply.Rejected(
                RejectCode.BACKPRESSURE,
                "too many calls wait for this session; wait for their answers first",
                Optional.of(TRY_AGAIN_AFTER),
                OptionalLong.empty()));
    return false;
  }

  /** The session has got to a call that was admitted. */
  void taken() {
    // It may be of a time before they were forgotten.
    waiting = Math.max(0, waiting - 1);
  }

  /** The session has put it back. */
  void putBack() {
    waiting++;
  }

  /** What waited may have been lost with the session's former life. */
  void clear() {
    waiting = 0;
  }
}
