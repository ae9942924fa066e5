package io.switchboard.entity.simulator;

import io.switchboard.core.session.Durable;
import io.switchboard.core.session.SessionEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The session's journal as akka-persistence-cassandra keeps it: a row has its sequence number and a
 * time in its key, so that two writers who both believe to be alone write side by side. Replay
 * reads by sequence number, then time; of two writers' rows it may show only the newer one's
 * (Akka's replay filter), or all.
 */
final class ModelJournal {
  /** How replay takes the rows of several writers. */
  enum Replay {
    /** Everything, in the order of the rows. */
    ALL,
    /** Where a new writer begins, older writers' rows end: Akka's {@code repair-by-discard-old}. */
    NEWER_WRITER
  }

  private record Row(int seqNr, long atMs, int nr, Object writer, SessionEvent event) {}

  private static final Comparator<Row> IN_ORDER =
      Comparator.comparingInt(Row::seqNr).thenComparingLong(Row::atMs).thenComparingInt(Row::nr);

  private final Control control;
  private final Replay replay;
  private final List<Row> rows = new ArrayList<>();
  private int highest;

  ModelJournal(Control control, Replay replay) {
    this.control = control;
    this.replay = replay;
  }

  /**
   * @param writer who writes: one recovered life of an entity
   * @param after the last sequence number that the writer knows
   * @param atMs the time at the writer, whose clock may be wrong
   */
  int write(Object writer, int after, long atMs, List<SessionEvent> written) {
    int seqNr = after;
    for (SessionEvent event : written) {
      rows.add(new Row(++seqNr, atMs, rows.size(), writer, kept(event)));
    }
    rows.sort(IN_ORDER);
    highest = Math.max(highest, seqNr);
    return highest;
  }

  private SessionEvent kept(SessionEvent event) {
    return control == Control.INTERVAL_NOT_JOURNALED
            && event instanceof SessionEvent.Delivered delivered
        ? new SessionEvent.Delivered(delivered.epoch(), delivered.seq(), List.of())
        : event;
  }

  boolean showsAllRows() {
    return replay == Replay.ALL;
  }

  /** The latest owner that wrote anything. */
  long highestEpoch() {
    return rows.stream().mapToLong(row -> row.event().epoch()).max().orElse(0);
  }

  /** The highest sequence number: where a writer that begins now goes on. */
  int highest() {
    return highest;
  }

  Durable replay() {
    Durable durable = Durable.ABSENT;
    for (Row row : replay == Replay.ALL ? rows : newerWriters()) {
      SessionEvent event = row.event();
      durable =
          durable.evolve(
              control == Control.EPOCH_IGNORED
                  ? raised(event, Math.max(event.epoch(), durable.epoch()))
                  : event);
    }
    return durable;
  }

  private List<Row> newerWriters() {
    List<Row> taken = new ArrayList<>();
    Set<Object> older = new HashSet<>();
    Object writer = null;
    for (Row row : rows) {
      if (older.contains(row.writer())) {
        continue;
      }
      if (writer != null && writer != row.writer()) {
        older.add(writer);
        taken.removeIf(before -> before.seqNr() >= row.seqNr());
      }
      writer = row.writer();
      taken.add(row);
    }
    return taken;
  }

  /** The same event, as if the latest owner had written it. */
  private static SessionEvent raised(SessionEvent event, long epoch) {
    if (event instanceof SessionEvent.Delivered d) {
      return new SessionEvent.Delivered(epoch, d.seq(), d.ranges());
    }
    if (event instanceof SessionEvent.Acked a) {
      return new SessionEvent.Acked(epoch, a.seq());
    }
    if (event instanceof SessionEvent.Adopted a) {
      return new SessionEvent.Adopted(epoch, a.seq(), a.positions());
    }
    if (event instanceof SessionEvent.Progressed p) {
      return new SessionEvent.Progressed(epoch, p.seq());
    }
    return event instanceof SessionEvent.Rested r
        ? new SessionEvent.Rested(epoch, r.lastCallAt())
        : event;
  }
}
