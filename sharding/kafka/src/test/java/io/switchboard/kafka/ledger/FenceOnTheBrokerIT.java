package io.switchboard.kafka.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.switchboard.core.model.TopicRef;
import io.switchboard.kafka.KafkaBed;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.FenceProducersOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the protocol relies on, tried on the broker itself: how {@code fenceProducers} and zombies
 * behave. A Kafka version that breaks one of these must not be used.
 */
class FenceOnTheBrokerIT {
  private static KafkaBed bed;

  private final String id = "fence-" + UUID.randomUUID();

  @BeforeAll
  static void open() {
    bed = new KafkaBed("fence", s -> s);
  }

  @AfterAll
  static void close() throws Exception {
    bed.close();
  }

  private void fence() throws Exception {
    bed.parts()
        .admin()
        .fenceProducers(List.of(id), new FenceProducersOptions().timeoutMs(30_000))
        .all()
        .get();
  }

  private TransactionDescription describe() throws Exception {
    return bed.parts().admin().describeTransactions(List.of(id)).description(id).get();
  }

  private static ProducerRecord<byte[], byte[]> record(TopicRef topic, String value) {
    return new ProducerRecord<>(topic.name(), 0, null, value.getBytes());
  }

  @Test
  void aFenceAbortsTheOpenTransactionAndNeitherCommitNorAbortOfTheZombieWorks() throws Exception {
    TopicRef topic = bed.topic(1);
    try (KafkaProducer<byte[], byte[]> zombie = bed.transactional(id)) {
      zombie.beginTransaction();
      zombie.send(record(topic, "open"));
      zombie.flush();
      int before = describe().producerEpoch();

      fence();

      assertThat(describe().state()).isIn(TransactionState.COMPLETE_ABORT, TransactionState.EMPTY);
      // Bumped for the abort, and once more for good: an abort at the old epoch is no retry.
      assertThat(describe().producerEpoch()).isGreaterThanOrEqualTo(before + 2);
      assertThatThrownBy(zombie::abortTransaction).isInstanceOf(KafkaException.class);
      assertThatThrownBy(zombie::beginTransaction).isInstanceOf(KafkaException.class);
    }
    assertThat(bed.committed(topic.name())).isEmpty();
  }

  @Test
  void aCommitAfterTheFenceFailsWhateverItIsCalled() throws Exception {
    TopicRef topic = bed.topic(1);
    try (KafkaProducer<byte[], byte[]> zombie = bed.transactional(id)) {
      zombie.beginTransaction();
      zombie.send(record(topic, "open"));
      zombie.flush();

      fence();

      assertThatThrownBy(zombie::commitTransaction).isInstanceOf(KafkaException.class);
    }
    assertThat(bed.committed(topic.name())).isEmpty();
  }

  @Test
  void aFenceBetweenTransactionsStopsTheNextOne() throws Exception {
    TopicRef topic = bed.topic(1);
    try (KafkaProducer<byte[], byte[]> zombie = bed.transactional(id)) {
      zombie.beginTransaction();
      zombie.send(record(topic, "first"));
      zombie.commitTransaction();

      fence();

      Throwable failure =
          catchThrowable(
              () -> {
                zombie.beginTransaction();
                zombie.send(record(topic, "second"));
                zombie.commitTransaction();
              });
      assertThat(failure).isInstanceOf(KafkaException.class);
    }
    assertThat(bed.committedValues(topic.name())).containsExactly("first");
  }

  @Test
  void fencingTwiceIsFine() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = bed.transactional(id)) {
      fence();
      assertThatCode(this::fence).doesNotThrowAnyException();
    }
  }

  @Test
  void fencingAnIdThatNeverWasCreatesItAndDoesNotStopALaterInitialisation() throws Exception {
    TopicRef topic = bed.topic(1);
    assertThatThrownBy(this::describe).hasCauseInstanceOf(TransactionalIdNotFoundException.class);

    fence();

    assertThat(describe().producerEpoch()).isZero();
    // Why an id may only be named after its initialisation returned.
    try (KafkaProducer<byte[], byte[]> late = bed.transactional(id)) {
      late.beginTransaction();
      late.send(record(topic, "late"));
      late.commitTransaction();
    }
    assertThat(bed.committedValues(topic.name())).containsExactly("late");
  }

  @Test
  void theCallsTimeoutIsAlsoTheTransactionTimeoutAndMayNotBeLong() {
    assertThatThrownBy(
            () ->
                bed.parts()
                    .admin()
                    .fenceProducers(
                        List.of(id), new FenceProducersOptions().timeoutMs(16 * 60 * 1000))
                    .all()
                    .get())
        .hasCauseInstanceOf(InvalidTxnTimeoutException.class);
  }

  @Test
  void aZombieSurvivesTheCoordinatorsTimeoutByAbortingAndOnlyTheFenceEndsIt() throws Exception {
    TopicRef topic = bed.topic(1);
    Map<String, Object> config = new HashMap<>();
    config.put("transactional.id", id);
    config.put("transaction.timeout.ms", 1_000);
    try (KafkaProducer<byte[], byte[]> zombie =
        new KafkaProducer<>(
            bed.settings().connection().toClientConfig(config),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      zombie.initTransactions();
      zombie.beginTransaction();
      zombie.send(record(topic, "timed out"));
      zombie.flush();
      Awaitility.await()
          .atMost(Duration.ofSeconds(25))
          .until(() -> describe().state() != TransactionState.ONGOING);

      zombie.abortTransaction();
      zombie.beginTransaction();
      zombie.send(record(topic, "lives on"));
      zombie.commitTransaction();
      fence();

      Throwable failure =
          catchThrowable(
              () -> {
                zombie.beginTransaction();
                zombie.send(record(topic, "dead"));
                zombie.commitTransaction();
              });
      assertThat(failure).isInstanceOf(KafkaException.class);
    }
    assertThat(bed.committedValues(topic.name())).containsExactly("lives on");
  }
}
