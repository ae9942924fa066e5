package io.switchboard.entity.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReceivedEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private static final int PLENTY = 1_000_000;

  private final ReadAhead ahead = new ReadAhead(Positions.of(new int[] {0, 3}, new long[] {10, 0}));

  private void arrive(int index, int eventBytes, long... offsets) {
    int partition = ahead.partitionAt(index);
    long next = offsets[offsets.length - 1] + 1;
    ahead.add(index, FakeTopics.chunk(partition, 0, next, eventBytes, offsets));
  }

  private static List<Long> offsets(ReadAhead.Cut cut) {
    return cut.events().stream().map(ReceivedEvent::offset).toList();
  }

  @Test
  void aCutHoldsAtMostSoManyEvents() {
    arrive(0, 1, 10, 11, 12);
    assertThat(offsets(ahead.cut(2, PLENTY))).containsExactly(10L, 11L);
    assertThat(offsets(ahead.cut(2, PLENTY))).containsExactly(12L);
    assertThat(ahead.isEmpty()).isTrue();
  }

  @Test
  void aCutHoldsAtMostSoManyBytesOverAllPartitions() {
    arrive(0, 40, 10);
    arrive(1, 40, 0, 1);
    ReadAhead.Cut cut = ahead.cut(PLENTY, 99);
    assertThat(cut.events()).hasSize(2);
    assertThat(cut.ranges()).containsExactly(new Range(0, 10, 11, 1), new Range(3, 0, 1, 1));
  }

  @Test
  void anEventLargerThanTheBatchMayBeComesAlone() {
    arrive(0, 500, 10, 11);
    assertThat(offsets(ahead.cut(PLENTY, 100))).containsExactly(10L);
  }

  @Test
  void aBatchIsOrderedByPartitionAlsoWhenALaterPartitionWasFirst() {
    arrive(0, 1, 10, 11);
    arrive(1, 1, 0, 1);
    ahead.cut(1, PLENTY);
    ReadAhead.Cut cut = ahead.cut(PLENTY, PLENTY);
    assertThat(cut.events()).extracting(ReceivedEvent::partition).containsExactly(0, 3, 3);
    assertThat(offsets(cut)).containsExactly(11L, 0L, 1L);
  }

  @Test
  void aBusyPartitionDoesNotStarveTheOther() {
    arrive(0, 1, 10, 11, 12, 13);
    arrive(1, 1, 0, 1);
    assertThat(ahead.cut(2, PLENTY).ranges()).containsExactly(new Range(0, 10, 12, 2));
    assertThat(ahead.cut(2, PLENTY).ranges()).containsExactly(new Range(3, 0, 2, 2));
  }

  @Test
  void rangesCoverWithoutAGapWhatMarkersTookBetweenEvents() {
    ahead.add(0, FakeTopics.chunk(0, 10, 15, 1, 12));
    ahead.add(0, FakeTopics.chunk(0, 15, 16, 1));
    ahead.add(0, FakeTopics.chunk(0, 16, 21, 1, 18, 20));
    assertThat(ahead.cut(1, PLENTY).ranges()).containsExactly(new Range(0, 10, 13, 1));
    assertThat(ahead.cut(PLENTY, PLENTY).ranges()).containsExactly(new Range(0, 13, 21, 2));
  }

  @Test
  void creditComesBackOnceItIsWorthARequest() {
    arrive(0, 30, 10, 11, 12);
    int each = FakeTopics.event(0, 0, 30).heldBytes();
    ahead.cut(1, PLENTY);
    assertThat(ahead.creditToReturn(0, 2 * each)).isZero();
    ahead.cut(2, PLENTY);
    ahead.cut(2, PLENTY);
    assertThat(ahead.creditToReturn(0, 2 * each)).isEqualTo(3 * each);
    assertThat(ahead.creditToReturn(0, 2 * each)).isZero();
  }

  @Test
  void itStandsWhereTheLastCutEnded() {
    Positions start = Positions.of(new int[] {0, 3}, new long[] {10, 0});
    arrive(0, 1, 10, 12);
    assertThat(ahead.standsAt(start)).isTrue();
    ReadAhead.Cut cut = ahead.cut(PLENTY, PLENTY);
    assertThat(ahead.standsAt(start)).isFalse();
    assertThat(ahead.standsAt(start.after(cut.ranges()))).isTrue();
    assertThat(ahead.standsAt(Positions.of(new int[] {0}, new long[] {13}))).isFalse();
    assertThat(ahead.standsAt(Positions.of(new int[] {0, 4}, new long[] {13, 0}))).isFalse();
  }
}
