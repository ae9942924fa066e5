package io.switchboard.core.session;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import java.util.List;
import java.util.Optional;

/**
 * What a reader journals. The first fact of an epoch is absolute: it says where its owner stands,
 * and only what follows is relative to that. For an owner that was replaced without knowing it may
 * have written after this one replayed the journal, and what it wrote lies in between.
 */
final class ReaderFacts {
  private ReaderFacts() {}

  /** The open batch was acknowledged. */
  static SessionEvent acked(Durable.Reader d, long epoch) {
    long seq = d.ackedSeq() + 1;
    return isFirst(d, epoch)
        ? new SessionEvent.Adopted(epoch, seq, d.positions().after(d.open()))
        : new SessionEvent.Acked(epoch, seq);
  }

  /** The next batch is about to be delivered; the open one, if there is any, is acknowledged. */
  static List<SessionEvent> delivered(Durable.Reader d, long epoch, List<Range> ranges) {
    long acked = d.ackedSeq() + (d.open().isEmpty() ? 0 : 1);
    SessionEvent delivered = new SessionEvent.Delivered(epoch, acked + 1, ranges);
    if (!isFirst(d, epoch)) {
      return List.of(delivered);
    }
    Positions behind = d.positions().after(d.open());
    return List.of(new SessionEvent.Adopted(epoch, acked, behind), delivered);
  }

  /** All that this owner knows, independent of what is journaled before. */
  static List<SessionEvent> standing(Durable.Reader d, long epoch) {
    SessionEvent adopted = new SessionEvent.Adopted(epoch, d.ackedSeq(), d.positions());
    return d.open().isEmpty()
        ? List.of(adopted)
        : List.of(adopted, new SessionEvent.Delivered(epoch, d.ackedSeq() + 1, d.open()));
  }

  private static boolean isFirst(Durable.Reader d, long epoch) {
    return d.epoch() < epoch;
  }

  static Durable.Reader evolve(Durable.Reader d, Optional<SessionEvent> event) {
    return event.map(e -> evolve(d, e)).orElse(d);
  }

  static Durable.Reader evolve(Durable.Reader d, SessionEvent event) {
    return (Durable.Reader) d.evolve(event);
  }
}
