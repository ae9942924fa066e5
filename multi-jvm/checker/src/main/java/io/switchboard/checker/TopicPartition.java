package io.switchboard.checker;

import java.util.Arrays;

/** The committed events of one partition by ascending offset, as columns: there may be millions. */
final class TopicPartition {
  final int number;
  private long[] offsets = new long[64];
  private Batch[] batches = new Batch[64];
  private int[] indexes = new int[64];
  private long[] places = new long[64];
  private int size;

  /** Up to which offset it was read; what lies behind is not known. */
  long endOffset;

  TopicPartition(int number) {
    this.number = number;
  }

  /** Says whether the offset ascends; if it does not, the event is not taken. */
  boolean add(long offset, Batch batch, int index, long place) {
    if (size > 0 && offset <= offsets[size - 1]) {
      return false;
    }
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, size * 2);
      batches = Arrays.copyOf(batches, size * 2);
      indexes = Arrays.copyOf(indexes, size * 2);
      places = Arrays.copyOf(places, size * 2);
    }
    offsets[size] = offset;
    batches[size] = batch;
    indexes[size] = index;
    places[size] = place;
    size++;
    endOffset = Math.max(endOffset, offset + 1);
    return true;
  }

  int size() {
    return size;
  }

  /** Where an offset is, or {@code -(where it would be) - 1}. */
  int find(long offset) {
    return Arrays.binarySearch(offsets, 0, size, offset);
  }

  long offset(int at) {
    return offsets[at];
  }

  Batch batch(int at) {
    return batches[at];
  }

  int index(int at) {
    return indexes[at];
  }

  /** Which line of the history has it. */
  long place(int at) {
    return places[at];
  }

  /** The event at a position, for a person. */
  String event(int at) {
    return batches[at].id(indexes[at]) + " at " + number + ':' + offsets[at];
  }
}
