package io.switchboard.core.session;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import java.time.Instant;
import java.util.List;

/**
 * The part of a session that outlives its owner: always exactly the fold of its journaled events,
 * and what a snapshot holds.
 */
public sealed interface Durable {

  /** No session of this id was ever allocated. */
  Durable ABSENT = new Absent();

  /**
   * Applies an event. Total, without checks or clock; an event of a lower epoch than already seen
   * changes nothing.
   */
  Durable evolve(SessionEvent event);

  /** The highest epoch seen. */
  long epoch();

  /** Never allocated. */
  record Absent() implements Durable {
    @Override
    public Durable evolve(SessionEvent event) {
      if (event instanceof SessionEvent.Allocated allocated) {
        SessionSpec spec = allocated.spec();
        return spec.role() == SessionRole.READER
            ? new Reader(spec, allocated.epoch(), 0, 0, spec.start(), List.of())
            : new Writer(spec, allocated.epoch(), 0, 0);
      }
      return this;
    }

    @Override
    public long epoch() {
      return 0;
    }
  }

  /**
   * A reader.
   *
   * @param ackedSeq the last acknowledged batch
   * @param positions behind that batch
   * @param open the ranges of batch ackedSeq + 1, delivered but not acknowledged; empty if there is
   *     none
   */
  record Reader(
      SessionSpec spec,
      long epoch,
      int holder,
      long ackedSeq,
      Positions positions,
      List<Range> open)
      implements Durable {
    public Reader {
      open = List.copyOf(open);
    }

    @Override
    public Durable evolve(SessionEvent event) {
      if (event.epoch() < epoch) {
        return this;
      }
      if (event instanceof SessionEvent.Delivered delivered) {
        Reader acked =
            open.isEmpty() || delivered.seq() == ackedSeq + 1 ? this : acknowledged(event.epoch());
        return new Reader(
            spec, event.epoch(), holder, delivered.seq() - 1, acked.positions, delivered.ranges());
      }
      if (event instanceof SessionEvent.Acked acked) {
        return open.isEmpty() || acked.seq() != ackedSeq + 1 ? this : acknowledged(event.epoch());
      }
      if (event instanceof SessionEvent.Adopted adopted) {
        return new Reader(
            spec, event.epoch(), holder, adopted.seq(), adopted.positions(), List.of());
      }
      if (event instanceof SessionEvent.HolderRaised raised) {
        return new Reader(spec, event.epoch(), raised.holder(), ackedSeq, positions, open);
      }
      return event instanceof SessionEvent.Disposed disposed
          ? Ended.of(spec, holder, ackedSeq, disposed)
          : this;
    }

    private Reader acknowledged(long byEpoch) {
      return new Reader(spec, byEpoch, holder, ackedSeq + 1, positions.after(open), List.of());
    }
  }

  /**
   * A writer.
   *
   * @param hintSeq everything up to here is published, perhaps more
   */
  record Writer(SessionSpec spec, long epoch, int holder, long hintSeq) implements Durable {
    @Override
    public Durable evolve(SessionEvent event) {
      if (event.epoch() < epoch) {
        return this;
      }
      if (event instanceof SessionEvent.Progressed progressed) {
        return new Writer(spec, event.epoch(), holder, Math.max(hintSeq, progressed.seq()));
      }
      if (event instanceof SessionEvent.HolderRaised raised) {
        return new Writer(spec, event.epoch(), raised.holder(), hintSeq);
      }
      return event instanceof SessionEvent.Disposed disposed
          ? Ended.of(spec, holder, hintSeq, disposed)
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
    static Ended of(SessionSpec spec, int holder, long lastSeq, SessionEvent.Disposed event) {
      return new Ended(spec, event.epoch(), holder, lastSeq, event.reason(), event.at());
    }

    @Override
    public Durable evolve(SessionEvent event) {
      return this;
    }
  }
}
