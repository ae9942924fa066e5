package io.switchboard.entity.reading;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.port.TopicSource.Chunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What a reader has read ahead of its client, per partition: soft state, never part of the
 * session's position. Bounded by the credits that its subscriptions were given. Used by one actor
 * only.
 */
final class ReadAhead {

  /** A batch cut from the front. */
  record Cut(List<Range> ranges, List<ReceivedEvent> events) {}

  private final Lane[] lanes;
  private int first;

  ReadAhead(Positions from) {
    lanes = new Lane[from.count()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane(from.partitionAt(i), from.offsetAt(i));
    }
  }

  /** One partition: where the last cut ended, and the events behind it. */
  private static final class Lane {
    final int partition;
    final ArrayDeque<ReceivedEvent> events = new ArrayDeque<>();
    long cutAt;
    long readTo;
    long endOffset;
    int queuedBytes;
    int takenBytes;

    Lane(int partition, long from) {
      this.partition = partition;
      this.cutAt = from;
      this.readTo = from;
    }
  }

  /** True if the next cut starts at these positions. */
  boolean standsAt(Positions positions) {
    if (positions.count() != lanes.length) {
      return false;
    }
    for (int i = 0; i < lanes.length; i++) {
      if (lanes[i].partition != positions.partitionAt(i)
          || lanes[i].cutAt != positions.offsetAt(i)) {
        return false;
      }
    }
    return true;
  }

  int partitionAt(int index) {
    return lanes[index].partition;
  }

  /** Where the last cut of a partition ended. */
  long cutAt(int index) {
    return lanes[index].cutAt;
  }

  /** Where reading stands: behind all that arrived, whether it was cut or not. */
  long readTo(int index) {
    return lanes[index].readTo;
  }

  void add(int index, Chunk chunk) {
    lanes[index].events.addAll(chunk.events());
    lanes[index].readTo = chunk.nextOffset();
    lanes[index].endOffset = chunk.endOffset();
    lanes[index].queuedBytes += chunk.sizeBytes();
  }

  /**
   * True if a cut now would be smaller than it may be, and the rest lies in partitions that are
   * read on at the moment, as far as their ends are known.
   *
   * @param creditBytes by index, what a partition may hold
   */
  boolean isWorthFilling(int maxEvents, int maxBytes, IntUnaryOperator creditBytes) {
    int events = 0;
    long bytes = 0;
    long toCome = 0;
    for (int i = 0; i < lanes.length; i++) {
      Lane lane = lanes[i];
      events += lane.events.size();
      bytes += lane.queuedBytes;
      if (lane.queuedBytes < creditBytes.applyAsInt(i)) {
        toCome += Math.max(0, lane.endOffset - lane.readTo);
      }
    }
    return events < maxEvents && bytes < maxBytes && toCome >= maxEvents - events;
  }

  /** Offsets between the cuts and the partitions' ends, as far as they are known. */
  long lagEvents() {
    long lag = 0;
    for (Lane lane : lanes) {
      lag += Math.max(0, lane.endOffset - lane.cutAt);
    }
    return lag;
  }

  boolean isEmpty() {
    for (Lane lane : lanes) {
      if (!lane.events.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Cuts a batch: at most so many events and bytes, but at least one event; ordered by partition,
   * then offset. Partitions take turns to be first, so that a busy one does not starve the others.
   */
  Cut cut(int maxEvents, int maxBytes) {
    int[] counts = new int[lanes.length];
    int events = 0;
    long bytes = 0;
    for (int n = 0; n < lanes.length && events < maxEvents; n++) {
      Lane lane = lanes[(first + n) % lanes.length];
      Iterator<ReceivedEvent> it = lane.events.iterator();
      int count = 0;
      while (events < maxEvents && it.hasNext()) {
        int size = it.next().sizeBytes();
        if (events > 0 && bytes + size > maxBytes) {
          break;
        }
        bytes += size;
        events++;
        count++;
      }
      counts[(first + n) % lanes.length] = count;
      if (it.hasNext()) {
        break;
      }
    }
    first = (first + 1) % lanes.length;
    List<Range> ranges = new ArrayList<>();
    List<ReceivedEvent> batch = new ArrayList<>(events);
    for (int i = 0; i < lanes.length; i++) {
      if (counts[i] > 0) {
        ranges.add(take(lanes[i], counts[i], batch));
      }
    }
    return new Cut(List.copyOf(ranges), java.util.Collections.unmodifiableList(batch));
  }

  private static Range take(Lane lane, int count, List<ReceivedEvent> batch) {
    long from = lane.cutAt;
    for (int n = 0; n < count; n++) {
      ReceivedEvent event = lane.events.removeFirst();
      lane.takenBytes += event.heldBytes();
      lane.queuedBytes -= event.heldBytes();
      lane.cutAt = event.offset() + 1;
      batch.add(event);
    }
    return new Range(lane.partition, from, lane.cutAt, count);
  }

  /** Bytes cut from a partition since it was asked last, once they are worth a request; else 0. */
  int creditToReturn(int index, int threshold) {
    Lane lane = lanes[index];
    if (lane.takenBytes < threshold) {
      return 0;
    }
    int credit = lane.takenBytes;
    lane.takenBytes = 0;
    return credit;
  }

  /**
   * What a new subscription of a partition may be given, out of so many bytes: what has arrived and
   * was not cut yet still counts.
   */
  int creditAnew(int index, int fullBytes) {
    Lane lane = lanes[index];
    lane.takenBytes = 0;
    return Math.max(0, fullBytes - lane.queuedBytes);
  }
}
