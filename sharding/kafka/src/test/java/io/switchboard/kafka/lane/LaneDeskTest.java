package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.kafka.LaneSettings;
import io.switchboard.kafka.Samples;
import io.switchboard.kafka.lane.LaneBook.Revoked;
import io.switchboard.kafka.lane.LaneDesk.Leftovers;
import io.switchboard.kafka.lane.LaneDesk.Turn;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LaneDeskTest {
  private static final int MIB = 1 << 20;
  private final LaneDesk desk =
      new LaneDesk(
          new LaneSettings(
              1,
              MIB,
              100,
              MIB,
              3,
              2,
              0,
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ofMinutes(1)));
  private final SessionId session = Samples.session();

  private Work queued(SessionId of, long epoch, long seq) {
    Work work = Works.of(of, epoch, seq, 100);
    assertThat(desk.open(work)).isEmpty();
    assertThat(desk.enqueue(work)).isTrue();
    return work;
  }

  /** The next transaction's batches; none if the lane is to end. */
  private List<Work> next() throws InterruptedException {
    return desk.next(Duration.ofSeconds(5)) instanceof Turn.Batches batches
        ? batches.works()
        : List.of();
  }

  private static AbortPlan answered(Work work, Outcome outcome) {
    return new AbortPlan(
        List.of(), List.of(), new LinkedHashMap<>(Map.of(work, outcome)), Set.of());
  }

  private CompletableFuture<OptionalLong> revoke(long epoch) {
    CompletableFuture<OptionalLong> revoker = new CompletableFuture<>();
    desk.revoke(session, epoch, revoker).ifPresent(Revoked::complete);
    return revoker;
  }

  @Test
  void aBatchIsPartOfTheLoadFromItsAdmissionToItsAnswer() throws Exception {
    queued(session, 1, 1);
    queued(Samples.session(), 1, 1);
    assertThat(desk.load()).isEqualTo(new LaneLoad(1, 2, 200, 3, MIB));
    next();
    assertThat(desk.load().batches()).isEqualTo(2);
    desk.committed();
    assertThat(desk.load()).isEqualTo(new LaneLoad(1, 0, 0, 3, MIB));
    desk.end();
    assertThat(desk.load()).isEqualTo(LaneLoad.NONE);
  }

  @Test
  void aRevokeWithNothingUnderWayTellsTheLastCommittedSeq() throws Exception {
    assertThat(revoke(1)).isCompletedWithValue(OptionalLong.empty());
    queued(session, 2, 7);
    next();
    desk.committed();

    assertThat(revoke(2)).isCompletedWithValue(OptionalLong.of(7));
    assertThat(revoke(2)).isCompletedWithValue(OptionalLong.of(7));
  }

  @Test
  void aRevokeWaitsForQueuedAndInFlightBatches() throws Exception {
    queued(session, 1, 5);

    CompletableFuture<OptionalLong> revoked = revoke(1);
    assertThat(revoked).isNotDone();
    next();
    assertThat(revoked).isNotDone();
    desk.committed().forEach(Revoked::complete);

    assertThat(revoked).isCompletedWithValue(OptionalLong.of(5));
  }

  @Test
  void aRevokeWaitsForABatchThatIsBeingPrepared() {
    Work work = Works.of(session, 1, 5, 100);
    desk.open(work);

    CompletableFuture<OptionalLong> revoked = revoke(1);
    assertThat(revoked).isNotDone();
    desk.withdrawn(work).forEach(Revoked::complete);

    assertThat(revoked).isCompletedWithValue(OptionalLong.empty());
  }

  @Test
  void aRevokeWaitsThroughAnAbortUntilTheBatchHasItsAnswer() throws Exception {
    Work work = queued(session, 1, 5);
    CompletableFuture<OptionalLong> revoked = revoke(1);
    next();

    desk.aborted(new AbortPlan(List.of(), List.of(work), Map.of(), Set.of()))
        .forEach(Revoked::complete);
    assertThat(revoked).isNotDone();
    assertThat(next()).containsExactly(work);
    desk.aborted(answered(work, new Outcome.NotPublished("", false))).forEach(Revoked::complete);

    assertThat(revoked).isCompletedWithValue(OptionalLong.empty());
  }

  @Test
  void aRevokeShutsOutItsEpochAndOlderOnesButNotNewerOnes() {
    revoke(4);
    revoke(2);

    assertThat(desk.open(Works.of(session, 4, 1, 1)))
        .hasValueSatisfying(no -> assertThat(no).isInstanceOf(Outcome.Unknown.class));
    assertThat(desk.open(Works.of(session, 3, 1, 1))).isPresent();
    assertThat(desk.open(Works.of(session, 5, 1, 1))).isEmpty();
    assertThat(desk.open(Works.of(Samples.session(), 1, 1, 1))).isEmpty();
  }

  @Test
  void theBudgetInBatchesHoldsFromAdmissionToAnswer() throws Exception {
    queued(session, 1, 1);
    queued(Samples.session(), 1, 1);
    Work third = queued(Samples.session(), 1, 1);

    assertThat(desk.open(Works.any()))
        .hasValueSatisfying(no -> assertThat(((Outcome.NotPublished) no).overloaded()).isTrue());
    next();
    assertThat(desk.open(Works.any())).isPresent();
    desk.aborted(
        new AbortPlan(
            List.of(), List.of(), Map.of(third, new Outcome.NotPublished("", false)), Set.of()));

    assertThat(desk.open(Works.any())).isEmpty();
  }

  @Test
  void theBudgetInBytesHoldsButOneBatchAloneMayExceedIt() {
    assertThat(desk.open(Works.of(session, 1, 1, 2 * MIB))).isEmpty();

    assertThat(desk.open(Works.of(Samples.session(), 1, 1, 1)))
        .hasValueSatisfying(no -> assertThat(((Outcome.NotPublished) no).overloaded()).isTrue());
  }

  @Test
  void whenALaneEndsEachBatchIsWhereItWas() throws Exception {
    Work inFlight = queued(session, 1, 1);
    next();
    Work waiting = queued(Samples.session(), 1, 1);
    CompletableFuture<OptionalLong> revoked = revoke(1);

    Leftovers left = desk.end().orElseThrow();

    assertThat(left.inFlight()).containsExactly(inFlight);
    assertThat(left.queued()).containsExactly(waiting);
    assertThat(left.revokers()).containsExactly(revoked);
    assertThat(desk.end()).isEmpty();
    assertThat(desk.hasEnded()).isTrue();
    assertThat(desk.enqueue(Works.any())).isFalse();
    assertThat(desk.open(Works.any())).isPresent();
    assertThatThrownBy(() -> revoke(1)).isInstanceOf(LaneDiedException.class);
    assertThat(next()).isEmpty();
  }

  @Test
  void batchesOfAnAbortedTransactionAreQueuedWhenTheLaneEnds() throws Exception {
    Work work = queued(session, 1, 1);
    next();
    desk.aborted(new AbortPlan(List.of(work), List.of(), Map.of(), Set.of()));

    Leftovers left = desk.end().orElseThrow();

    assertThat(left.inFlight()).isEmpty();
    assertThat(left.queued()).containsExactly(work);
  }

  @Test
  void aClosingLaneFinishesWhatItHasAndTakesNoMore() throws Exception {
    Work work = queued(session, 1, 1);
    Work preparing = Works.of(Samples.session(), 1, 1, 1);
    desk.open(preparing);

    desk.beginClose();

    assertThat(desk.open(Works.any())).isPresent();
    assertThat(next()).containsExactly(work);
    desk.committed();
    desk.enqueue(preparing);
    assertThat(next()).containsExactly(preparing);
    desk.committed();
    assertThat(next()).isEmpty();
    assertThat(desk.hasEnded()).isFalse();
  }

  @Test
  void aLaneIsFullWhenItRemembersAsManySessionsAsItMay() {
    assertThat(desk.isFull()).isFalse();
    desk.open(Works.any());
    desk.open(Works.any());

    assertThat(desk.isFull()).isTrue();
    // It still serves; others are to be sent elsewhere.
    assertThat(desk.open(Works.any())).isEqualTo(Optional.empty());
  }

  @Test
  void aLaneWithoutWorkIsToldSoAfterTheTimeAskedAndAClosedOneAtOnce() throws Exception {
    assertThat(desk.next(Duration.ofMillis(1))).isEqualTo(new Turn.Idle());
    Work work = queued(session, 1, 1);
    assertThat(desk.next(Duration.ofMillis(1))).isEqualTo(new Turn.Batches(List.of(work)));
    desk.committed();

    assertThat(desk.beginClose()).isTrue();
    assertThat(desk.beginClose()).isFalse();
    assertThat(desk.next(Duration.ofDays(1))).isEqualTo(new Turn.End());
  }

  @Test
  void aSessionWhoseBatchFailedGoesAloneUntilOneOfItsBatchesCommits() throws Exception {
    Work bad = queued(session, 1, 1);
    next();
    desk.aborted(
        new AbortPlan(
            List.of(),
            List.of(),
            Map.of(bad, new Outcome.NotPublished("", false)),
            Set.of(session)));
    Work other = queued(Samples.session(), 1, 1);
    Work again = queued(session, 1, 1);

    assertThat(again.isAlone()).isTrue();
    assertThat(next()).containsExactly(other);
    desk.committed();
    assertThat(next()).containsExactly(again);
    desk.committed();
    assertThat(queued(session, 1, 2).isAlone()).isFalse();
  }

  @Test
  void whatIsGivenBackIsClosedAndRevokesThatWaitedForItAreAnswered() throws Exception {
    Work hopeless = queued(session, 1, 5);
    Work other = queued(Samples.session(), 1, 1);
    CompletableFuture<OptionalLong> revoked = revoke(1);

    LaneDesk.GivenBack back = desk.giveBack(work -> work == hopeless);
    back.revoked().forEach(Revoked::complete);

    assertThat(back.works()).containsExactly(hopeless);
    assertThat(revoked).isCompletedWithValue(OptionalLong.empty());
    assertThat(next()).containsExactly(other);
  }
}
