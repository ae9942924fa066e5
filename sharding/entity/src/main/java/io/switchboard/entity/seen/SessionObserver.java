package io.switchboard.entity.seen;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.session.SessionEvent;

/**
 * Hears what happens in a node's sessions and cannot be had from counters: durations, and ends that
 * no client asked for. Called on the threads of actors and lanes: must neither block nor throw.
 */
public interface SessionObserver {
  /** Nobody listens. */
  SessionObserver NONE = new SessionObserver() {};

  /** A batch is in Kafka, so long after its session gave it to the lane. */
  default void published(long nanos) {}

  /** What a session decided is in the journal, so long after it was decided. */
  default void journaled(long nanos) {}

  /**
   * A batch went to a reader; its newest event has this age, by the event's own timestamp. Not
   * below 0.
   */
  default void delivered(long newestAgeMs) {}

  /** A session has ended for this reason; for good, and journaled. */
  default void ended(SessionId session, SessionSpec spec, SessionEvent.Reason reason) {}
}
