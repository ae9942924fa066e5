package io.switchboard.node;

import static io.switchboard.node.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.ReceivedBatch;
import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sessions over real sockets into a real Kafka, with their state in a real Cassandra. */
class PublishAndConsumeIT {
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void whatIsPublishedIsReadBackInOrder(String transport) throws Exception {
    String topic = TestNode.newTopic(1);
    try (SwitchboardClient client =
        node.client(transport.equals("http") ? node.http() : node.tcp())) {
      List<String> sent = publish(client, topic, 20, 50);
      try (Subscriber subscriber = client.subscriber(topic)) {
        assertThat(Patience.texts(Patience.read(subscriber, sent.size()))).isEqualTo(sent);
        assertThat(subscriber.poll(Duration.ofMillis(200))).isEmpty();
      }
    }
  }

  @Test
  void aRepeatedPollReturnsTheSameBatchUntilItIsAcked() throws Exception {
    String topic = TestNode.newTopic(3);
    try (SwitchboardClient client = node.client()) {
      publish(client, topic, 3, 10);
      try (Subscriber subscriber = client.subscriber(topic)) {
        ReceivedBatch first = subscriber.poll(PATIENCE).orElseThrow();
        ReceivedBatch again = subscriber.poll(PATIENCE).orElseThrow();
        assertThat(again.seq()).isEqualTo(first.seq());
        assertThat(values(again)).isEqualTo(values(first));
        again.ack();
        assertThat(subscriber.position()).isEqualTo(first.seq());
      }
    }
  }

  private static List<String> publish(
      SwitchboardClient client, String topic, int batches, int events) {
    List<String> sent = new ArrayList<>();
    try (Publisher publisher = client.publisher(topic)) {
      for (int b = 0; b < batches; b++) {
        List<OutboundEvent> batch = new ArrayList<>();
        for (int e = 0; e < events; e++) {
          String text = "event " + b + "/" + e;
          sent.add(text);
          batch.add(OutboundEvent.of(text));
        }
        publisher.publish(batch);
      }
    }
    return sent;
  }

  private static List<String> values(ReceivedBatch batch) {
    return Patience.texts(batch.events());
  }
}
