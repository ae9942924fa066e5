package io.switchboard.core.model;

import java.util.Arrays;
import java.util.List;

/**
 * Where a reader stands: the next offset of each of its partitions. Immutable; sorted by partition.
 *
 * <p>Arrays rather than a map, because it lies in every reader's state and snapshot.
 */
public final class Positions {
  private final int[] partitions;
  private final long[] offsets;

  private Positions(int[] partitions, long[] offsets) {
    this.partitions = partitions;
    this.offsets = offsets;
  }

  /**
   * Positions from parallel arrays, which are copied.
   *
   * @throws IllegalArgumentException if partitions are not strictly ascending or the arrays differ
   *     in length
   */
  public static Positions of(int[] partitions, long[] offsets) {
    if (partitions.length != offsets.length) {
      throw new IllegalArgumentException("as many offsets as partitions");
    }
    for (int i = 0; i < partitions.length; i++) {
      if (offsets[i] < 0 || (i > 0 && partitions[i] <= partitions[i - 1])) {
        throw new IllegalArgumentException("partitions ascend, offsets are not negative");
      }
    }
    return new Positions(partitions.clone(), offsets.clone());
  }

  /** Number of partitions. */
  public int count() {
    return partitions.length;
  }

  /** The i-th partition, ascending. */
  public int partitionAt(int i) {
    return partitions[i];
  }

  /** The next offset of the i-th partition. */
  public long offsetAt(int i) {
    return offsets[i];
  }

  /** Index of a partition, or a negative number. */
  public int indexOf(int partition) {
    return Arrays.binarySearch(partitions, partition);
  }

  /** A copy of the partitions, ascending. */
  public int[] partitions() {
    return partitions.clone();
  }

  /** These positions, moved behind every range. Ranges of unknown partitions are ignored. */
  public Positions after(List<Range> ranges) {
    long[] moved = offsets.clone();
    for (Range range : ranges) {
      int i = indexOf(range.partition());
      if (i >= 0) {
        moved[i] = range.to();
      }
    }
    return new Positions(partitions, moved);
  }

  /** True if both have the same partitions and none of these offsets is below the other's. */
  public boolean isAtOrAfter(Positions other) {
    if (!Arrays.equals(partitions, other.partitions)) {
      return false;
    }
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] < other.offsets[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Positions p
        && Arrays.equals(partitions, p.partitions)
        && Arrays.equals(offsets, p.offsets);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(partitions) + Arrays.hashCode(offsets);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < partitions.length; i++) {
      text.append(i == 0 ? "" : ", ").append(partitions[i]).append('@').append(offsets[i]);
    }
    return text.append('}').toString();
  }
}
