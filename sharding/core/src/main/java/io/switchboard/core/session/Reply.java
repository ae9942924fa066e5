package io.switchboard.core.session;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.StageToken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a session answers to a client's call. */
public sealed interface Reply {

  /**
   * The session, as allocated or described.
   *
   * @param ackedSeq the last acknowledged seq; of a writer that does not own its session at the
   *     moment, and was asked without taking over: at least this one
   * @param positions readers: behind the last acknowledged batch
   * @param pendingSeq the batch that waits for its ack
   */
  record View(
      SessionSpec spec,
      Phase phase,
      long ackedSeq,
      int holder,
      Optional<Positions> positions,
      OptionalLong pendingSeq)
      implements Reply {}

  /**
   * A batch to read.
   *
   * @param missing events that were delivered before and are no longer in Kafka
   */
  record Batch(List<ReceivedEvent> events, ReadToken token, int missing) implements Reply {}

  /** Nothing arrived in time. */
  record Nothing(long ackedSeq) implements Reply {}

  /**
   * The batch is staged (or was already published, when committedSeq has reached it).
   *
   * @param committedSeq at least so much is published; 0 from who does not own the session now
   */
  record Staged(StageToken token, long committedSeq) implements Reply {}

  /** The ack is done. */
  record Acked(boolean already, long committedSeq) implements Reply {}

  /** The session is disposed. */
  record DisposeDone(boolean already) implements Reply {}

  /** The call was not carried out. */
  record Rejected(
      RejectCode code, String reason, Optional<Duration> retryAfter, OptionalLong expectedSeq)
      implements Reply {

    static Rejected of(RejectCode code, String reason) {
      return new Rejected(code, reason, Optional.empty(), OptionalLong.empty());
    }

    static Rejected expecting(RejectCode code, long expectedSeq, String reason) {
      return new Rejected(code, reason, Optional.empty(), OptionalLong.of(expectedSeq));
    }

    static Rejected retry(RejectCode code, Duration after, String reason) {
      return new Rejected(code, reason, Optional.of(after), OptionalLong.empty());
    }
  }

  /** Phases as clients see them. */
  enum Phase {
    IDLE,
    DELIVERED,
    STAGED,
    COMMITTING,
    DISPOSED
  }
}
