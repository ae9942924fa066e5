package io.switchboard.kafka.source;

import static io.switchboard.kafka.source.TestTopic.offsets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.port.TopicSource.Failure;
import io.switchboard.kafka.KafkaConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SharedTopicSourceIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int CREDIT = 64 * 1024;

  private SharedTopicSource source;

  @BeforeEach
  void start() {
    source =
        SharedTopicSource.start(
            KafkaConnection.plain(TestTopic.bootstrap()),
            new DummyCipher(),
            topic -> topic.endsWith("-sealed"),
            SourceSettings.defaults());
  }

  @AfterEach
  void stop() {
    source.close();
  }

  @Test
  void readersAtManyPlacesOfOnePartitionEachGetTheirRecords() {
    try (TestTopic topic = TestTopic.create(1)) {
      int count = 20_000;
      topic.append(0, count, 300);
      Random random = new Random(1);
      List<Session> sessions = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        int from = i == 0 ? 0 : random.nextInt(count);
        starts.add(from);
        sessions.add(Session.open(source, topic.ref(), 0, from, 1 + random.nextInt(2 * CREDIT)));
      }
      await()
          .atMost(SOON.multipliedBy(2))
          .until(() -> sessions.stream().allMatch(session -> session.sink.position() == count));
      for (int i = 0; i < sessions.size(); i++) {
        assertThat(sessions.get(i).sink.offsets()).isEqualTo(offsets(starts.get(i), count));
      }
      assertThat(source.metrics().movesToTail()).isGreaterThanOrEqualTo(24);
    }
  }

  @Test
  void aThousandReadersAtTheTailShareOneFetch() {
    try (TestTopic topic = TestTopic.create(8)) {
      long threadsBefore = threads();
      List<Session> sessions = new ArrayList<>();
      var ref = topic.ref();
      for (int i = 0; i < 1_000; i++) {
        sessions.add(Session.open(source, ref, i % 8, 0, CREDIT));
      }
      await().atMost(SOON).until(() -> source.metrics().movesToTail() == 1_000);
      long fetchesBefore = source.metrics().fetches();
      for (int partition = 0; partition < 8; partition++) {
        topic.append(partition, 1, 100);
      }
      await()
          .atMost(SOON)
          .until(() -> sessions.stream().allMatch(session -> session.sink.count() == 1));
      assertThat(source.metrics().fetches() - fetchesBefore).isLessThanOrEqualTo(16);
      assertThat(source.metrics().recordsOpened()).isEqualTo(8);
      assertThat(threads()).isEqualTo(threadsBefore);
    }
  }

  @Test
  void whateverReadersDoEachSeesExactlyWhatIsCommitted() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (TestTopic topic = TestTopic.create(3);
        KafkaProducer<byte[], byte[]> writer = topic.transactional()) {
      var ref = topic.ref();
      List<List<Long>> committed = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      List<Place> places = new ArrayList<>();
      for (int round = 0; round < 120; round++) {
        writeOneTransaction(topic, writer, committed, random);
        for (int i = 0; i < 3; i++) {
          int partition = random.nextInt(3);
          List<Long> there = committed.get(partition);
          long from = there.isEmpty() ? 0 : there.get(random.nextInt(there.size()));
          int credit = 1 + random.nextInt(random.nextBoolean() ? 500 : CREDIT);
          places.add(
              new Place(partition, from, Session.open(source, ref, partition, from, credit)));
        }
        if (random.nextInt(4) == 0) {
          places.remove(random.nextInt(places.size())).session().subscription().close();
        }
      }
      await()
          .atMost(SOON.multipliedBy(3))
          .until(
              () ->
                  places.stream()
                      .allMatch(
                          place ->
                              place.session().sink.position() > last(committed, place)
                                  && place.session().sink.failure().isEmpty()));
      for (Place place : places) {
        assertThat(place.session().sink.offsets())
            .as("seed %d, partition %d from %d", seed, place.partition(), place.from())
            .isEqualTo(
                committed.get(place.partition()).stream()
                    .filter(offset -> offset >= place.from())
                    .toList());
      }
    }
  }

  private static long offset(Future<RecordMetadata> sent) {
    try {
      return sent.get().offset();
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private record Place(int partition, long from, Session session) {}

  private static long last(List<List<Long>> committed, Place place) {
    List<Long> offsets = committed.get(place.partition());
    return offsets.isEmpty() ? -1 : offsets.get(offsets.size() - 1);
  }

  private static void writeOneTransaction(
      TestTopic topic,
      KafkaProducer<byte[], byte[]> writer,
      List<List<Long>> committed,
      Random random) {
    boolean commits = random.nextInt(3) > 0;
    int partition = random.nextInt(3);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    writer.beginTransaction();
    for (int i = random.nextInt(40); i >= 0; i--) {
      sent.add(writer.send(topic.record(partition, "x".repeat(1 + random.nextInt(300)))));
    }
    if (!commits) {
      writer.flush();
      writer.abortTransaction();
      return;
    }
    writer.commitTransaction();
    sent.forEach(one -> committed.get(partition).add(offset(one)));
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("switchboard-source"))
        .count();
  }

  @Test
  void uncommittedAndAbortedRecordsAreNeverSeenAndPositionsPassOverThem() {
    try (TestTopic topic = TestTopic.create(1);
        KafkaProducer<byte[], byte[]> writer = topic.transactional()) {
      Session session = Session.open(source, topic.ref(), 0, 0, CREDIT);
      writer.beginTransaction();
      writer.send(topic.record(0, "aborted"));
      writer.flush();
      writer.abortTransaction();
      await().atMost(SOON).until(() -> session.sink.position() == 2);
      assertThat(session.sink.count()).isZero();

      writer.beginTransaction();
      writer.send(topic.record(0, "committed"));
      writer.flush();
      await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> session.sink.position() == 2);
      writer.commitTransaction();
      await().atMost(SOON).until(() -> session.sink.position() == 4);
      assertThat(session.sink.events()).hasSize(1);
      assertThat(session.sink.events().get(0).value())
          .isEqualTo("committed".getBytes(StandardCharsets.UTF_8));
      assertThat(session.sink.offsets()).containsExactly(2L);
    }
  }

  @Test
  void offsetsThatAreNotThereAreSaidToBeOutOfRangeAndOthersGoOn() {
    try (TestTopic topic = TestTopic.create(1)) {
      topic.append(0, 100, 100);
      topic.deleteRecordsBefore(0, 50);
      Session tooEarly = Session.open(source, topic.ref(), 0, 10, CREDIT);
      Session tooLate = Session.open(source, topic.ref(), 0, 5_000, CREDIT);
      Session fine = Session.open(source, topic.ref(), 0, 50, CREDIT);
      await().atMost(SOON).until(() -> tooEarly.sink.failure().isPresent());
      await().atMost(SOON).until(() -> tooLate.sink.failure().isPresent());
      assertThat(tooEarly.sink.failure()).contains(Failure.OFFSET_OUT_OF_RANGE);
      assertThat(tooLate.sink.failure()).contains(Failure.OFFSET_OUT_OF_RANGE);
      await().atMost(SOON).until(() -> fine.sink.position() == 100);
      topic.append(0, 1, 100);
      await().atMost(SOON).until(() -> fine.sink.position() == 101);
      assertThat(fine.sink.failure()).isEmpty();
      assertThat(source.metrics().consumersRemade()).isZero();
    }
  }

  @Test
  void aTopicMadeAnewIsAnotherTopicAndNothingOfItIsHandedOver() {
    try (TestTopic topic = TestTopic.create(1);
        TestTopic other = TestTopic.create(1)) {
      topic.append(0, 5, 100);
      var old = topic.ref();
      Session atTail = Session.open(source, old, 0, 5, CREDIT);
      Session bystander = Session.open(source, other.ref(), 0, 0, CREDIT);
      await().atMost(SOON).until(() -> source.metrics().movesToTail() == 2);
      topic.recreate(1);
      topic.append(0, 20, 100);
      await().atMost(SOON).until(() -> atTail.sink.failure().isPresent());
      assertThat(atTail.sink.failure()).contains(Failure.TOPIC_GONE);
      assertThat(atTail.sink.count()).isZero();

      Session stale = Session.open(source, old, 0, 0, CREDIT);
      Session fresh = Session.open(source, topic.ref(), 0, 0, CREDIT);
      await().atMost(SOON).until(() -> stale.sink.failure().isPresent());
      assertThat(stale.sink.failure()).contains(Failure.TOPIC_GONE);
      assertThat(stale.sink.count()).isZero();
      await().atMost(SOON).until(() -> fresh.sink.count() == 20);
      other.append(0, 1, 100);
      await().atMost(SOON).until(() -> bystander.sink.count() == 1);
    }
  }

  @Test
  void aDeletedTopicIsGone() {
    try (TestTopic topic = TestTopic.create(1)) {
      Session session = Session.open(source, topic.ref(), 0, 0, CREDIT);
      await().atMost(SOON).until(() -> source.metrics().movesToTail() == 1);
      topic.delete();
      await().atMost(SOON).until(() -> session.sink.failure().isPresent());
      assertThat(session.sink.failure()).contains(Failure.TOPIC_GONE);
      assertThat(source.metrics().subscriptions()).isZero();
    }
  }

  @Test
  void aReaderWithoutCreditCostsNothingAndResumesWhereItStood() {
    try (TestTopic topic = TestTopic.create(1)) {
      TestSink sink = new TestSink(0);
      var subscription = source.subscribe(topic.ref(), 0, 0, sink);
      topic.append(0, 1_000, 1_000);
      await()
          .during(Duration.ofMillis(300))
          .atMost(SOON)
          .until(() -> sink.chunks() == 0 && source.metrics().fetches() == 0);
      subscription.request(10 * 1_128);
      await().atMost(SOON).until(() -> sink.count() == 10);
      long fetches = source.metrics().fetches();
      await()
          .during(Duration.ofMillis(300))
          .atMost(SOON)
          .until(() -> sink.count() == 10 && source.metrics().fetches() <= fetches);
      subscription.request(500);
      await().atMost(SOON).until(() -> sink.count() == 11);
      subscription.request(2_000_000);
      await().atMost(SOON).until(() -> sink.count() == 1_000);
      subscription.close();
      topic.append(0, 10, 100);
      await()
          .during(Duration.ofMillis(300))
          .atMost(SOON)
          .until(() -> sink.count() == 1_000 && source.metrics().subscriptions() == 0);
      assertThat(sink.offsets()).isEqualTo(offsets(0, 1_000));
    }
  }

  @Test
  void whatCannotBeOpenedIsSaidInItsPlaceAndATombstoneStaysOne() {
    try (TestTopic topic = TestTopic.create("-sealed", 1)) {
      DummyCipher cipher = new DummyCipher();
      byte[] clear = "clear".getBytes(StandardCharsets.UTF_8);
      byte[] key = {1};
      topic.append(0, key, cipher.seal(topic.name(), clear));
      topic.append(0, key, new byte[] {9, 9, 9});
      topic.append(0, key, null);
      topic.append(0, key, cipher.seal(topic.name(), clear));
      Session session = Session.open(source, topic.ref(), 0, 0, CREDIT);
      await().atMost(SOON).until(() -> session.sink.count() == 4);
      List<ReceivedEvent> events = session.sink.events();
      assertThat(events.get(0).value()).isEqualTo(clear);
      assertThat(events.get(1).value()).isNull();
      assertThat(events.get(1).problem()).contains(ReceivedEvent.Problem.UNDECRYPTABLE);
      assertThat(events.get(2).value()).isNull();
      assertThat(events.get(2).problem()).isEmpty();
      assertThat(events.get(3).value()).isEqualTo(clear);
    }
  }
}
