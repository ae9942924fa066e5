package io.switchboard.entity.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicSource.Failure;
import io.switchboard.core.session.Effect;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.BatchFetched;
import io.switchboard.core.session.SessionCommand.FetchEmpty;
import io.switchboard.core.session.SessionCommand.FetchFailed;
import io.switchboard.entity.budget.ReadBudget;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReaderFeedTest {
  private static final TopicRef TOPIC = new TopicRef("pages", "topic-1");
  private static final int READ_AHEAD_BYTES = 100_000;
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final FakeTopics topics = new FakeTopics();
  private final Queue<FeedSignal> mailbox = new ArrayDeque<>();
  private final List<FeedSignal> timers = new ArrayList<>();
  private final List<SessionCommand> results = new ArrayList<>();
  private final ReadBudget budget = new ReadBudget(1_000_000, READ_AHEAD_BYTES);
  private final ReaderFeed feed =
      new ReaderFeed(
          topics,
          topics,
          budget,
          mailbox::add,
          (signal, delay) -> timers.add(signal),
          results::add);

  /** The actor takes its turn. */
  private void turn() {
    while (!mailbox.isEmpty()) {
      feed.on(mailbox.remove());
    }
  }

  private static Positions at(long... offsets) {
    int[] partitions = new int[offsets.length];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = i;
    }
    return Positions.of(partitions, offsets);
  }

  private void next(long fetch, Duration wait, long... from) {
    feed.fetchNext(new Effect.FetchNext(fetch, TOPIC, at(from), 100, 1_000_000, wait));
  }

  private void again(long fetch, Range... ranges) {
    feed.fetchAgain(new Effect.FetchAgain(fetch, TOPIC, List.of(ranges), Duration.ZERO));
  }

  private BatchFetched onlyBatch() {
    assertThat(results).hasSize(1);
    assertThat(results.get(0)).isInstanceOf(BatchFetched.class);
    return (BatchFetched) results.remove(0);
  }

  private static List<Long> offsets(BatchFetched batch) {
    return batch.events().stream().map(ReceivedEvent::offset).toList();
  }

  private static CompletableFuture<Positions> known(long offset) {
    return CompletableFuture.completedFuture(at(offset));
  }

  @Test
  void whatWasReadAheadIsDeliveredAtOnce() {
    next(1, Duration.ZERO, 0);
    assertThat(results).containsExactly(new FetchEmpty(1));
    results.clear();
    topics.last().arrive(10, 0, 1);
    turn();
    assertThat(results).isEmpty();
    next(2, WAIT, 0);
    assertThat(onlyBatch().ranges()).containsExactly(new Range(0, 0, 2, 2));
    assertThat(topics.readings).hasSize(1);
  }

  @Test
  void aFetchWaitsAndThenDelivers() {
    next(1, WAIT, 0);
    topics.last().arrive(10, 0);
    turn();
    assertThat(onlyBatch().fetch()).isEqualTo(1);
    feed.on(timers.get(0));
    assertThat(results).isEmpty();
  }

  @Test
  void aReaderThatIsFarBehindWaitsAMomentForTheRestOfABatch() {
    next(1, WAIT, 0);
    topics.last().endOffset = 1_000;
    topics.last().arrive(10, LongStream.range(0, 60).toArray());
    turn();
    assertThat(results).isEmpty();
    topics.last().arrive(10, LongStream.range(60, 120).toArray());
    turn();
    assertThat(onlyBatch().events()).hasSize(100);
  }

  @Test
  void aBatchThatIsNotFilledInTimeIsDeliveredAsItIs() {
    next(1, WAIT, 0);
    topics.last().endOffset = 1_000;
    topics.last().arrive(10, 0, 1, 2);
    turn();
    feed.on(timers.get(1));
    assertThat(onlyBatch().events()).hasSize(3);
  }

  @Test
  void nearTheEndOfATopicNothingWaitsToBeFilled() {
    next(1, WAIT, 0);
    topics.last().endOffset = 50;
    topics.last().arrive(10, 0, 1, 2);
    turn();
    assertThat(onlyBatch().events()).hasSize(3);
  }

  @Test
  void aClientThatDoesNotWaitGetsWhatIsThere() {
    next(1, Duration.ZERO, 0);
    topics.last().endOffset = 1_000;
    results.clear();
    topics.last().arrive(10, 0, 1, 2);
    turn();
    next(2, Duration.ZERO, 0);
    assertThat(onlyBatch().events()).hasSize(3);
  }

  @Test
  void aReplacedWaitIsNeverAnswered() {
    next(1, WAIT, 0);
    feed.cancel(1);
    next(2, WAIT, 0);
    feed.on(timers.get(0));
    topics.last().arrive(10, 0);
    turn();
    assertThat(onlyBatch().fetch()).isEqualTo(2);
    feed.on(timers.get(1));
    assertThat(results).isEmpty();
  }

  @Test
  void aWaitThatIsOverIsAnsweredOnce() {
    next(1, WAIT, 0);
    feed.on(timers.get(0));
    feed.on(timers.get(0));
    assertThat(results).containsExactly(new FetchEmpty(1));
  }

  @Test
  void creditOverAllPartitionsIsBounded() {
    next(1, WAIT, new long[40]);
    assertThat(topics.readings.stream().mapToLong(r -> r.credit).sum())
        .isBetween(READ_AHEAD_BYTES / 2L, (long) READ_AHEAD_BYTES);
  }

  @Test
  void creditReturnsWithWhatIsTakenAndNeverGrows() {
    long position = 0;
    for (int fetch = 1; fetch <= 50; fetch++) {
      next(fetch, WAIT, position);
      long[] offsets = {position, position + 1, position + 2};
      topics.last().arrive(7_000, offsets);
      turn();
      position += 3;
      onlyBatch();
      assertThat(topics.last().credit).isBetween(1L, (long) READ_AHEAD_BYTES);
    }
    assertThat(topics.readings).hasSize(1);
  }

  @Test
  void whereReadersHoldTooMuchAReaderStillGetsOneBatchAfterTheOther() {
    budget.bytes().change(2_000_000);
    long position = 0;
    for (int fetch = 1; fetch <= 50; fetch++) {
      next(fetch, WAIT, position, 0);
      FakeTopics.Reading reading = topics.readings.get(0);
      assertThat(reading.credit).isBetween(1L, (long) ReadBudget.MIN_SHARE_BYTES);
      // More than its share: a record comes for any credit.
      reading.arrive(50_000, position);
      turn();
      position++;
      onlyBatch();
    }
    assertThat(topics.readings).hasSize(2);
    feed.close();
    assertThat(budget.bytes().held()).isEqualTo(2_000_000);
  }

  @Test
  void aRefetchGivesExactlyTheRangeAlsoWhenMoreArrives() {
    again(1, new Range(0, 5, 8, 2), new Range(1, 0, 1, 1));
    topics.readings.get(0).arrive(10, 5, 7, 8, 9);
    turn();
    assertThat(results).isEmpty();
    topics.readings.get(1).arrive(10, 0, 1);
    turn();
    BatchFetched batch = onlyBatch();
    assertThat(offsets(batch)).containsExactly(5L, 7L, 0L);
    assertThat(batch.ranges()).containsExactly(new Range(0, 5, 8, 2), new Range(1, 0, 1, 1));
    assertThat(topics.readings).allMatch(r -> r.closed);
  }

  @Test
  void aRefetchHoldsNoMoreCreditThanReadingAhead() {
    Range[] ranges = new Range[40];
    for (int i = 0; i < ranges.length; i++) {
      ranges[i] = new Range(i, 0, 10, 10);
    }
    again(1, ranges);
    assertThat(topics.readings.stream().mapToLong(r -> r.credit).sum())
        .isBetween(1L, (long) READ_AHEAD_BYTES);
  }

  @Test
  void aRefetchGoesOnAfterAChunkAndGivesItsCreditBack() {
    again(1, new Range(0, 0, 4, 4));
    topics.last().arrive(10_000, 0, 1);
    turn();
    assertThat(topics.last().credit).isEqualTo(READ_AHEAD_BYTES);
    topics.last().arrive(10_000, 2, 3);
    turn();
    assertThat(offsets(onlyBatch())).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void aRefetchIsCompleteWhenItsRecordsAreGone() {
    topics.earliest = known(50);
    again(1, new Range(0, 5, 8, 3));
    topics.last().fail(Failure.OFFSET_OUT_OF_RANGE);
    turn();
    BatchFetched batch = onlyBatch();
    assertThat(batch.events()).isEmpty();
    assertThat(batch.ranges()).containsExactly(new Range(0, 5, 8, 3));
  }

  @Test
  void aRefetchGoesOnWithWhatIsLeftOfItsRange() {
    topics.earliest = known(7);
    again(1, new Range(0, 5, 9, 4));
    topics.last().fail(Failure.OFFSET_OUT_OF_RANGE);
    turn();
    assertThat(topics.last().from).isEqualTo(7);
    topics.last().arrive(10, 7, 8);
    turn();
    assertThat(offsets(onlyBatch())).containsExactly(7L, 8L);
  }

  @Test
  void aRefetchDoesNotWaitForEver() {
    again(1, new Range(0, 0, 4, 4));
    feed.on(timers.get(0));
    assertThat(results).hasSize(1);
    assertThat(((FetchFailed) results.get(0)).failure()).isEqualTo(Failure.UNAVAILABLE);
  }

  @Test
  void aRepeatedRefetchKeepsWhatWasCollected() {
    again(1, new Range(0, 0, 4, 4));
    topics.last().arrive(10, 0, 1);
    turn();
    feed.on(timers.get(0));
    results.clear();
    topics.last().arrive(10, 2, 3);
    turn();
    again(2, new Range(0, 0, 4, 4));
    BatchFetched batch = onlyBatch();
    assertThat(batch.fetch()).isEqualTo(2);
    assertThat(offsets(batch)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(topics.readings).hasSize(1);
  }

  @Test
  void aFailureBehindACompleteRangeDoesNotHarmTheOthers() {
    again(1, new Range(0, 0, 2, 2), new Range(1, 0, 1, 1));
    topics.readings.get(0).arrive(10, 0, 1);
    topics.readings.get(0).fail(Failure.UNAVAILABLE);
    topics.readings.get(1).arrive(10, 0);
    turn();
    assertThat(offsets(onlyBatch())).containsExactly(0L, 1L, 0L);
  }

  @Test
  void readingGoesOnAtTheEarliestRecordWhereRetentionTookTheWantedOne() {
    topics.earliest = known(20);
    next(1, WAIT, 3);
    topics.last().fail(Failure.OFFSET_OUT_OF_RANGE);
    turn();
    assertThat(topics.last().from).isEqualTo(20);
    topics.last().arrive(10, 20);
    turn();
    assertThat(onlyBatch().ranges()).containsExactly(new Range(0, 3, 21, 1));
  }

  @Test
  void nothingIsReadTwiceWhenTheOffsetBehindTheReadAheadIsMissing() {
    topics.earliest = known(2);
    next(1, Duration.ZERO, 0);
    results.clear();
    topics.last().arrive(10, 0, 1, 2, 3);
    topics.last().fail(Failure.OFFSET_OUT_OF_RANGE);
    turn();
    assertThat(topics.readings).hasSize(1);
    assertThat(topics.last().closed).isTrue();
    next(2, WAIT, 0);
    assertThat(topics.last().from).isZero();
  }

  @Test
  void aNewSubscriptionCountsWhatHasArrivedBefore() {
    topics.earliest = known(20);
    next(1, Duration.ZERO, 0);
    topics.last().arrive(30_000, 0, 1);
    topics.last().fail(Failure.OFFSET_OUT_OF_RANGE);
    turn();
    assertThat(topics.last().from).isEqualTo(20);
    assertThat(topics.last().credit)
        .isEqualTo(READ_AHEAD_BYTES - 2 * FakeTopics.event(0, 0, 30_000).heldBytes());
  }

  @Test
  void aPartitionThatTheCatalogDoesNotKnowFailsTheFetch() {
    topics.earliest = CompletableFuture.completedFuture(at());
    next(1, WAIT, 3);
    topics.last().fail(Failure.OFFSET_OUT_OF_RANGE);
    turn();
    assertThat(((FetchFailed) results.get(0)).failure()).isEqualTo(Failure.UNAVAILABLE);
  }

  @Test
  void aTopicThatIsGoneIsReported() {
    next(1, WAIT, 0, 0);
    topics.last().fail(Failure.TOPIC_GONE);
    turn();
    assertThat(results).containsExactly(new FetchFailed(1, Failure.TOPIC_GONE, "said the test"));
    assertThat(topics.readings).allMatch(r -> r.closed);
  }

  @Test
  void closingEndsSubscriptionsAndDropsLateSignals() {
    next(1, WAIT, 0);
    FakeTopics.Reading closed = topics.last();
    closed.arrive(10, 0);
    feed.close();
    assertThat(closed.closed).isTrue();
    next(2, WAIT, 0);
    closed.arrive(10, 1);
    closed.fail(Failure.TOPIC_GONE);
    turn();
    assertThat(results).isEmpty();
  }

  @Test
  void theNextBatchAfterARefetchIsReadFromItsPosition() {
    again(1, new Range(0, 0, 2, 2));
    topics.last().arrive(10, 0, 1);
    turn();
    results.clear();
    next(2, WAIT, 2);
    assertThat(topics.last().from).isEqualTo(2);
    topics.last().arrive(10, 2);
    turn();
    assertThat(onlyBatch().ranges()).containsExactly(new Range(0, 2, 3, 1));
  }
}
