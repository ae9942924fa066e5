package io.switchboard.checker;

import java.util.HashMap;
import java.util.Map;

/** Compares what the topic holds with what was written: lost, twice, in part, in another order. */
final class TopicChecks {
  /** The last event of a writer in the partition that is looked through. */
  private static final class Last {
    int at;

    Last(int at) {
      this.at = at;
    }
  }

  private final Collected collected;
  private final TopicImage topic;
  private final Findings findings;

  TopicChecks(Collected collected, Findings findings) {
    this.collected = collected;
    this.topic = collected.topic();
    this.findings = findings;
  }

  void run() {
    if (!topic.isComplete()) {
      findings.add(
          Kind.NO_FINAL_READ,
          () ->
              topic.begunPlace == Stamp.NOWHERE
                  ? "Nobody read the topic in the end."
                  : "The final read began and did not complete.",
          topic.begunPlace);
      return;
    }
    topic.partitions().forEach(this::look);
    collected.writers().forEach(writer -> writer.forEach(this::compare));
  }

  private void look(TopicPartition partition) {
    Map<WriterTrack, Last> lasts = new HashMap<>();
    for (int i = 0; i < partition.size(); i++) {
      Batch batch = partition.batch(i);
      if (!batch.isWritten()) {
        neverWritten(partition, i);
      } else if (!batch.see(partition.index(i))) {
        duplicate(partition, i);
      } else {
        Last last = lasts.get(batch.writer);
        if (last == null) {
          lasts.put(batch.writer, new Last(i));
        } else {
          if (isBefore(partition, i, last.at)) {
            reordered(partition, last.at, i);
          }
          last.at = i;
        }
      }
    }
  }

  private static boolean isBefore(TopicPartition partition, int a, int b) {
    long one = partition.batch(a).number;
    long other = partition.batch(b).number;
    return one < other || (one == other && partition.index(a) < partition.index(b));
  }

  private void compare(Batch batch) {
    if (!batch.isWritten()) {
      return;
    }
    int seen = batch.seenCount();
    Batch.Expected expected = batch.expectedAt(topic.begunAtMicros);
    if (expected == Batch.Expected.NOTHING && seen > 0) {
      refused(batch, seen);
    } else if (expected == Batch.Expected.WHOLE && seen == 0) {
      lost(batch);
    } else if (seen > 0 && seen < batch.count) {
      partial(batch, seen);
    }
  }

  private void lost(Batch batch) {
    findings.add(
        Kind.LOST_WRITE,
        () ->
            String.format(
                "%s was acknowledged at %s, but none of its events is in the topic, which was read"
                    + " from %s on.",
                batch, Findings.at(batch.okAtMicros), Findings.at(topic.begunAtMicros)),
        batch.invokedPlace,
        batch.endedPlace,
        topic.begunPlace);
  }

  private void partial(Batch batch, int seen) {
    findings.add(
        Kind.PARTIAL_BATCH,
        () -> {
          int missing = 0;
          while (batch.isSeen(missing)) {
            missing++;
          }
          return String.format(
              "%d of %s are in the topic, the others are not: the first that is missing is %s. It"
                  + " was %s.",
              seen,
              batch,
              batch.id(missing),
              batch.isOk()
                  ? "acknowledged at " + Findings.at(batch.okAtMicros)
                  : "not acknowledged, but then none of it may be there");
        },
        batch.invokedPlace,
        batch.endedPlace);
  }

  private void refused(Batch batch, int seen) {
    findings.add(
        Kind.ABORTED_READ,
        () ->
            String.format(
                "%s was refused in every attempt (%d), but %d of its events are in the topic.",
                batch, batch.attempts(), seen),
        batch.invokedPlace,
        batch.endedPlace);
  }

  private void neverWritten(TopicPartition partition, int at) {
    Batch batch = partition.batch(at);
    findings.add(
        Kind.NEVER_WRITTEN,
        () ->
            batch.writer.name.equals(EventId.FOREIGN.writer())
                ? String.format(
                    "The record at %d:%d carries no id of an event of this history.",
                    partition.number, partition.offset(at))
                : "No writer of this history wrote " + partition.event(at) + ".",
        partition.place(at));
  }

  private void duplicate(TopicPartition partition, int at) {
    Batch batch = partition.batch(at);
    findings.add(
        Kind.DUPLICATE,
        () ->
            String.format(
                "%s, first tried at %s, is in the topic more than once: at %s.",
                batch.id(partition.index(at)),
                Findings.at(batch.invokedAtMicros),
                String.join(" and ", topic.whereIs(batch, partition.index(at)))),
        batch.invokedPlace,
        batch.endedPlace,
        partition.place(at));
  }

  private void reordered(TopicPartition partition, int before, int at) {
    findings.add(
        Kind.REORDERED,
        () ->
            String.format(
                "%s lies behind %s, which was written later.",
                partition.event(at), partition.event(before)),
        partition.batch(at).invokedPlace,
        partition.batch(before).invokedPlace,
        partition.place(before),
        partition.place(at));
  }
}
