package io.switchboard.kafka.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.Ledger.Entry;
import io.switchboard.core.port.Ledger.Settled;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.kafka.KafkaBed;
import io.switchboard.kafka.KafkaParts;
import io.switchboard.kafka.LaneSettings;
import io.switchboard.kafka.Samples;
import io.switchboard.kafka.ledger.SettlementException.PositionLostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger as another node uses it, against lanes that are dead, asleep or in the middle. */
class LedgerIT {
  private static final Duration SCAN_TIMEOUT = Duration.ofSeconds(4);

  private KafkaBed bed;
  private String topic;
  private final SessionId session = Samples.session();

  @BeforeEach
  void onePartition() {
    bed =
        new KafkaBed(
            "ledger",
            s ->
                s.withLanes(LaneSettings.DEFAULTS.withCount(1))
                    .withLedger(
                        s.ledger()
                            .withPartitions(1)
                            .withTimeouts(Duration.ofSeconds(20), SCAN_TIMEOUT)));
    topic = bed.settings().ledger().topic();
  }

  @AfterEach
  void close() throws Exception {
    bed.close();
  }

  private Settled settle(LaneId lane, long from) throws Exception {
    return KafkaBed.get(bed.parts().ledger().settle(lane, 0, from));
  }

  /** What a lane would write for a batch, by hand. */
  private void sendEntry(KafkaProducer<byte[], byte[]> producer, SessionId of, long seq) {
    producer.send(
        new ProducerRecord<>(
            topic,
            0,
            of.value().getBytes(StandardCharsets.US_ASCII),
            new LedgerRecord(seq, 1, 1, 1, Samples.digest(seq)).toBytes()));
  }

  private void commitEntry(KafkaProducer<byte[], byte[]> producer, SessionId of, long seq) {
    producer.beginTransaction();
    sendEntry(producer, of, seq);
    producer.commitTransaction();
  }

  private LaneId laneId() {
    return new LaneId(bed.settings().clusterId() + "-" + UUID.randomUUID() + "-0-1");
  }

  @Test
  void itFindsExactlyWhatALaneOfAnotherNodeCommitted() throws Exception {
    TopicRef data = bed.topic(2);
    KafkaParts other = bed.anotherNode();
    try {
      ProducerLane lane = KafkaBed.get(other.lanes().laneFor(session));
      EventBatch last = Samples.batch("two", "three");
      KafkaBed.get(lane.publish(Samples.publication(session, 4, 1, data, Samples.batch("one"))));
      KafkaBed.get(lane.publish(Samples.publication(session, 4, 2, data, last)));

      Settled settled = settle(lane.id(), 0);

      assertThat(settled.last(session)).contains(new Entry(2, 4, 2, last.digest()));
      assertThat(settled.last(Samples.session())).isEmpty();
      // And nothing can be added to it any more.
      assertThat(
              KafkaBed.get(
                  lane.publish(Samples.publication(session, 4, 3, data, Samples.batch("zombie")))))
          .isInstanceOf(Outcome.Unknown.class);
      assertThat(bed.committedValues(data.name())).containsExactlyInAnyOrder("one", "two", "three");
      assertThat(bed.parts().ledger().metrics().snapshot().unknownIds()).isZero();
    } finally {
      other.close(Duration.ofSeconds(5));
    }
  }

  @Test
  void aLaneInTheMiddleOfATransactionIsAbortedAndReadersAreReleased() throws Exception {
    TopicRef data = bed.topic(1);
    TopicPartition partition = new TopicPartition(data.name(), 0);
    LaneId lane = laneId();
    try (KafkaProducer<byte[], byte[]> asleep = bed.transactional(lane.value())) {
      commitEntry(asleep, session, 1);
      asleep.beginTransaction();
      asleep.send(new ProducerRecord<>(data.name(), 0, null, "open".getBytes()));
      sendEntry(asleep, session, 2);
      asleep.flush();
      try (KafkaProducer<byte[], byte[]> reader = bed.transactional(lane.value() + "-x")) {
        reader.beginTransaction();
        reader.send(new ProducerRecord<>(data.name(), 0, null, "held back".getBytes()));
        reader.commitTransaction();
      }
      // The control: the open transaction holds every reader back.
      assertThat(bed.latest(partition, IsolationLevel.READ_COMMITTED)).isZero();

      Settled settled = settle(lane, 0);

      assertThat(settled.last(session).orElseThrow().seq()).isEqualTo(1);
      assertThat(bed.committedValues(data.name())).containsExactly("held back");
      assertThatThrownBy(asleep::commitTransaction).isInstanceOf(RuntimeException.class);
      assertThat(bed.committedValues(topic)).hasSize(1);
    }
  }

  @Test
  void anOpenTransactionOfAnotherLaneOnThePartitionIsWaitedFor() throws Exception {
    LaneId dead = laneId();
    SessionId foreignSession = Samples.session();
    try (KafkaProducer<byte[], byte[]> foreign = bed.transactional(laneId().value());
        KafkaProducer<byte[], byte[]> lane = bed.transactional(dead.value())) {
      foreign.beginTransaction();
      sendEntry(foreign, foreignSession, 9);
      foreign.flush();
      commitEntry(lane, session, 1);
      // The control: who reads to the last stable offset would see nothing.
      assertThat(bed.latest(new TopicPartition(topic, 0), IsolationLevel.READ_COMMITTED)).isZero();

      CompletableFuture<Settled> settled =
          bed.parts().ledger().settle(dead, 0, 0).toCompletableFuture();
      // One poll of the scan and more goes by, and it must not have answered.
      assertThat(settled).failsWithin(Duration.ofMillis(1500));
      assertThat(settled).isNotDone();
      foreign.commitTransaction();

      assertThat(KafkaBed.get(settled).last(session).orElseThrow().seq()).isEqualTo(1);
      assertThat(KafkaBed.get(settled).last(foreignSession).orElseThrow().seq()).isEqualTo(9);
    }
  }

  @Test
  void aScanThatIsHeldBackTooLongFailsAndTheNextCallNeedsNoOtherFence() throws Exception {
    LaneId dead = laneId();
    try (KafkaProducer<byte[], byte[]> foreign = bed.transactional(laneId().value());
        KafkaProducer<byte[], byte[]> lane = bed.transactional(dead.value())) {
      foreign.beginTransaction();
      sendEntry(foreign, Samples.session(), 9);
      foreign.flush();
      commitEntry(lane, session, 1);

      assertThatThrownBy(() -> settle(dead, 0)).hasCauseInstanceOf(SettlementException.class);
      foreign.abortTransaction();

      assertThat(settle(dead, 0).last(session).orElseThrow().seq()).isEqualTo(1);
      assertThat(bed.parts().ledger().metrics().snapshot().fenced()).isEqualTo(1);
    }
  }

  @Test
  void abortedEntriesAreNeverFound() throws Exception {
    LaneId dead = laneId();
    try (KafkaProducer<byte[], byte[]> lane = bed.transactional(dead.value())) {
      commitEntry(lane, session, 1);
      lane.beginTransaction();
      sendEntry(lane, session, 2);
      lane.flush();
      lane.abortTransaction();
    }

    assertThat(settle(dead, 0).last(session).orElseThrow().seq()).isEqualTo(1);
  }

  @Test
  void allSessionsOfALaneShareOneFenceAndFewScans() throws Exception {
    LaneId dead = laneId();
    List<SessionId> sessions = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> lane = bed.transactional(dead.value())) {
      for (int i = 0; i < 50; i++) {
        sessions.add(Samples.session());
        commitEntry(lane, sessions.get(i), i + 1);
      }
    }

    List<CompletableFuture<Settled>> settled = new ArrayList<>();
    for (int i = 49; i >= 0; i--) {
      // Each transaction takes two offsets, one of them for its marker.
      settled.add(bed.parts().ledger().settle(dead, 0, 2L * i).toCompletableFuture());
    }

    for (int i = 49; i >= 0; i--) {
      assertThat(KafkaBed.get(settled.get(49 - i)).last(sessions.get(i)).orElseThrow().seq())
          .isEqualTo(i + 1);
    }
    LedgerMetrics.Snapshot metrics = bed.parts().ledger().metrics().snapshot();
    assertThat(metrics.fenced()).isEqualTo(1);
    assertThat(metrics.records()).isEqualTo(50);
    assertThat(metrics.scans()).isLessThan(10);
  }

  @Test
  void onlyTheStretchThatWasAskedIsRead() throws Exception {
    LaneId dead = laneId();
    try (KafkaProducer<byte[], byte[]> lane = bed.transactional(dead.value())) {
      for (int seq = 1; seq <= 10; seq++) {
        commitEntry(lane, session, seq);
      }
    }
    SessionId other = Samples.session();

    assertThat(settle(dead, 16).last(session).orElseThrow().seq()).isEqualTo(10);
    assertThat(bed.parts().ledger().metrics().snapshot().records()).isEqualTo(2);
    assertThat(settle(dead, 20).last(other)).isEmpty();
    assertThat(bed.parts().ledger().metrics().snapshot().records()).isEqualTo(2);
    assertThat(settle(dead, 4).last(session).orElseThrow().seq()).isEqualTo(10);
    assertThat(bed.parts().ledger().metrics().snapshot().records()).isEqualTo(8);
  }

  @Test
  void aPositionThatTheLedgerNoLongerHasIsAnAlarm() throws Exception {
    LaneId dead = laneId();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaProducer<byte[], byte[]> lane = bed.transactional(dead.value())) {
      for (int seq = 1; seq <= 10; seq++) {
        commitEntry(lane, session, seq);
      }
    }
    bed.parts()
        .admin()
        .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(10)))
        .all()
        .get();

    CompletableFuture<Settled> lost = bed.parts().ledger().settle(dead, 0, 9).toCompletableFuture();
    CompletableFuture<Settled> fine =
        bed.parts().ledger().settle(dead, 0, 10).toCompletableFuture();

    assertThatThrownBy(() -> KafkaBed.get(lost))
        .hasCauseInstanceOf(PositionLostException.class)
        .hasMessageContaining("begins at 10");
    assertThat(KafkaBed.get(fine).last(session).orElseThrow().seq()).isEqualTo(10);
    assertThat(bed.parts().ledger().metrics().snapshot().lostPositions()).isPositive();
  }

  @Test
  void aPositionBehindTheEndFails() throws Exception {
    LaneId dead = laneId();
    bed.transactional(dead.value()).close();

    assertThatThrownBy(() -> settle(dead, 1)).hasMessageContaining("ends at 0");
  }

  @Test
  void anIdThatKafkaDoesNotKnowIsAnAlarmButSettles() throws Exception {
    assertThat(settle(laneId(), 0).last(session)).isEmpty();
    assertThat(bed.parts().ledger().metrics().snapshot().unknownIds()).isEqualTo(1);
  }

  @Test
  void aRecordOfAVersionNotKnownFailsTheSettlement() throws Exception {
    LaneId dead = laneId();
    try (KafkaProducer<byte[], byte[]> lane = bed.transactional(dead.value())) {
      lane.beginTransaction();
      lane.send(
          new ProducerRecord<>(
              topic, 0, session.value().getBytes(StandardCharsets.US_ASCII), new byte[] {2, 0}));
      lane.commitTransaction();
    }

    assertThatThrownBy(() -> settle(dead, 0)).hasMessageContaining("version 2");
  }
}
