package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.kafka.KafkaBed;
import io.switchboard.kafka.KafkaParts;
import io.switchboard.kafka.LaneSettings;
import io.switchboard.kafka.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Lanes that have nothing to do, and lanes that grow old. */
class LaneLifeIT {
  private static final Duration OFTEN = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofSeconds(60);

  private final SessionId session = Samples.session();

  private static KafkaBed bed(Duration heartbeat, Duration retirement) {
    return new KafkaBed(
        "life",
        s ->
            s.withLanes(LaneSettings.DEFAULTS.withCount(1).withLife(heartbeat, retirement))
                .withLedger(s.ledger().withPartitions(1)));
  }

  private static Outcome publish(ProducerLane lane, SessionId session, long seq, TopicRef topic)
      throws Exception {
    return KafkaBed.get(
        lane.publish(Samples.publication(session, 1, seq, topic, Samples.batch("v" + seq))));
  }

  @Test
  void anIdleLaneCommitsHeartbeatsThatTheLedgersScanIgnores() throws Exception {
    try (KafkaBed bed = bed(OFTEN, Duration.ofDays(1))) {
      TopicRef topic = bed.topic(1);
      KafkaParts other = bed.anotherNode();
      try {
        ProducerLane lane = KafkaBed.get(other.lanes().laneFor(session));
        publish(lane, session, 1, topic);
        Awaitility.await()
            .atMost(SOON)
            .until(() -> other.lanes().metrics().snapshot().heartbeats() >= 2);
        publish(lane, session, 2, topic);

        var settled = KafkaBed.get(bed.parts().ledger().settle(lane.id(), 0, 0));

        assertThat(settled.last(session).orElseThrow().seq()).isEqualTo(2);
        assertThat(bed.parts().ledger().metrics().snapshot().records()).isEqualTo(2);
        assertThat(bed.parts().ledger().metrics().snapshot().heartbeats())
            .isGreaterThanOrEqualTo(2);
        assertThat(bed.parts().ledger().metrics().snapshot().foreignRecords()).isZero();
        List<ConsumerRecord<byte[], byte[]>> withoutKey =
            bed.committed(bed.settings().ledger().topic()).stream()
                .filter(record -> record.key() == null)
                .toList();
        assertThat(withoutKey)
            .allMatch(
                record ->
                    new String(record.value(), StandardCharsets.US_ASCII)
                        .equals(lane.id().value()));
      } finally {
        other.close(Duration.ofSeconds(5));
      }
    }
  }

  @Test
  void anIdleLaneThatWasFencedLearnsItByItsHeartbeatAndDies() throws Exception {
    try (KafkaBed bed = bed(OFTEN, Duration.ofDays(1))) {
      ProducerLane lane = KafkaBed.get(bed.parts().lanes().laneFor(session));

      bed.parts().admin().fenceProducers(List.of(lane.id().value())).all().get();

      Awaitility.await().atMost(SOON).until(() -> !lane.isAlive());
      assertThat(bed.parts().lanes().metrics().snapshot().deaths()).isEqualTo(1);
    }
  }

  @Test
  void anOldLaneClosesInOrderAndWhatItHadToPublishGoesOnInTheNextOne() throws Exception {
    try (KafkaBed bed = bed(OFTEN, Duration.ofSeconds(5))) {
      TopicRef topic = bed.topic(1);
      ProducerLane first = KafkaBed.get(bed.parts().lanes().laneFor(session));
      long seq = 1;
      Outcome outcome = publish(first, session, seq, topic);
      while (outcome instanceof Outcome.Committed && seq < 1_000_000) {
        outcome = publish(first, session, ++seq, topic);
      }

      // Nothing of it is unknown: the lane was closed, it did not die.
      assertThat(outcome).isInstanceOf(Outcome.NotPublished.class);
      Awaitility.await().atMost(SOON).until(() -> !first.isAlive());
      long last = seq;
      AtomicReference<LaneId> used = new AtomicReference<>();
      Awaitility.await()
          .atMost(SOON)
          // Such a short life is held against the next one for a moment.
          .ignoreExceptions()
          .until(
              () -> {
                // On a machine that stands still for so long, a next one may be too old as well.
                ProducerLane next = KafkaBed.get(bed.parts().lanes().laneFor(session));
                used.set(next.id());
                return publish(next, session, last, topic);
              },
              new Outcome.Committed()::equals);
      assertThat(used.get()).isNotEqualTo(first.id());
      LaneMetrics.Snapshot metrics = bed.parts().lanes().metrics().snapshot();
      assertThat(metrics.retired()).isPositive();
      assertThat(metrics.deaths()).isZero();
      assertThat(metrics.unknown()).isZero();
      assertThat(bed.committed(topic.name())).hasSize((int) last);
    }
  }
}
