package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.kafka.KafkaBed;
import io.switchboard.kafka.LaneSettings;
import io.switchboard.kafka.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches that pass every check and fail at the broker: they fail alone. */
class LaneFaultsIT {
  private final List<SessionId> sessions = new ArrayList<>();
  private KafkaBed bed;

  @BeforeEach
  void oneLane() {
    bed =
        new KafkaBed("faults", settings -> settings.withLanes(LaneSettings.DEFAULTS.withCount(1)));
    for (int i = 0; i < 16; i++) {
      sessions.add(Samples.session());
    }
  }

  @AfterEach
  void close() throws Exception {
    bed.close();
  }

  private ProducerLane lane(SessionId session) throws Exception {
    return KafkaBed.get(bed.parts().lanes().laneFor(session));
  }

  @Test
  void aRecordThatTheBrokerRefusesFailsAloneAndNothingOfItIsSeen() throws Exception {
    TopicRef topic = bed.topic(1);
    OutboundEvent fromTheFuture =
        new OutboundEvent(
            null,
            new byte[] {1},
            List.of(),
            OptionalInt.empty(),
            OptionalLong.of(System.currentTimeMillis() + Duration.ofDays(30).toMillis()));
    EventBatch bad = Samples.batch(List.of(Samples.event("before"), fromTheFuture));

    List<Outcome> outcomes =
        publishAll(topic, i -> i == 5 ? bad : Samples.batch("good " + i, "good too"));

    assertOnlyTheFifthIsRefused(outcomes, Refusal.INVALID);
    assertThat(bed.committedValues(topic.name()))
        .hasSize(30)
        .allMatch(value -> value.startsWith("good"));
    // The control: a transaction with it was begun.
    assertThat(bed.parts().lanes().metrics().snapshot().aborts()).isPositive();
  }

  @Test
  void aRecordThatIsTooLargeForALimitNotYetKnownFailsAlone() throws Exception {
    TopicRef topic = bed.topic(2);
    // The catalog has just learnt the old limit, so the batch gets as far as the broker.
    bed.configure(topic.name(), "max.message.bytes", "2000");
    EventBatch bad =
        Samples.batch(
            List.of(
                Samples.event(null, new byte[] {1}, OptionalInt.of(0)),
                Samples.event(null, new byte[5_000], OptionalInt.of(1))));

    List<Outcome> outcomes =
        publishAll(
            topic,
            i ->
                i == 5
                    ? bad
                    : Samples.batch(
                        List.of(Samples.event(null, new byte[] {2}, OptionalInt.of(0)))));

    assertOnlyTheFifthIsRefused(outcomes, Refusal.TOO_LARGE);
    assertThat(bed.committed(topic.name())).hasSize(15).allMatch(record -> record.value()[0] == 2);
    // The control: something was really sent and aborted.
    assertThat(bed.read(topic.name(), IsolationLevel.READ_UNCOMMITTED).size()).isGreaterThan(15);
  }

  @Test
  void aTopicThatIsDeletedInFlightFailsAloneAndTheLaneLivesOn() throws Exception {
    TopicRef topic = bed.topic(1);
    TopicRef doomed = bed.topic(1);
    ProducerLane lane = lane(sessions.get(0));
    // Lane and catalog know both topics.
    assertThat(
            KafkaBed.get(
                lane.publish(
                    Samples.publication(sessions.get(5), 1, 1, doomed, Samples.batch("x")))))
        .isEqualTo(new Outcome.Committed());
    bed.parts().admin().deleteTopics(List.of(doomed.name())).all().get();

    List<CompletionStage<Outcome>> stages = new ArrayList<>();
    for (int i = 0; i < sessions.size(); i++) {
      stages.add(
          lane.publish(
              Samples.publication(
                  sessions.get(i), 1, 2, i == 5 ? doomed : topic, Samples.batch("v" + i))));
    }

    Outcome ofTheDoomed = KafkaBed.get(stages.remove(5));
    assertThat(ofTheDoomed).isInstanceOfAny(Outcome.NotPublished.class, Outcome.Refused.class);
    for (CompletionStage<Outcome> stage : stages) {
      assertThat(KafkaBed.get(stage)).isEqualTo(new Outcome.Committed());
    }
    assertThat(lane.isAlive()).isTrue();
    assertThat(bed.committed(topic.name())).hasSize(15);
  }

  private List<Outcome> publishAll(TopicRef topic, IntFunction<EventBatch> batch) throws Exception {
    List<CompletionStage<Outcome>> stages = new ArrayList<>();
    ProducerLane lane = lane(sessions.get(0));
    for (int i = 0; i < sessions.size(); i++) {
      stages.add(lane.publish(Samples.publication(sessions.get(i), 1, 1, topic, batch.apply(i))));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (CompletionStage<Outcome> stage : stages) {
      outcomes.add(KafkaBed.get(stage));
    }
    return outcomes;
  }

  private static void assertOnlyTheFifthIsRefused(List<Outcome> outcomes, Refusal refusal) {
    List<Outcome> others = new ArrayList<>(outcomes);
    Outcome fifth = others.remove(5);
    assertThat(fifth).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) fifth).refusal()).isEqualTo(refusal);
    assertThat(others).containsOnly(new Outcome.Committed());
  }
}
