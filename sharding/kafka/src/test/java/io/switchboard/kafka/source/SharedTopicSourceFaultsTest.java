package io.switchboard.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicSource;
import io.switchboard.core.port.TopicSource.Chunk;
import io.switchboard.core.port.TopicSource.Failure;
import io.switchboard.kafka.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Kafka's and sinks' faults do, and to whom. */
final class SharedTopicSourceFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final int CREDIT = 10_000;

  private final PaperKafka kafka = new PaperKafka();
  private SharedTopicSource source = source(settings(Duration.ofSeconds(30), 1_000));

  private SharedTopicSource source(SourceSettings settings) {
    return SharedTopicSource.start(settings, kafka, kafka, new DummyCipher(), topic -> false);
  }

  private static SourceSettings settings(Duration unavailableAfter, int maxSubscriptions) {
    return new SourceSettings(
        1,
        1,
        maxSubscriptions,
        1 << 20,
        2_000,
        1 << 20,
        500,
        4,
        2,
        10_000,
        10,
        Duration.ofMillis(50),
        2_000,
        Duration.ofMillis(50),
        unavailableAfter,
        Duration.ofSeconds(30),
        Duration.ofMillis(10));
  }

  private void restart(Duration unavailableAfter, int maxSubscriptions) {
    source.close();
    source = source(settings(unavailableAfter, maxSubscriptions));
  }

  private Session open(String topic, int partition) {
    return Session.open(source, PaperKafka.ref(topic), partition, 0, CREDIT);
  }

  @AfterEach
  void stop() {
    source.close();
  }

  @Test
  void aBrokenConsumerIsMadeAnewAndNothingIsLost() {
    kafka.append("t", 0, 500);
    Session session = open("t", 0);
    await().atMost(SOON).until(() -> session.sink.count() > 20);
    kafka.breakNextPolls.set(3);
    await().atMost(SOON).until(() -> source.metrics().consumersRemade() >= 3);
    await().atMost(SOON).until(() -> session.sink.count() == 500);
    assertThat(session.sink.failure()).isEmpty();
    assertThat(session.sink.offsets()).isEqualTo(TestTopic.offsets(0, 500));
  }

  @Test
  void aPartitionThatBreaksEveryConsumerDoesNotStopTheOthers() {
    restart(Duration.ofSeconds(3), 1_000);
    kafka.poisoned.add(new TopicPartition("t", 5));
    List<Session> sessions = new ArrayList<>();
    for (int partition = 0; partition < 8; partition++) {
      kafka.append("t", partition, 300);
      sessions.add(open("t", partition));
    }
    await()
        .atMost(SOON)
        .until(() -> sessions.stream().filter(session -> session.sink.count() == 300).count() == 7);
    await().atMost(SOON).until(() -> sessions.get(5).sink.failure().isPresent());
    assertThat(sessions.get(5).sink.failure()).contains(Failure.UNAVAILABLE);
    assertThat(sessions.get(5).sink.count()).isZero();
    assertThat(sessions.get(4).sink.failure()).isEmpty();
  }

  @Test
  void aPartitionThatHealsIsReadAgain() {
    TopicPartition sick = new TopicPartition("t", 1);
    kafka.poisoned.add(sick);
    kafka.append("t", 1, 30);
    Session session = open("t", 1);
    await().atMost(SOON).until(() -> source.metrics().consumersRemade() >= 2);
    kafka.poisoned.remove(sick);
    await().atMost(SOON).until(() -> session.sink.count() == 30);
  }

  @Test
  void aTopicThatMayNotBeReadFailsItsReadersOnly() {
    kafka.denied.add("secret");
    kafka.append("secret", 0, 1);
    kafka.append("open", 0, 50);
    Session secret = open("secret", 0);
    Session open = open("open", 0);
    await().atMost(SOON).until(() -> open.sink.count() == 50);
    await().atMost(SOON).until(() -> secret.sink.failure().isPresent());
    assertThat(secret.sink.failure()).contains(Failure.NOT_AUTHORIZED);
    assertThat(source.metrics().consumersRemade()).isZero();
  }

  @Test
  void aReaderOfAnotherIdOfTheTopicIsToldThatItsTopicIsGone() {
    kafka.append("t", 0, 50);
    Session stale = Session.open(source, new TopicRef("t", "other"), 0, 0, CREDIT);
    Session right = open("t", 0);
    await().atMost(SOON).until(() -> right.sink.count() == 50);
    await().atMost(SOON).until(() -> stale.sink.failure().isPresent());
    assertThat(stale.sink.failure()).contains(Failure.TOPIC_GONE);
    assertThat(stale.sink.chunks()).isZero();
  }

  @Test
  void aBrokerThatHasNotHeardOfTheTopicYetDoesNotMakeItGone() {
    kafka.staleMetadata = true;
    kafka.append("t", 0, 50);
    Session session = open("t", 0);
    await().atMost(SOON).until(() -> source.metrics().topicChecks() >= 2);
    assertThat(session.sink.chunks()).isZero();
    kafka.staleMetadata = false;
    await().atMost(SOON).until(() -> session.sink.count() == 50);
    assertThat(session.sink.failure()).isEmpty();
  }

  @Test
  void aPartitionThatTheTopicDoesNotHaveIsGone() {
    Session session = open("t", 8);
    await().atMost(SOON).until(() -> session.sink.failure().isPresent());
    assertThat(session.sink.failure()).contains(Failure.TOPIC_GONE);
  }

  @Test
  void nothingIsHandedOverWhileTheTopicCannotBeChecked() {
    kafka.cannotCheck = true;
    kafka.append("t", 0, 50);
    Session session = open("t", 0);
    await()
        .during(Duration.ofMillis(300))
        .atMost(SOON)
        .until(() -> session.sink.chunks() == 0 && source.metrics().fetches() <= 1);
    kafka.cannotCheck = false;
    await().atMost(SOON).until(() -> session.sink.count() == 50);
  }

  @Test
  void aKafkaThatDoesNotAnswerIsUnavailableAfterAWhile() {
    restart(Duration.ofMillis(500), 1_000);
    kafka.silent = true;
    kafka.append("t", 0, 50);
    Session session = open("t", 0);
    await().atMost(SOON).until(() -> session.sink.failure().isPresent());
    assertThat(session.sink.failure()).contains(Failure.UNAVAILABLE);
    kafka.silent = false;
    Session next = open("t", 0);
    await().atMost(SOON).until(() -> next.sink.count() == 50);
  }

  @Test
  void aClusterThatIsNotThereIsUnavailableAfterAWhile() {
    restart(Duration.ofMillis(500), 1_000);
    kafka.cannotOpen = true;
    Session session = open("t", 0);
    await().atMost(SOON).until(() -> session.sink.failure().isPresent());
    assertThat(session.sink.failure()).contains(Failure.UNAVAILABLE);
  }

  @Test
  void anAddressWhereNobodyListensIsUnavailableAfterAWhile() {
    try (SharedTopicSource lost =
        SharedTopicSource.start(
            KafkaConnection.plain("127.0.0.1:1"),
            new DummyCipher(),
            topic -> false,
            settings(Duration.ofMillis(800), 10))) {
      Session session = Session.open(lost, PaperKafka.ref("t"), 0, 0, CREDIT);
      await().atMost(SOON).until(() -> session.sink.failure().isPresent());
      assertThat(session.sink.failure()).contains(Failure.UNAVAILABLE);
    }
  }

  @Test
  void aSinkThatThrowsEndsItselfOnly() {
    kafka.append("t", 0, 50);
    TopicSource.Sink thrower =
        new TopicSource.Sink() {
          @Override
          public void onChunk(Chunk chunk) {
            throw new IllegalStateException("a bug");
          }

          @Override
          public void onFailure(Failure failure, String detail) {}
        };
    source.subscribe(PaperKafka.ref("t"), 0, 0, thrower).request(CREDIT);
    Session session = open("t", 0);
    await().atMost(SOON).until(() -> session.sink.count() == 50);
    await().atMost(SOON).until(() -> source.metrics().subscriptions() == 1);
  }

  @Test
  void moreThanTheLimitIsRefusedAndAClosedOneMakesRoom() {
    restart(Duration.ofSeconds(30), 2);
    Session first = open("t", 0);
    Session second = open("t", 0);
    Session third = open("t", 0);
    assertThat(third.sink.failure()).contains(Failure.UNAVAILABLE);
    first.subscription().close();
    await().atMost(SOON).until(() -> source.metrics().subscriptions() == 1);
    kafka.append("t", 0, 1);
    Session fourth = open("t", 0);
    await().atMost(SOON).until(() -> fourth.sink.count() == 1 && second.sink.count() == 1);
  }

  @Test
  void closingTheSourceTellsEverybodyAndEndsTheThreads() {
    kafka.append("t", 0, 1);
    Session active = open("t", 0);
    Session parked = Session.open(source, PaperKafka.ref("t"), 0, 0, 0);
    await().atMost(SOON).until(() -> active.sink.count() == 1);
    source.close();
    assertThat(active.sink.failure()).contains(Failure.UNAVAILABLE);
    assertThat(parked.sink.failure()).contains(Failure.UNAVAILABLE);
    assertThat(open("t", 0).sink.failure()).contains(Failure.UNAVAILABLE);
    assertThat(source.metrics().subscriptions()).isZero();
  }
}
