package io.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.sdk.fake.FakeCluster;
import io.switchboard.sdk.fake.FakeNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HappyPathTest {
  private final FakeCluster cluster = new FakeCluster();
  private final List<AutoCloseable> resources = new ArrayList<>();

  private SwitchboardClient client(String transport) {
    FakeNode node = transport.equals("http") ? FakeNode.http(cluster) : FakeNode.tcp(cluster);
    resources.add(0, node);
    SwitchboardClient client = SwitchboardClient.builder().addresses(node.address()).build();
    resources.add(0, client);
    return client;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void publishedBatchesAreReadInOrderAndAcknowledged(String transport) {
    SwitchboardClient client = client(transport);
    String session;
    try (Publisher publisher = client.publisher("topic")) {
      session = publisher.session();
      assertThat(publisher.publish(OutboundEvent.of("a"), OutboundEvent.of("b")).seq())
          .isEqualTo(1);
      assertThat(publisher.publish(OutboundEvent.of("c")).seq()).isEqualTo(2);
    }
    assertThat(cluster.published()).containsExactly("a", "b", "c");
    assertThat(cluster.isGone(session)).isTrue();

    List<String> read = new ArrayList<>();
    try (Subscriber subscriber =
        client.subscriber("topic", SubscriberOptions.defaults().maxEvents(2))) {
      for (ReceivedBatch batch : subscriber.batches(Duration.ofMillis(50))) {
        batch.events().forEach(event -> read.add(text(event.value())));
      }
      assertThat(subscriber.position()).isEqualTo(2);
      assertThat(cluster.acked(subscriber.session())).isEqualTo(2);
    }
    assertThat(read).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void keysHeadersTombstonesAndTimestampsArrive(String transport) {
    SwitchboardClient client = client(transport);
    try (Publisher publisher = client.publisher("topic");
        Subscriber subscriber = client.subscriber("topic")) {
      publisher.publish(
          OutboundEvent.of("k", "v")
              .withHeader(EventHeader.of("h", new byte[] {1, 2}))
              .withHeader(EventHeader.withoutValue("n"))
              .withPartition(0)
              .withTimestamp(Instant.ofEpochMilli(123)),
          OutboundEvent.tombstone("k".getBytes(StandardCharsets.UTF_8)));

      assertThat(cluster.log().get(0).getTimestampMs()).isEqualTo(123);
      ReceivedBatch batch = subscriber.poll(Duration.ofSeconds(1)).orElseThrow();
      ReceivedEvent first = batch.events().get(0);
      assertThat(text(first.key())).isEqualTo("k");
      assertThat(text(first.value())).isEqualTo("v");
      assertThat(first.headers()).extracting(EventHeader::name).containsExactly("h", "n");
      assertThat(first.headers().get(0).value().orElseThrow()).containsExactly(1, 2);
      assertThat(first.headers().get(1).value()).isEmpty();
      assertThat(batch.events().get(1).isTombstone()).isTrue();
      batch.ack();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void manyAsynchronousBatchesKeepTheirOrder(String transport) {
    SwitchboardClient client = client(transport);
    List<String> expected = new ArrayList<>();
    try (Publisher publisher =
        client.publisher("topic", PublisherOptions.defaults().pipelined(true))) {
      List<CompletableFuture<PublishResult>> results = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        expected.add("e" + i);
        results.add(publisher.publishAsync(List.of(OutboundEvent.of("e" + i))));
      }
      publisher.flush();
      for (int i = 0; i < 200; i++) {
        assertThat(results.get(i).join().seq()).isEqualTo(i + 1);
      }
    }
    assertThat(cluster.published()).isEqualTo(expected);
  }

  private static String text(Optional<byte[]> bytes) {
    return new String(bytes.orElseThrow(), StandardCharsets.UTF_8);
  }
}
