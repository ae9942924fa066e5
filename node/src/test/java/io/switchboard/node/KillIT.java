package io.switchboard.node;

import static io.switchboard.node.Patience.PATIENCE;
import static io.switchboard.node.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AckResult;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.Batch;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.ReadReply;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.ReceivedEvent;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.WriteReply;
import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SwitchboardClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a SIGKILL of the node leaves behind: everything that was answered, nothing twice. */
class KillIT {
  private static NodeProcess node;

  private static Session reader;
  private static Batch delivered;
  private static String stagedTopic;
  private static Session staging;
  private static WriteReply staged;
  private static String ackedTopic;
  private static AckRequest acked;

  /**
   * One kill for all: before it one session has read, one has staged, and one has published a
   * batch.
   */
  @BeforeAll
  static void readStagePublishAndKill() throws Exception {
    node = new NodeProcess(TestNode.PATIENT);
    String readTopic = TestNode.newTopic(3);
    stagedTopic = TestNode.newTopic(1);
    ackedTopic = TestNode.newTopic(1);
    try (RawClient client = RawClient.compact(node.tcpPort)) {
      publish(client, readTopic, "a", "b", "c", "d", "e", "f", "g");
      reader = allocate(client, RawClient.reader(readTopic));
      delivered = read(client, reader, 1, 4);
      staging = allocate(client, RawClient.writer(stagedTopic));
      staged = write(client, staging, "only", "once");
      acked = publish(client, ackedTopic, "x");
    }
    node.kill();
    node.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void aBatchReadBeforeTheKillIsTheSameBatchAfterIt() throws Exception {
    try (RawClient client = RawClient.compact(node.tcpPort)) {
      assertThat(delivered.getEvents()).isNotEmpty().hasSizeLessThanOrEqualTo(4);
      // A repeat ignores new limits: it is the batch that was delivered, whatever the client asks
      // for now.
      Batch after = read(client, reader, 1, 100);
      assertThat(positions(after)).isEqualTo(positions(delivered));
      assertThat(values(after)).isEqualTo(values(delivered));
      AckRequest ack = new AckRequest(reader.getSession(), 1, delivered.bufferForToken());
      assertThat(client.thrift.ack(ack).getResult()).isEqualTo(AckResult.DONE);
      assertThat(client.thrift.ack(ack).getResult()).isEqualTo(AckResult.ALREADY_DONE);
    }
  }

  @Test
  void aBatchStagedBeforeTheKillIsThereOnceAfterTheClientHasRetried() throws Exception {
    try (RawClient client = RawClient.compact(node.tcpPort)) {
      AckRequest ack = new AckRequest(staging.getSession(), 1, staged.bufferForStageToken());
      SwitchboardError notStaged = errorOf(() -> patiently(() -> client.thrift.ack(ack)));
      assertThat(notStaged.getCode()).isEqualTo(ErrorCode.NOT_STAGED.getValue());
      WriteReply again = write(client, staging, "only", "once");
      AckReply done =
          client.thrift.ack(new AckRequest(staging.getSession(), 1, again.bufferForStageToken()));
      assertThat(done.getCommittedSeq()).isEqualTo(1);
      assertThat(client.thrift.ack(ack).getResult()).isEqualTo(AckResult.ALREADY_DONE);
      assertThat(RawKafka.readCommitted(stagedTopic)).hasSize(2);
    }
  }

  @Test
  void anAckThatWasAnsweredBeforeTheKillIsDoneAfterIt() throws Exception {
    try (RawClient client = RawClient.compact(node.tcpPort)) {
      AckReply after = patiently(() -> client.thrift.ack(acked));
      assertThat(after.getResult()).isEqualTo(AckResult.ALREADY_DONE);
      assertThat(RawKafka.readCommitted(ackedTopic)).hasSize(1);
    }
  }

  @Test
  void aSecondClientSeesOnlyWholeAckedBatches() throws Exception {
    String topic = TestNode.newTopic(1);
    try (RawClient writer = RawClient.compact(node.tcpPort);
        RawClient other = RawClient.binary(node.tcpPort)) {
      Session writing = allocate(writer, RawClient.writer(topic));
      Session reading = allocate(other, RawClient.reader(topic));
      WriteReply stage = write(writer, writing, "1", "2", "3");
      ReadRequest now = new ReadRequest(reading.getSession(), 1).setMaxWaitMs(500);
      ReadReply early = patiently(() -> other.thrift.read(now));
      assertThat(early.isSetBatch()).isFalse();
      writer.thrift.ack(new AckRequest(writing.getSession(), 1, stage.bufferForStageToken()));
      assertThat(values(read(other, reading, 1, 100))).containsExactly("1", "2", "3");
    }
  }

  @Test
  void publishersAndSubscribersThatRetryThroughAKillLoseNothingAndRepeatNothing() throws Exception {
    String topic = TestNode.newTopic(1);
    int batches = 300;
    try (SwitchboardClient client =
        SwitchboardClient.builder()
            .addresses(node.tcp(), node.http())
            .operationTimeout(PATIENCE)
            .closeTimeout(PATIENCE)
            .build()) {
      CompletableFuture<List<String>> reading =
          CompletableFuture.supplyAsync(() -> readUntil(client, topic, batches * 10));
      CompletableFuture<Void> killing = new CompletableFuture<>();
      try (Publisher publisher = client.publisher(topic)) {
        for (int b = 0; b < batches; b++) {
          if (b == batches / 3) {
            killing =
                CompletableFuture.runAsync(
                    () -> {
                      node.kill();
                      node.start();
                    });
          }
          publisher.publish(batch(b));
        }
      }
      killing.join();
      List<String> expected = new ArrayList<>();
      for (int b = 0; b < batches; b++) {
        for (int e = 0; e < 10; e++) {
          expected.add("event " + b + "/" + e);
        }
      }
      assertThat(reading.join()).isEqualTo(expected);
      assertThat(RawKafka.readCommitted(topic)).hasSize(batches * 10);
    }
  }

  private static List<OutboundEvent> batch(int b) {
    List<OutboundEvent> batch = new ArrayList<>();
    for (int e = 0; e < 10; e++) {
      batch.add(OutboundEvent.of("event " + b + "/" + e));
    }
    return batch;
  }

  private static List<String> readUntil(SwitchboardClient client, String topic, int events) {
    try (Subscriber subscriber = client.subscriber(topic)) {
      return Patience.texts(Patience.read(subscriber, events));
    }
  }

  private static Session allocate(RawClient client, AllocateRequest request) {
    return patiently(() -> client.thrift.allocate(request));
  }

  /** Stages the session's first batch. */
  private static WriteReply write(RawClient client, Session session, String... values) {
    return patiently(() -> client.thrift.write(RawClient.write(session, 1, values)));
  }

  private static AckRequest publish(RawClient client, String topic, String... values)
      throws Exception {
    Session session = allocate(client, RawClient.writer(topic));
    WriteReply reply = write(client, session, values);
    AckRequest ack = new AckRequest(session.getSession(), 1, reply.bufferForStageToken());
    assertThat(client.thrift.ack(ack).getResult()).isEqualTo(AckResult.DONE);
    return ack;
  }

  /** The batch, as soon as there is one. */
  private static Batch read(RawClient client, Session session, long seq, int maxEvents) {
    ReadRequest request =
        new ReadRequest(session.getSession(), seq).setMaxEvents(maxEvents).setMaxWaitMs(20_000);
    return await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(() -> patiently(() -> client.thrift.read(request)), ReadReply::isSetBatch)
        .getBatch();
  }

  private static List<String> positions(Batch batch) {
    return batch.getEvents().stream().map(e -> e.getPartition() + "@" + e.getOffset()).toList();
  }

  private static List<String> values(Batch batch) {
    return batch.getEvents().stream()
        .map(ReceivedEvent::getValue)
        .map(v -> new String(v, StandardCharsets.UTF_8))
        .toList();
  }

  private interface Call {
    Object run() throws Exception;
  }

  private static SwitchboardError errorOf(Call call) throws Exception {
    try {
      Object answer = call.run();
      throw new AssertionError("expected an error, got " + answer);
    } catch (SwitchboardError error) {
      return error;
    }
  }
}
