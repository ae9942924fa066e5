package io.switchboard.core.session;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The part of a session that outlives its owner: always exactly the fold of its journaled events,
 * and what a snapshot holds.
 *
 * <p>An event of a lower epoch than already seen was written by an owner that had been replaced,
 * and changes nothing; except that a session once disposed stays so, and a holder once raised is
 * never lowered, whoever wrote it.
 */
public sealed interface Durable {

  /** No session of this id was ever allocated. */
  Durable ABSENT = new Absent();

  /** Applies an event. Total, without checks or clock. */
  Durable evolve(SessionEvent event);

  /** The highest epoch seen. */
  long epoch();

  /** The highest holder known here; the register may know of a later one. */
  int holder();

  /** What is to be journaled when the register tells a later holder than is known here. */
  default Optional<SessionEvent> raisedTo(int newHolder) {
    return newHolder > holder()
        ? Optional.of(new SessionEvent.HolderRaised(epoch(), newHolder))
        : Optional.empty();
  }

  /** Never allocated. */
  record Absent() implements Durable {
    @Override
    public Durable evolve(SessionEvent event) {
      if (event instanceof SessionEvent.Allocated allocated) {
        SessionSpec spec = allocated.spec();
        return spec.role() == SessionRole.READER
            ? new Reader(spec, allocated.epoch(), 0, spec.allocatedAt(), 0, spec.start(), List.of())
            : new Writer(spec, allocated.epoch(), 0, spec.allocatedAt(), 0);
      }
      return this;
    }

    @Override
    public long epoch() {
      return 0;
    }

    @Override
    public int holder() {
      return 0;
    }
  }

  /**
   * A reader.
   *
   * @param holder calls with a lower one are refused
   * @param lastCallAt when it was last known to be called
   * @param ackedSeq the last acknowledged batch
   * @param positions behind that batch
   * @param open the ranges of batch ackedSeq + 1, delivered but not acknowledged; empty if there is
   *     none
   */
  record Reader(
      SessionSpec spec,
      long epoch,
      int holder,
      Instant lastCallAt,
      long ackedSeq,
      Positions positions,
      List<Range> open)
      implements Durable {
    public Reader {
      open = List.copyOf(open);
    }

    @Override
    public Durable evolve(SessionEvent event) {
      if (event instanceof SessionEvent.Disposed disposed) {
        return Ended.of(spec, holder, ackedSeq, Math.max(epoch, event.epoch()), disposed);
      }
      if (event instanceof SessionEvent.HolderRaised raised) {
        return at(Math.max(epoch, event.epoch()), Math.max(holder, raised.holder()), lastCallAt);
      }
      if (event.epoch() < epoch) {
        return this;
      }
      if (event instanceof SessionEvent.Delivered delivered) {
        Positions behind = delivered.seq() == ackedSeq + 2 ? positions.after(open) : positions;
        return new Reader(
            spec,
            event.epoch(),
            holder,
            lastCallAt,
            delivered.seq() - 1,
            behind,
            delivered.ranges());
      }
      if (event instanceof SessionEvent.Acked acked) {
        return acked.seq() == ackedSeq + 1 ? acknowledged(event.epoch()) : this;
      }
      if (event instanceof SessionEvent.Adopted adopted) {
        return new Reader(
            spec, event.epoch(), holder, lastCallAt, adopted.seq(), adopted.positions(), List.of());
      }
      return event instanceof SessionEvent.Rested rested
          ? at(event.epoch(), holder, rested.lastCallAt())
          : this;
    }

    private Reader acknowledged(long byEpoch) {
      return new Reader(
          spec, byEpoch, holder, lastCallAt, ackedSeq + 1, positions.after(open), List.of());
    }

    private Reader at(long newEpoch, int newHolder, Instant calledAt) {
      return new Reader(spec, newEpoch, newHolder, calledAt, ackedSeq, positions, open);
    }
  }

  /**
   * A writer.
   *
   * @param holder calls with a lower one are refused
   * @param lastCallAt when it was last known to be called
   * @param hintSeq everything up to here is published, perhaps more
   */
  record Writer(SessionSpec spec, long epoch, int holder, Instant lastCallAt, long hintSeq)
      implements Durable {
    /** With an event that does not end it. */
    Writer evolved(SessionEvent event) {
      return (Writer) evolve(event);
    }

    @Override
    public Durable evolve(SessionEvent event) {
      if (event instanceof SessionEvent.Disposed disposed) {
        return Ended.of(spec, holder, hintSeq, Math.max(epoch, event.epoch()), disposed);
      }
      if (event instanceof SessionEvent.HolderRaised raised) {
        return new Writer(
            spec,
            Math.max(epoch, event.epoch()),
            Math.max(holder, raised.holder()),
            lastCallAt,
            hintSeq);
      }
      if (event.epoch() < epoch) {
        return this;
      }
      if (event instanceof SessionEvent.Progressed progressed) {
        return new Writer(
            spec, event.epoch(), holder, lastCallAt, Math.max(hintSeq, progressed.seq()));
      }
      return event instanceof SessionEvent.Rested rested
          ? new Writer(spec, event.epoch(), holder, rested.lastCallAt(), hintSeq)
          : this;
    }
  }

  /** Ended; kept for ever, so that its id never names another session. */
  record Ended(
      SessionSpec spec,
      long epoch,
      int holder,
      long lastSeq,
      SessionEvent.Reason reason,
      Instant at)
      implements Durable {
    static Ended of(
        SessionSpec spec, int holder, long lastSeq, long epoch, SessionEvent.Disposed event) {
      return new Ended(spec, epoch, holder, lastSeq, event.reason(), event.at());
    }

    @Override
    public Durable evolve(SessionEvent event) {
      return this;
    }
  }
}
