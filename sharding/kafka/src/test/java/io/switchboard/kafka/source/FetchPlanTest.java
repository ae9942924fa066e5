package io.switchboard.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FetchPlanTest {
  private static final int BIG = 1 << 20;
  private static final int FETCH = 1_024;
  private static final int VALUE = 100;

  /** What a record counts. */
  private static final int RECORD = VALUE + 128;

  private final VirtualFetchers world =
      new VirtualFetchers(TestSettings.of(FETCH, 2, 4_096, 10, Duration.ofMillis(50)));

  private TestSink open(int partition, long from, int credit) {
    TestSink sink = new TestSink(from);
    reader(partition, from, credit, sink);
    return sink;
  }

  private Reader reader(int partition, long from, int credit, TestSink sink) {
    Reader reader = world.subscribe(partition, from, sink);
    if (credit > 0) {
      reader.request(credit);
    }
    return reader;
  }

  private void append(int partition, int count) {
    for (int i = 0; i < count; i++) {
      world.log(partition).append(VALUE);
    }
  }

  private void steps(int count) {
    for (int i = 0; i < count; i++) {
      world.step();
    }
  }

  @Test
  void readersAtTheSamePlaceShareOneFetchAndTheSameEvents() {
    append(0, 10);
    List<TestSink> sinks = IntStream.range(0, 50).mapToObj(i -> open(0, 0, BIG)).toList();
    steps(1);
    assertThat(world.fetches).isEqualTo(1);
    assertThat(world.log(0).opened()).isEqualTo(10);
    for (TestSink sink : sinks) {
      assertThat(sink.count()).isEqualTo(10);
      assertThat(sink.events().get(3)).isSameAs(sinks.get(0).events().get(3));
    }
  }

  @Test
  void readersThatWaitAtTheTailCostOneFetchForWhatIsAppended() {
    append(0, 3);
    List<TestSink> sinks = IntStream.range(0, 1_000).mapToObj(i -> open(0, 3, BIG)).toList();
    steps(3);
    int fetches = world.fetches;
    append(0, 1);
    steps(3);
    assertThat(world.fetches).isEqualTo(fetches + 1);
    assertThat(sinks).allMatch(sink -> sink.count() == 1);
  }

  @Test
  void groupsAtDifferentPlacesOfAPartitionTakeFairTurns() {
    append(0, 5_000);
    List<TestSink> sinks = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      sinks.add(open(0, i * 400L, BIG));
    }
    for (int round = 0; round < 20; round++) {
      steps(10);
      long least = sinks.stream().mapToLong(TestSink::bytes).min().orElseThrow();
      long most = sinks.stream().mapToLong(TestSink::bytes).max().orElseThrow();
      assertThat(most - least).isLessThanOrEqualTo(2 * FETCH);
    }
    assertThat(sinks.get(9).count()).isGreaterThanOrEqualTo(190);
  }

  @Test
  void aGroupThatIsAloneReadsOnWithoutASeek() {
    append(0, 500);
    TestSink sink = open(0, 0, BIG);
    steps(100);
    assertThat(sink.count()).isEqualTo(500);
    // One at the start of catching up, one when the tail took over.
    assertThat(world.seeks).isEqualTo(2);
  }

  @Test
  void aReaderWithoutCreditCostsNoFetch() {
    append(0, 10);
    TestSink sink = open(0, 0, 0);
    steps(10);
    assertThat(world.fetches).isZero();
    assertThat(sink.chunks()).isZero();
  }

  @Test
  void whatACreditDidNotCoverIsServedFromWhatWasFetched() {
    append(0, 10);
    TestSink sink = new TestSink(0);
    Reader reader = reader(0, 0, 3 * RECORD, sink);
    steps(2);
    assertThat(sink.count()).isEqualTo(3);
    reader.request(4 * RECORD);
    steps(1);
    assertThat(sink.count()).isEqualTo(7);
    assertThat(world.fetches).isEqualTo(1);
  }

  @Test
  void oneRecordComesForAnyCreditAndIsPaidForLater() {
    append(0, 3);
    TestSink sink = new TestSink(0);
    Reader reader = reader(0, 0, 1, sink);
    steps(3);
    assertThat(sink.count()).isEqualTo(1);
    reader.request(RECORD - 1);
    steps(3);
    assertThat(sink.count()).isEqualTo(1);
    reader.request(1);
    steps(3);
    assertThat(sink.count()).isEqualTo(2);
  }

  @Test
  void aReaderThatFallsBehindTheTailCatchesUpAndComesBack() {
    TestSink slowSink = new TestSink(0);
    Reader slow = reader(0, 0, 1, slowSink);
    TestSink quick = open(0, 0, BIG);
    steps(3);
    assertThat(world.home(slow)).isSameAs(world.tail);
    for (int i = 0; i < 30; i++) {
      append(0, 10);
      steps(2);
    }
    assertThat(slowSink.count()).isEqualTo(1);
    assertThat(quick.count()).isEqualTo(300);
    slow.request(RECORD);
    steps(1);
    assertThat(world.home(slow)).isSameAs(world.catchUp);
    slow.request(BIG / 2);
    steps(60);
    assertThat(slowSink.count()).isEqualTo(300);
    assertThat(world.home(slow)).isSameAs(world.tail);
  }

  @Test
  void manyPartitionsAreReadInTurnsAFewAtATime() {
    List<TestSink> sinks = new ArrayList<>();
    for (int partition = 0; partition < 20; partition++) {
      append(partition, 1_000);
      sinks.add(open(partition, 0, BIG));
    }
    assertThat(world.catchUp.aim(any -> true, 0)).isEmpty();
    steps(1);
    assertThat(world.catchUp.aim(any -> true, world.now)).hasSize(2);
    steps(10 * 5 * 2);
    assertThat(sinks).allMatch(sink -> sink.count() >= 30 && sink.count() <= 120);
  }

  @Test
  void aPartitionThatDoesNotAnswerDoesNotKeepItsPlace() {
    FetchPlan plan = world.catchUp;
    for (int partition = 0; partition < 4; partition++) {
      plan.update(reader(partition, 0, BIG, new TestSink(0)), 0);
    }
    List<PartitionKey> read = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      // Nothing ever comes back.
      plan.aim(any -> true, i * VirtualFetchers.STEP_NANOS)
          .forEach(
              reads -> {
                reads.cursorAt(reads.target());
                read.add(reads.key());
              });
    }
    assertThat(read).hasSize(80);
    assertThat(read.stream().distinct()).hasSize(4);
  }

  @Test
  void whatIsNotTrustedIsHeldBackAndServedAfterwardsWithoutAFetch() {
    append(0, 5);
    TestSink sink = new TestSink(0);
    Reader reader = reader(0, 0, BIG, sink);
    world.untrusted.add(reader);
    steps(5);
    assertThat(sink.chunks()).isZero();
    assertThat(world.fetches).isEqualTo(1);
    world.untrusted.clear();
    world.catchUp.serveHeld(world.now);
    assertThat(sink.count()).isEqualTo(5);
    assertThat(world.fetches).isEqualTo(1);
  }

  @Test
  void whatIsForgottenIsFetchedAgain() {
    append(0, 5);
    TestSink sink = new TestSink(0);
    world.untrusted.add(reader(0, 0, BIG, sink));
    steps(2);
    world.catchUp.forget(VirtualFetchers.TOPIC.name());
    world.untrusted.clear();
    steps(3);
    assertThat(sink.count()).isEqualTo(5);
    assertThat(world.fetches).isEqualTo(2);
  }

  @Test
  void aClosedReaderGetsNothingAndGivesItsPlaceBack() {
    append(0, 5);
    TestSink sink = new TestSink(0);
    Reader reader = reader(0, 0, BIG, sink);
    reader.close();
    steps(2);
    assertThat(sink.chunks()).isZero();
    assertThat(world.ended).isEqualTo(1);
    assertThat(world.catchUp.isEmpty()).isTrue();
  }

  @Test
  void whatIsKeptForReadersWithoutCreditIsBounded() {
    List<Reader> readers = new ArrayList<>();
    List<TestSink> sinks = new ArrayList<>();
    for (int partition = 0; partition < 20; partition++) {
      append(partition, 10);
      TestSink sink = new TestSink(0);
      sinks.add(sink);
      readers.add(reader(partition, 0, 1, sink));
    }
    steps(30);
    assertThat(world.catchUp.cachedBytes()).isBetween(1L, 4_096L);
    readers.forEach(reader -> reader.request(BIG / 2));
    steps(60);
    assertThat(sinks).allMatch(sink -> sink.count() == 10);
  }
}
