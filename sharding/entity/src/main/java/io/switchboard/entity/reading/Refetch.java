package io.switchboard.entity.reading;

import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.port.TopicSource.Chunk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Collects exactly the events of journaled ranges again. Used by one actor only. */
final class Refetch {
  private final List<Range> ranges;
  private final List<List<ReceivedEvent>> events = new ArrayList<>();
  private final boolean[] complete;
  private final long[] readTo;

  Refetch(List<Range> ranges) {
    this.ranges = List.copyOf(ranges);
    this.complete = new boolean[ranges.size()];
    this.readTo = ranges.stream().mapToLong(Range::from).toArray();
    for (Range range : ranges) {
      events.add(new ArrayList<>(range.events()));
    }
  }

  Range range(int index) {
    return ranges.get(index);
  }

  /** True if this collects the events of exactly these ranges. */
  boolean isOf(List<Range> others) {
    return ranges.equals(others);
  }

  List<Range> ranges() {
    return ranges;
  }

  int size() {
    return ranges.size();
  }

  /** Takes what belongs to the range; true if the range is complete now. */
  boolean add(int index, Chunk chunk) {
    Range range = ranges.get(index);
    for (ReceivedEvent event : chunk.events()) {
      if (event.offset() >= range.from() && event.offset() < range.to()) {
        events.get(index).add(event);
      }
    }
    readTo[index] = chunk.nextOffset();
    if (chunk.nextOffset() >= range.to()) {
      complete[index] = true;
    }
    return complete[index];
  }

  /** What is left of this range is no longer in Kafka. */
  void giveUp(int index) {
    complete[index] = true;
  }

  boolean isComplete(int index) {
    return complete[index];
  }

  /** Where reading of a range stands. */
  long readTo(int index) {
    return readTo[index];
  }

  boolean isComplete() {
    for (boolean done : complete) {
      if (!done) {
        return false;
      }
    }
    return true;
  }

  List<ReceivedEvent> all() {
    List<ReceivedEvent> all = new ArrayList<>();
    events.forEach(all::addAll);
    return Collections.unmodifiableList(all);
  }
}
