package io.switchboard.checker;

import java.util.Arrays;
import java.util.List;

/** The events of a batch that was read, as columns. */
final class Content {
  private final int[] partitions;
  private final long[] offsets;
  private final Batch[] batches;
  private final int[] indexes;

  private Content(int size) {
    partitions = new int[size];
    offsets = new long[size];
    batches = new Batch[size];
    indexes = new int[size];
  }

  static Content of(List<PlacedEvent> events, Collected collected) {
    Content content = new Content(events.size());
    for (int i = 0; i < events.size(); i++) {
      PlacedEvent event = events.get(i);
      content.partitions[i] = event.partition();
      content.offsets[i] = event.offset();
      content.batches[i] = collected.batch(event.id());
      content.indexes[i] = event.id().index();
    }
    return content;
  }

  int size() {
    return offsets.length;
  }

  int partition(int i) {
    return partitions[i];
  }

  long offset(int i) {
    return offsets[i];
  }

  Batch batch(int i) {
    return batches[i];
  }

  int index(int i) {
    return indexes[i];
  }

  String event(int i) {
    return batches[i].id(indexes[i]) + " at " + partitions[i] + ':' + offsets[i];
  }

  boolean isSameAs(Content other) {
    return Arrays.equals(partitions, other.partitions)
        && Arrays.equals(offsets, other.offsets)
        && Arrays.equals(indexes, other.indexes)
        && Arrays.equals(batches, other.batches);
  }

  /** How it differs from another version, for a person. */
  String differenceTo(Content other) {
    for (int i = 0; i < Math.min(size(), other.size()); i++) {
      if (!event(i).equals(other.event(i))) {
        return "event " + i + " was " + event(i) + ", then " + other.event(i);
      }
    }
    return "it had " + size() + " events, then " + other.size();
  }
}
