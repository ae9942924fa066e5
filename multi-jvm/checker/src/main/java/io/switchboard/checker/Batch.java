package io.switchboard.checker;

import java.util.BitSet;
import java.util.Optional;
import java.util.function.Consumer;

/** A batch that was written or seen: what the attempts at it ended in, and what the topic has. */
final class Batch {
  private static final BitSet NONE = new BitSet(0);

  /** What the topic must hold of it. */
  enum Expected {
    WHOLE,
    WHOLE_OR_NOTHING,
    NOTHING
  }

  final WriterTrack writer;
  final long number;
  final int count;

  long invokedPlace = Stamp.NOWHERE;
  long invokedAtMicros;

  /** The first acknowledgement, or else the last thing that was said. */
  long endedPlace = Stamp.NOWHERE;

  long okAtMicros = Long.MAX_VALUE;

  private int invoked;
  private int ended;
  private int failed;
  private long seenBits;
  private BitSet seenBeyond = NONE;

  /** The same number with another size; null for all but broken histories. */
  private Batch otherSize;

  Batch(WriterTrack writer, long number, int count) {
    this.writer = writer;
    this.number = number;
    this.count = count;
  }

  Batch ofSize(int size) {
    Batch batch = this;
    while (batch.count != size) {
      if (batch.otherSize == null) {
        batch.otherSize = new Batch(writer, number, size);
      }
      batch = batch.otherSize;
    }
    return batch;
  }

  Optional<Batch> writtenOne() {
    Batch batch = this;
    while (batch != null && !batch.isWritten()) {
      batch = batch.otherSize;
    }
    return Optional.ofNullable(batch);
  }

  void forEachSize(Consumer<Batch> action) {
    for (Batch batch = this; batch != null; batch = batch.otherSize) {
      action.accept(batch);
    }
  }

  void invoked(Stamp stamp) {
    invoked++;
    if (invokedPlace == Stamp.NOWHERE) {
      invokedPlace = stamp.place();
      invokedAtMicros = stamp.atMicros();
    }
  }

  /** Says whether there was an attempt left that could end. */
  boolean ended(Stamp stamp, WriteOutcome outcome) {
    ended++;
    if (outcome == WriteOutcome.FAILED) {
      failed++;
    }
    if (!isOk()) {
      endedPlace = stamp.place();
      okAtMicros = outcome == WriteOutcome.OK ? stamp.atMicros() : Long.MAX_VALUE;
    }
    return ended <= invoked;
  }

  boolean isWritten() {
    return invoked > 0;
  }

  boolean isOk() {
    return okAtMicros != Long.MAX_VALUE;
  }

  int attempts() {
    return invoked;
  }

  /**
   * What the topic must hold, read from a moment on: what was acknowledged later may have come too
   * late for that.
   */
  Expected expectedAt(long micros) {
    if (okAtMicros <= micros) {
      return Expected.WHOLE;
    }
    return !isOk() && failed == invoked ? Expected.NOTHING : Expected.WHOLE_OR_NOTHING;
  }

  /** Marks an event as seen; false if it was before. */
  boolean see(int index) {
    if (index < Long.SIZE) {
      boolean fresh = (seenBits & (1L << index)) == 0;
      seenBits |= 1L << index;
      return fresh;
    }
    if (seenBeyond.isEmpty()) {
      seenBeyond = new BitSet(count);
    }
    boolean fresh = !seenBeyond.get(index);
    seenBeyond.set(index);
    return fresh;
  }

  boolean isSeen(int index) {
    return index < Long.SIZE ? (seenBits & (1L << index)) != 0 : seenBeyond.get(index);
  }

  int seenCount() {
    return Long.bitCount(seenBits) + seenBeyond.cardinality();
  }

  String id(int index) {
    return writer.name + '/' + number + '/' + index + '/' + count;
  }

  @Override
  public String toString() {
    return "batch " + number + " of " + writer.name + " (" + count + " events)";
  }
}
