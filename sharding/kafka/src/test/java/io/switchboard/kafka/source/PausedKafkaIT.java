package io.switchboard.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.kafka.KafkaConnection;
import io.switchboard.localstack.SharedStack;
import io.switchboard.localstack.StackFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Freezes the Kafka that all tests share, and so runs alone. */
@Tag("alone")
final class PausedKafkaIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int CREDIT = 64 * 1024;

  @Test
  void readersSurviveAKafkaThatIsAwayForAWhile() {
    try (SharedTopicSource source =
            SharedTopicSource.start(
                KafkaConnection.plain(TestTopic.bootstrap()),
                new DummyCipher(),
                topic -> topic.endsWith("-sealed"),
                SourceSettings.defaults());
        TestTopic topic = TestTopic.create(4)) {
      var ref = topic.ref();
      topic.append(0, 10, 100);
      List<Session> sessions = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        sessions.add(Session.open(source, ref, i % 4, 0, CREDIT));
      }
      await().atMost(SOON).until(() -> source.metrics().movesToTail() == 40);
      StackFaults faults = SharedStack.attach().faults();
      faults.pauseKafka();
      Session late;
      try {
        late = Session.open(source, ref, 1, 0, CREDIT);
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
      } finally {
        faults.resumeKafka();
      }
      for (int partition = 0; partition < 4; partition++) {
        topic.append(partition, 5, 100);
      }
      await()
          .atMost(SOON.multipliedBy(2))
          .until(
              () ->
                  sessions.stream().allMatch(session -> session.sink.count() % 10 == 5)
                      && late.sink.count() == 5);
      assertThat(sessions).allMatch(session -> session.sink.failure().isEmpty());
    }
  }
}
