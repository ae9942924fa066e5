package io.switchboard.checker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares what a reader was given with what the topic holds: skipped, repeated, changed, unseen.
 */
final class ReaderChecks {
  private final ReaderTrack reader;
  private final TopicImage topic;
  private final Findings findings;
  private final Map<Integer, Cursor> cursors = new HashMap<>();

  ReaderChecks(ReaderTrack reader, TopicImage topic, Findings findings) {
    this.reader = reader;
    this.topic = topic;
    this.findings = findings;
  }

  /** Relies on {@link TopicChecks} having marked what the topic holds. */
  void run() {
    VersionChecks versions = new VersionChecks(topic, findings);
    for (TreeMap<Long, ReaderTrack.Delivery> session : reader.sessions.values()) {
      Iterator<ReaderTrack.Delivery> deliveries = session.values().iterator();
      while (deliveries.hasNext()) {
        ReaderTrack.Delivery delivery = deliveries.next();
        versions.check(delivery);
        boolean isLast = !deliveries.hasNext();
        delivery.taken().ifPresent(taken -> walk(delivery.key, taken, isLast && !taken.acked));
      }
    }
    if (reader.isDrained() && topic.isComplete()) {
      topic.partitions().stream()
          .filter(partition -> reader.reads(partition.number))
          .forEach(this::checkSeen);
    }
  }

  private Cursor cursor(int partition) {
    return cursors.computeIfAbsent(partition, p -> new Cursor(reader.start));
  }

  private void walk(ReadKey key, ReaderTrack.Answer taken, boolean mayBeLeft) {
    Set<Integer> entered = new HashSet<>();
    for (int i = 0; i < taken.content.size(); i++) {
      Cursor cursor = cursor(taken.content.partition(i));
      boolean first = entered.add(taken.content.partition(i));
      if (first) {
        cursor.enter(taken.content.offset(i));
      }
      Cursor.Position before = cursor.position();
      if (first && mayBeLeft) {
        cursor.mayReturnHere();
      }
      cursor.moveTo(step(key, taken, i, before, first));
    }
  }

  private Cursor.Position step(
      ReadKey key, ReaderTrack.Answer taken, int i, Cursor.Position before, boolean first) {
    TopicPartition partition = topic.partition(taken.content.partition(i));
    long offset = taken.content.offset(i);
    int found = partition.find(offset);
    int at = found >= 0 ? found : -found - 1;
    if (before.known() && offset <= before.lastOffset()) {
      wentBack(key, taken, i, before, first);
    } else if (before.known() && topic.isComplete() && at > before.next()) {
      skipped(key, taken, i, before, at);
    }
    return new Cursor.Position(true, offset, found >= 0 ? at + 1 : at, key, taken.place);
  }

  private void wentBack(
      ReadKey key, ReaderTrack.Answer taken, int i, Cursor.Position before, boolean first) {
    Kind kind =
        !first
            ? Kind.INT_NONMONOTONIC_POLL
            : before.lastKey().session().equals(key.session())
                ? Kind.NONMONOTONIC_POLL
                : Kind.EXTERNAL_NONMONOTONIC_POLL;
    findings.add(
        kind,
        () ->
            String.format(
                "%s (%s) brought %s, although the reader was at offset %d of that partition"
                    + " already, with %s.",
                key,
                Findings.at(taken.atMicros),
                taken.content.event(i),
                before.lastOffset(),
                before.lastKey()),
        before.lastPlace(),
        taken.place);
  }

  private void skipped(
      ReadKey key, ReaderTrack.Answer taken, int i, Cursor.Position before, int at) {
    boolean inside = before.lastKey().equals(key);
    TopicPartition partition = topic.partition(taken.content.partition(i));
    findings.add(
        inside ? Kind.INT_POLL_SKIP : Kind.POLL_SKIP,
        () ->
            String.format(
                "%s (%s) goes on with %s and leaves out %d committed events before it; the first is"
                    + " %s.",
                key,
                Findings.at(taken.atMicros),
                taken.content.event(i),
                at - before.next(),
                partition.event(before.next())),
        partition.place(before.next()),
        before.lastPlace(),
        taken.place);
  }

  private void checkSeen(TopicPartition partition) {
    Cursor.Position end = cursor(partition.number).position();
    int unseen = 0;
    int first = 0;
    for (int i = partition.size() - 1; end.known() && i >= end.next(); i--) {
      if (partition.batch(i).okAtMicros < reader.drainedAtMicros) {
        unseen++;
        first = i;
      }
    }
    if (unseen > 0) {
      int count = unseen;
      int at = first;
      findings.add(
          Kind.UNSEEN,
          () ->
              String.format(
                  "%s had read everything at %s, but not %d events of partition %d that were"
                      + " acknowledged before; the first is %s.",
                  reader.name,
                  Findings.at(reader.drainedAtMicros),
                  count,
                  partition.number,
                  partition.event(at)),
          partition.batch(at).invokedPlace,
          partition.batch(at).endedPlace,
          end.lastPlace(),
          reader.drainedPlace);
    }
  }
}
