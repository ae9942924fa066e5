package io.switchboard.kafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicCatalog.StartPoint;
import io.switchboard.kafka.KafkaBed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CatalogIT {
  private static KafkaBed bed;

  @BeforeAll
  static void open() {
    bed = new KafkaBed("catalog", s -> s);
  }

  @AfterAll
  static void close() throws Exception {
    bed.close();
  }

  private static Optional<TopicInfo> find(String name) throws Exception {
    return KafkaBed.get(bed.parts().catalog().find(name));
  }

  @Test
  void aTopicIsFoundWithItsPartitionsLimitAndPolicy() throws Exception {
    String name = bed.settings().clusterId() + "-encrypted-limited";
    bed.parts()
        .admin()
        .createTopics(
            List.of(new NewTopic(name, 3, (short) 1).configs(Map.of("max.message.bytes", "54321"))))
        .all()
        .get();

    TopicInfo found =
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> find(name), Optional::isPresent)
            .orElseThrow();

    assertThat(found.ref().name()).isEqualTo(name);
    assertThat(found.partitions()).isEqualTo(3);
    assertThat(found.maxMessageBytes()).isEqualTo(54_321);
    assertThat(found.encrypted()).isTrue();
    assertThat(find(bed.topic(1).name()).orElseThrow().encrypted()).isFalse();
  }

  @Test
  void anAnswerInMemoryIsThereAtOnce() throws Exception {
    TopicRef topic = bed.topic(1);
    find(topic.name());

    assertThat(bed.parts().catalog().find(topic.name()).toCompletableFuture()).isDone();
  }

  @Test
  void whatThereIsNotIsEmpty() throws Exception {
    assertThat(find("no-such-topic")).isEmpty();
    assertThat(find("no such topic!")).isEmpty();
    assertThat(find("")).isEmpty();
  }

  @Test
  void internalTopicsAreHidden() throws Exception {
    TopicRef topic = bed.topic(1);
    String ledger = bed.settings().ledger().topic();

    assertThat(find(ledger)).isEmpty();
    assertThat(find("__transaction_state")).isEmpty();
    List<String> names =
        KafkaBed.get(bed.parts().catalog().list()).stream().map(t -> t.ref().name()).toList();
    assertThat(names).contains(topic.name()).doesNotContain(ledger).isSorted();
    assertThat(names).noneMatch(name -> name.startsWith("__"));
  }

  @Test
  void aTopicMadeAnewIsAnotherTopic() throws Exception {
    TopicRef first = bed.topic(1);
    bed.parts().admin().deleteTopics(List.of(first.name())).all().get();
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> find(first.name()), Optional::isEmpty);

    TopicRef second =
        KafkaBed.get(bed.parts().catalog().createTopic(first.name(), 1, OptionalInt.of(1))).ref();

    assertThat(second.name()).isEqualTo(first.name());
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThatThrownBy(
            () ->
                KafkaBed.get(
                    bed.parts()
                        .catalog()
                        .positionsAt(first, new int[] {0}, new StartPoint.Earliest())))
        .hasMessageContaining("there is no topic");
  }

  @Test
  void startPointsAreFoundAndAnOpenTransactionIsNotYetThere() throws Exception {
    TopicRef topic = bed.topic(2);
    int[] both = {0, 1};
    try (KafkaProducer<byte[], byte[]> producer = bed.transactional("at-" + topic.name())) {
      producer.beginTransaction();
      for (long time : new long[] {1_000, 2_000, 3_000}) {
        producer.send(new ProducerRecord<>(topic.name(), 0, time, null, new byte[1]));
      }
      producer.commitTransaction();
      // A commit is answered before its marker is written.
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () -> bed.latest(new TopicPartition(topic.name(), 0), IsolationLevel.READ_COMMITTED),
              end -> end == 4);
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic.name(), 0, 4_000L, null, new byte[1]));
      producer.flush();

      var catalog = bed.parts().catalog();
      var earliest = KafkaBed.get(catalog.positionsAt(topic, both, new StartPoint.Earliest()));
      var latest = KafkaBed.get(catalog.positionsAt(topic, both, new StartPoint.Latest()));
      var at2000 = KafkaBed.get(catalog.positionsAt(topic, both, new StartPoint.AtTime(2_000)));
      // Later than the transaction's marker too, which has the time of its writing.
      long tomorrow = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
      var atEnd = KafkaBed.get(catalog.positionsAt(topic, both, new StartPoint.AtTime(tomorrow)));

      assertThat(earliest.offsetAt(0)).isZero();
      // Three records and a marker.
      assertThat(latest.offsetAt(0)).isEqualTo(4);
      assertThat(latest.offsetAt(1)).isZero();
      assertThat(at2000.offsetAt(0)).isEqualTo(1);
      assertThat(at2000.offsetAt(1)).isZero();
      assertThat(atEnd).isEqualTo(latest);
      producer.abortTransaction();
    }
    assertThatThrownBy(
            () ->
                KafkaBed.get(
                    bed.parts()
                        .catalog()
                        .positionsAt(topic, new int[] {2}, new StartPoint.Latest())))
        .hasMessageContaining("has 2 partitions");
  }
}
