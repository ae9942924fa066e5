package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.kafka.lane.SendFailures.Failed;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class AbortPlanTest {
  private final Work a = Works.any();
  private final Work b = Works.any();
  private final Work c = Works.any();

  private static Failed failed(int index, Exception error) {
    return new Failed(index, new TopicPartition("t", 0), error);
  }

  private static AbortPlan plan(List<Work> works, Failed... failures) {
    return AbortPlan.of(works, List.of(failures), 0);
  }

  @Test
  void theInnocentGoTogetherAndTheSuspectAlone() {
    AbortPlan plan = plan(List.of(a, b, c), failed(1, new RecordTooLargeException("x")));

    assertThat(plan.together()).containsExactly(a, c);
    assertThat(plan.alone()).containsExactly(b);
    assertThat(b.isAlone()).isTrue();
    assertThat(plan.answers()).isEmpty();
    assertThat(plan.suspects()).containsExactly(b.session());
  }

  @Test
  void whatFailsAloneForGoodIsRefusedWithItsReason() {
    assertRefused(new RecordTooLargeException("x"), Refusal.TOO_LARGE);
    assertRefused(new TopicAuthorizationException("t"), Refusal.NOT_AUTHORIZED);
    assertRefused(new UnknownTopicOrPartitionException("t"), Refusal.TOPIC_GONE);
    assertRefused(new InvalidRecordException("no key"), Refusal.INVALID);
  }

  private static void assertRefused(Exception error, Refusal refusal) {
    Work work = Works.any();
    assertThat(plan(List.of(work), failed(0, error)).answers().get(work))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.refusal()).isEqualTo(refusal));
  }

  @Test
  void aDefiniteReasonWinsOverTheOneOfItsNeighbours() {
    AbortPlan plan =
        plan(
            List.of(a),
            failed(0, new KafkaException("part of a batch with invalid records")),
            failed(0, new InvalidRecordException("no key")));

    assertThat(plan.answers().get(a)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void aRetriableFailureIsTriedAgainButNotForEver() {
    Exception retriable = new NotEnoughReplicasException("1 of 2");

    for (int i = 1; i < AbortPlan.MAX_FAILURES; i++) {
      assertThat(plan(List.of(a), failed(0, retriable)).alone()).containsExactly(a);
    }

    assertThat(plan(List.of(a), failed(0, retriable)).answers().get(a))
        .isInstanceOf(Outcome.NotPublished.class);
  }

  @Test
  void anOldSuspectIsGivenBackAtOnce() {
    long later = AbortPlan.MAX_SUSPECT_AGE.plusMillis(1).toNanos();

    AbortPlan plan =
        AbortPlan.of(
            List.of(a, b), List.of(failed(0, new NotEnoughReplicasException("1 of 2"))), later);

    assertThat(plan.answers()).containsOnlyKeys(a);
    assertThat(plan.together()).containsExactly(b);
  }

  @Test
  void theLedgersFailureBlamesNobodyAndIsBounded() {
    Failed ledger = failed(SendFailures.NOBODY, new NotEnoughReplicasException("1 of 2"));

    assertThat(plan(List.of(a, b), ledger).together()).containsExactly(a, b);
    assertThat(plan(List.of(a, b), ledger).together()).containsExactly(a, b);
    assertThat(plan(List.of(a, b), ledger).answers()).containsOnlyKeys(a, b);
  }

  @Test
  void anInnocentBatchThatIsHeldUpTooLongIsGivenBack() {
    AbortPlan plan =
        AbortPlan.of(
            List.of(a, b),
            List.of(failed(0, new RecordTooLargeException("x"))),
            AbortPlan.MAX_AGE.plus(Duration.ofMillis(1)).toNanos());

    assertThat(plan.answers().get(b)).isInstanceOf(Outcome.NotPublished.class);
  }
}
