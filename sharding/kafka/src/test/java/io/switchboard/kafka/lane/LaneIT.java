package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.kafka.KafkaBed;
import io.switchboard.kafka.KafkaParts;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.LaneSettings;
import io.switchboard.kafka.Samples;
import io.switchboard.kafka.ledger.LedgerRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LaneIT {
  private KafkaBed bed;

  @BeforeEach
  void oneLane() {
    bed = new KafkaBed("lane", settings -> lanes(settings, 1));
  }

  @AfterEach
  void close() throws Exception {
    bed.close();
  }

  private static KafkaSettings lanes(KafkaSettings settings, int count) {
    return settings.withLanes(LaneSettings.DEFAULTS.withCount(count));
  }

  private ProducerLane lane(SessionId session) throws Exception {
    return KafkaBed.get(bed.parts().lanes().laneFor(session));
  }

  @Test
  void batchesOfManySessionsCommitWithTheirLedgerRecords() throws Exception {
    TopicRef topic = bed.topic(4);
    Set<String> expectedValues = new TreeSet<>();
    Map<String, List<Long>> expectedLedger = new HashMap<>();
    for (long seq = 1; seq <= 3; seq++) {
      List<CompletionStage<Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        SessionId session = sessions.get(i);
        String value = i + ":" + seq;
        outcomes.add(
            lane(session)
                .publish(
                    Samples.publication(
                        session, 7, seq, topic, Samples.batch(value + "a", value + "b"))));
        expectedValues.addAll(List.of(value + "a", value + "b"));
        expectedLedger.computeIfAbsent(session.value(), s -> new ArrayList<>()).add(seq);
      }
      for (CompletionStage<Outcome> outcome : outcomes) {
        assertThat(KafkaBed.get(outcome)).isEqualTo(new Outcome.Committed());
      }
    }

    assertThat(bed.committedValues(topic.name()))
        .containsExactlyInAnyOrderElementsOf(expectedValues);
    List<ConsumerRecord<byte[], byte[]>> ledger = bed.committed(bed.settings().ledger().topic());
    assertThat(seqsBySession(ledger)).isEqualTo(expectedLedger);
    assertThat(ledger)
        .allSatisfy(
            record -> {
              assertThat(record.partition()).isEqualTo(lane(sessions.get(0)).ledgerPartition());
              LedgerRecord entry = LedgerRecord.parse(record.value());
              assertThat(entry.epoch()).isEqualTo(7);
              assertThat(entry.events()).isEqualTo(2);
              assertThat(entry.laneGeneration()).isEqualTo(1);
            });
    // Fewer transactions than batches: they were shared.
    assertThat(bed.parts().lanes().metrics().snapshot().transactions()).isLessThan(48);
  }

  private final List<SessionId> sessions = sessions(16);

  private static List<SessionId> sessions(int count) {
    List<SessionId> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(Samples.session());
    }
    return made;
  }

  private static Map<String, List<Long>> seqsBySession(
      List<ConsumerRecord<byte[], byte[]>> ledger) {
    return ledger.stream()
        .collect(
            Collectors.groupingBy(
                record -> new String(record.key(), StandardCharsets.US_ASCII),
                Collectors.mapping(
                    record -> LedgerRecord.parse(record.value()).seq(), Collectors.toList())));
  }

  @Test
  void aTopicWithALowLimitTakesManySmallRecords() throws Exception {
    TopicRef topic = bed.topic(1);
    bed.configure(topic.name(), "max.message.bytes", "2000");
    KafkaParts fresh = bed.anotherNode();
    try {
      ProducerLane lane = KafkaBed.get(fresh.lanes().laneFor(sessions.get(0)));
      String[] values = new String[200];
      Arrays.fill(values, "x".repeat(100));

      Outcome outcome =
          KafkaBed.get(
              lane.publish(
                  Samples.publication(sessions.get(0), 1, 1, topic, Samples.batch(values))));

      assertThat(outcome).isEqualTo(new Outcome.Committed());
      assertThat(bed.committed(topic.name())).hasSize(200);
    } finally {
      fresh.close(Duration.ofSeconds(5));
    }
  }

  @Test
  void whatCannotBePublishedIsRefusedAtTheDoor() throws Exception {
    TopicRef topic = bed.topic(2);
    SessionId session = sessions.get(0);
    ProducerLane lane = lane(session);

    assertThat(refusal(lane, new TopicRef("no-such-topic", topic.id()), Samples.batch("x")))
        .isEqualTo(Refusal.TOPIC_GONE);
    assertThat(refusal(lane, new TopicRef(topic.name(), "another"), Samples.batch("x")))
        .isEqualTo(Refusal.TOPIC_GONE);
    assertThat(refusal(lane, new TopicRef("__consumer_offsets", "x"), Samples.batch("x")))
        .isEqualTo(Refusal.TOPIC_GONE);
    assertThat(
            refusal(
                lane,
                topic,
                Samples.batch(List.of(Samples.event(null, new byte[1], OptionalInt.of(2))))))
        .isEqualTo(Refusal.UNKNOWN_PARTITION);
    assertThat(refusal(lane, topic, Samples.batch("x".repeat(1_048_588))))
        .isEqualTo(Refusal.TOO_LARGE);
    assertThat(bed.committed(topic.name())).isEmpty();
    assertThat(bed.parts().lanes().metrics().snapshot().aborts()).isZero();
  }

  private static Refusal refusal(ProducerLane lane, TopicRef topic, EventBatch batch)
      throws Exception {
    Outcome outcome =
        KafkaBed.get(lane.publish(Samples.publication(Samples.session(), 1, 1, topic, batch)));
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).refusal();
  }

  @Test
  void theLargestRecordThatTheTopicAllowsIsTakenAndOneByteMoreIsRefused() throws Exception {
    TopicRef topic = bed.topic(1);
    ProducerLane lane = lane(sessions.get(0));
    int overhead =
        RecordSize.aloneBytes(new ProducerRecord<>(topic.name(), new byte[1_000_000])) - 1_000_000;
    int largest = 1_048_588 - overhead;

    Outcome taken =
        KafkaBed.get(
            lane.publish(
                Samples.publication(
                    sessions.get(0), 1, 1, topic, Samples.batch("x".repeat(largest)))));

    assertThat(taken).isEqualTo(new Outcome.Committed());
    assertThat(refusal(lane, topic, Samples.batch("x".repeat(largest + 1))))
        .isEqualTo(Refusal.TOO_LARGE);
    assertThat(bed.committed(topic.name())).hasSize(1);
  }

  @Test
  void valuesOfEncryptedTopicsAreSealedAndTombstonesStay() throws Exception {
    TopicRef topic = bed.topic("encrypted", 1);
    byte[] key = {1};

    Outcome outcome =
        KafkaBed.get(
            lane(sessions.get(0))
                .publish(
                    Samples.publication(
                        sessions.get(0),
                        1,
                        1,
                        topic,
                        Samples.batch(
                            List.of(
                                Samples.event("secret"),
                                Samples.event(key, null, OptionalInt.empty()))))));

    assertThat(outcome).isEqualTo(new Outcome.Committed());
    List<ConsumerRecord<byte[], byte[]>> records = bed.committed(topic.name());
    assertThat(records.get(0).value())
        .isEqualTo(
            new Samples.MirrorCipher(true).seal("", "secret".getBytes(StandardCharsets.UTF_8)));
    assertThat(records.get(1).value()).isNull();
  }

  @Test
  void withoutKeyNothingOfAnEncryptedTopicIsPublished() throws Exception {
    try (KafkaBed keyless =
        new KafkaBed("keyless", s -> lanes(s, 1), new Samples.MirrorCipher(false))) {
      TopicRef topic = keyless.topic("encrypted", 1);
      ProducerLane lane = KafkaBed.get(keyless.parts().lanes().laneFor(sessions.get(0)));

      assertThat(refusal(lane, topic, Samples.batch("secret"))).isEqualTo(Refusal.KEY_UNAVAILABLE);
      assertThat(keyless.committed(topic.name())).isEmpty();
    }
  }

  @Test
  void twoLanesShareTheSessionsAndHaveTheirOwnIds() throws Exception {
    try (KafkaBed two = new KafkaBed("two", s -> lanes(s, 2))) {
      TopicRef topic = two.topic(2);
      Set<ProducerLane> used = new HashSet<>();
      for (SessionId session : sessions(32)) {
        ProducerLane lane = KafkaBed.get(two.parts().lanes().laneFor(session));
        used.add(lane);
        assertThat(
                KafkaBed.get(
                    lane.publish(Samples.publication(session, 1, 1, topic, Samples.batch("v")))))
            .isEqualTo(new Outcome.Committed());
      }

      assertThat(used).hasSize(2);
      assertThat(used.stream().map(ProducerLane::id).distinct()).hasSize(2);
      assertThat(used)
          .allSatisfy(lane -> assertThat(two.parts().lanes().liveLane(lane.id())).contains(lane));
      assertThat(two.committed(topic.name())).hasSize(32);
    }
  }

  @Test
  void aRevokeWaitsForTheBatchUnderWayAndShutsLaterOnesOut() throws Exception {
    TopicRef topic = bed.topic(1);
    SessionId session = sessions.get(0);
    ProducerLane lane = lane(session);

    CompletionStage<Outcome> first =
        lane.publish(Samples.publication(session, 3, 1, topic, Samples.batch("one")));
    OptionalLong last = KafkaBed.get(lane.revoke(session, 3));
    boolean doneBefore = first.toCompletableFuture().isDone();

    assertThat(last).hasValue(1);
    assertThat(doneBefore).isTrue();
    assertThat(
            KafkaBed.get(
                lane.publish(Samples.publication(session, 3, 2, topic, Samples.batch("two")))))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(
            KafkaBed.get(
                lane.publish(Samples.publication(session, 4, 2, topic, Samples.batch("new")))))
        .isEqualTo(new Outcome.Committed());
    assertThat(bed.committedValues(topic.name())).containsExactly("one", "new");
    assertThat(KafkaBed.get(lane.revoke(Samples.session(), 1))).isEmpty();
  }

  @Test
  void aFencedLaneDiesAndCommitsNothingMoreAndANewGenerationFollows() throws Exception {
    TopicRef topic = bed.topic(1);
    SessionId session = sessions.get(0);
    ProducerLane lane = lane(session);
    KafkaBed.get(lane.publish(Samples.publication(session, 1, 1, topic, Samples.batch("before"))));

    bed.parts().admin().fenceProducers(List.of(lane.id().value())).all().get();
    Outcome outcome =
        KafkaBed.get(
            lane.publish(Samples.publication(session, 1, 2, topic, Samples.batch("zombie"))));

    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    assertThat(lane.isAlive()).isFalse();
    assertThatThrownBy(() -> KafkaBed.get(lane.revoke(session, 1)))
        .hasCauseInstanceOf(LaneDiedException.class);
    assertThat(
            KafkaBed.get(
                lane.publish(Samples.publication(session, 1, 3, topic, Samples.batch("later")))))
        .isInstanceOf(Outcome.NotPublished.class);
    assertThat(bed.parts().lanes().liveLane(lane.id())).isEmpty();
    assertThat(bed.committedValues(topic.name())).containsExactly("before");

    ProducerLane next =
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .ignoreExceptions()
            .until(() -> lane(session), Objects::nonNull);
    assertThat(next.id()).isNotEqualTo(lane.id());
    assertThat(next.ledgerPartition()).isEqualTo(lane.ledgerPartition());
    assertThat(
            KafkaBed.get(
                next.publish(Samples.publication(session, 2, 2, topic, Samples.batch("again")))))
        .isEqualTo(new Outcome.Committed());
    assertThat(bed.committedValues(topic.name())).containsExactly("before", "again");
  }

  @Test
  void aClosedLaneHasFinishedWhatItHad() throws Exception {
    TopicRef topic = bed.topic(1);
    List<CompletionStage<Outcome>> outcomes = new ArrayList<>();
    for (SessionId session : sessions) {
      outcomes.add(
          lane(session).publish(Samples.publication(session, 1, 1, topic, Samples.batch("v"))));
    }

    bed.parts().lanes().close(Duration.ofSeconds(10));

    for (CompletionStage<Outcome> outcome : outcomes) {
      assertThat(outcome.toCompletableFuture()).isCompletedWithValue(new Outcome.Committed());
    }
    assertThat(bed.committed(topic.name())).hasSize(16);
    assertThatThrownBy(() -> lane(sessions.get(0)))
        .hasCauseInstanceOf(LaneUnavailableException.class);
  }

  @Test
  void eventsGoToTheirExplicitPartitionOrByKeyLikeKafkasOwnProducer() throws Exception {
    TopicRef topic = bed.topic(5);
    List<OutboundEvent> events = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] key = ("key" + i).getBytes(StandardCharsets.UTF_8);
      events.add(Samples.event(key, key, OptionalInt.empty()));
    }
    events.add(Samples.event(new byte[] {9}, new byte[0], OptionalInt.of(4)));

    KafkaBed.get(
        lane(sessions.get(0))
            .publish(Samples.publication(sessions.get(0), 1, 1, topic, Samples.batch(events))));
    TopicRef twin = bed.topic(5);
    try (var plain = bed.transactional("plain-" + twin.name())) {
      plain.beginTransaction();
      for (var event : events.subList(0, 20)) {
        plain.send(new ProducerRecord<>(twin.name(), event.key(), event.value()));
      }
      plain.commitTransaction();
    }

    Map<String, Integer> native_ = partitionByKey(bed.committed(twin.name()));
    Map<String, Integer> ours = partitionByKey(bed.committed(topic.name()));
    assertThat(ours).containsAllEntriesOf(native_).hasSize(21);
    assertThat(ours.get("\t")).isEqualTo(4);
  }

  private static Map<String, Integer> partitionByKey(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .collect(
            Collectors.toMap(
                record -> new String(record.key(), StandardCharsets.UTF_8),
                ConsumerRecord::partition));
  }
}
