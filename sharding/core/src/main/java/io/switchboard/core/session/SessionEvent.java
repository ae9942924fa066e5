package io.switchboard.core.session;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.SessionSpec;
import java.time.Instant;
import java.util.List;

/**
 * A fact of a session's durable history. Every event carries the epoch of the owner that wrote it;
 * {@link Durable#evolve} ignores an epoch lower than one already seen.
 */
public sealed interface SessionEvent {

  /** Epoch of the owner that wrote this event. */
  long epoch();

  /** The session began. Epoch 0. */
  record Allocated(long epoch, SessionSpec spec) implements SessionEvent {}

  /** A client took the session over; calls with a lower holder are refused from now on. */
  record HolderRaised(long epoch, int holder) implements SessionEvent {}

  /**
   * Readers: a batch is about to be delivered. Acknowledges the batch before it, if that was still
   * open.
   */
  record Delivered(long epoch, long seq, List<Range> ranges) implements SessionEvent {
    public Delivered {
      ranges = List.copyOf(ranges);
    }
  }

  /** Readers: the delivered batch was acknowledged by itself. */
  record Acked(long epoch, long seq) implements SessionEvent {}

  /**
   * Readers: everything up to seq is acknowledged, and the next event is behind these positions. An
   * owner's first delivery or ack begins with it, so that what an owner before it wrote meanwhile
   * does not count; later, because a client's token proved that an owner before had gone further.
   */
  record Adopted(long epoch, long seq, Positions positions) implements SessionEvent {}

  /**
   * Writers, now and then: everything up to seq is published. A hint and a metric; ledger and
   * register are the truth.
   */
  record Progressed(long epoch, long seq) implements SessionEvent {}

  /**
   * The session was put to rest (passivated or handed over); tells how long it has gone uncalled.
   */
  record Rested(long epoch, Instant lastCallAt) implements SessionEvent {}

  /** The session ended. */
  record Disposed(long epoch, Reason reason, Instant at) implements SessionEvent {}

  /** Why a session ended. */
  enum Reason {
    CLIENT,
    EXPIRED,
    OPERATOR,
    TOPIC_GONE
  }
}
