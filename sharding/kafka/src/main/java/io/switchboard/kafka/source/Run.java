package io.switchboard.kafka.source;

import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.port.TopicSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What one poll brought of one partition, shared by all readers that stand inside it: a record is
 * converted and opened when the first of them takes it, and never again. One thread.
 */
final class Run {

  /** The raw records, in offset order. */
  interface Records {
    int count();

    long offsetAt(int index);

    /** Bytes as stored, roughly, with the overhead of holding the record. */
    long heldBytes();

    /** Converts and, if need be, decrypts a record. */
    ReceivedEvent open(int index);
  }

  private final int partition;
  private final long from;
  private final long next;
  private final long generation;
  private final Records records;
  private final ReceivedEvent[] opened;
  private final int[] sizes;

  private long sharedFrom = -1;
  private int sharedSizeButLast;
  private TopicSource.Chunk shared;

  /**
   * A run that covers the offsets from {@code from} up to, not including, {@code next}; some may
   * hold no record.
   *
   * @param generation of the consumer's metadata, for {@link TopicTrust}
   */
  Run(int partition, long from, long next, long generation, Records records) {
    this.partition = partition;
    this.from = from;
    this.next = next;
    this.generation = generation;
    this.records = records;
    this.opened = new ReceivedEvent[records.count()];
    this.sizes = new int[records.count()];
  }

  long from() {
    return from;
  }

  long next() {
    return next;
  }

  long generation() {
    return generation;
  }

  boolean covers(long position) {
    return from <= position && position < next;
  }

  int count() {
    return opened.length;
  }

  long heldBytes() {
    return records.heldBytes();
  }

  /**
   * The part from a position on that a credit allows: records as long as some credit is left.
   * Readers at the same position with ample credit get the very same chunk.
   */
  TopicSource.Chunk take(long position, long creditBytes, long endOffset) {
    if (position == sharedFrom
        && creditBytes > sharedSizeButLast
        && (shared.nextOffset() == next || creditBytes <= shared.sizeBytes())
        && shared.endOffset() == endOffset) {
      return shared;
    }
    int first = position == from ? 0 : indexAtOrAfter(position);
    int index = first;
    int size = 0;
    int sizeButLast = 0;
    while (index < opened.length && size < creditBytes) {
      if (opened[index] == null) {
        opened[index] = records.open(index);
        sizes[index] = opened[index].heldBytes();
      }
      sizeButLast = size;
      size += sizes[index];
      index++;
    }
    List<ReceivedEvent> events =
        Collections.unmodifiableList(Arrays.asList(Arrays.copyOfRange(opened, first, index)));
    long end = index == opened.length ? next : records.offsetAt(index - 1) + 1;
    shared = new TopicSource.Chunk(partition, position, end, events, size, endOffset);
    sharedFrom = position;
    sharedSizeButLast = sizeButLast;
    return shared;
  }

  private int indexAtOrAfter(long position) {
    int low = 0;
    int high = opened.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (records.offsetAt(middle) < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
