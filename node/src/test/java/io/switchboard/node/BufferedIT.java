package io.switchboard.node;

import static io.switchboard.node.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.localstack.LocalStack;
import io.switchboard.localstack.LocalStackOptions;
import io.switchboard.protocol.AckMode;
import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SwitchboardError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Buffered acks while Kafka is away, and a node that is stopped then: what it had accepted is
 * published once, by whoever comes next, and nobody has to ask for it. Judged by a plain consumer.
 */
class BufferedIT {
  private static final Duration RECOVERY = Duration.ofSeconds(120);

  private static LocalStack stack;
  private TestNode node;
  private Path folder;

  @BeforeAll
  static void startStack() {
    stack =
        LocalStack.startFresh(
            LocalStackOptions.in(Path.of("target", "buffered-stack"))
                .withHeapMb(384, 512)
                .withPorts(0, 0)
                .withQuickStart(true));
  }

  @AfterAll
  static void stopStack() {
    stack.close();
  }

  @BeforeEach
  void start() throws Exception {
    folder = Files.createTempDirectory(Path.of("target"), "spill-").toAbsolutePath();
    node =
        TestNode.start(
            TestNode.Servers.of(stack),
            Map.of(
                "switchboard.encryption.clear-topics",
                List.of("clear-*"),
                "switchboard.kafka.lanes.commit-timeout",
                "3 s",
                "switchboard.spill.folder",
                folder.toString(),
                "switchboard.spill.look-every",
                "1 s"));
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  @Test
  void acksAreAnsweredWhileKafkaIsAwayAndEverythingIsThereOnceWhenItIsBack() throws Exception {
    Buffered writer = new Buffered();
    writer.accept(1);
    writer.awaitCommitted(1);

    stack.kafka().kill();
    writer.accept(10);
    assertThat(writer.committed).isEqualTo(1);
    stack.kafka().restart();

    writer.awaitCommitted(11);
    assertThat(writer.published()).isEqualTo(writer.accepted);
  }

  @Test
  void whatAStoppedNodeHadAcceptedIsPublishedOnceByTheNextOneThoughNobodyAsks() throws Exception {
    Buffered writer = new Buffered();
    writer.accept(1);
    writer.awaitCommitted(1);

    stack.kafka().kill();
    writer.accept(10);
    node.stopNode();
    stack.kafka().restart();
    node.startAgain();

    await().atMost(RECOVERY).until(() -> writer.published().size() >= 11);
    assertThat(writer.published()).isEqualTo(writer.accepted);
    await().atMost(RECOVERY).until(() -> counter("spillsCleared") > 0);
    writer.reconnect();
    writer.accept(2);
    writer.awaitCommitted(13);
    assertThat(writer.published()).isEqualTo(writer.accepted);
  }

  @Test
  void withoutCassandraItIsLeftInTheNodesFolderUnreadableAndComesBackFromThere() throws Exception {
    Buffered writer = new Buffered();
    writer.accept(1);
    writer.awaitCommitted(1);

    stack.kafka().kill();
    writer.accept(10);
    stack.cassandra().pause();
    try {
      node.stopNode();
    } finally {
      stack.cassandra().resume();
    }
    assertThat(files()).hasSize(1);
    assertThat(new String(Files.readAllBytes(files().get(0)), StandardCharsets.ISO_8859_1))
        .doesNotContain("batch ");
    stack.kafka().restart();
    node.startAgain();

    await().atMost(RECOVERY).until(() -> writer.published().size() >= 11);
    assertThat(writer.published()).isEqualTo(writer.accepted);
    await().atMost(RECOVERY).until(() -> files().isEmpty());
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> found = Files.list(folder)) {
      return found.toList();
    }
  }

  private long counter(String name) {
    return node.node().sessionCounters().get(name);
  }

  /** A buffered writer, and what was accepted of it. */
  private final class Buffered {
    private final String topic =
        TestNode.newTopic(stack.kafkaBootstrap(), "clear-" + UUID.randomUUID(), 1);
    private RawClient client = RawClient.compact(node.node().tcpAddress().getPort());
    private final Session session =
        client.thrift.allocate(RawClient.writer(topic).setAckMode(AckMode.BUFFERED));
    private final List<String> accepted = new ArrayList<>();
    private ByteBuffer token;
    private long committed;

    Buffered() throws Exception {}

    void reconnect() throws Exception {
      client = RawClient.compact(node.node().tcpAddress().getPort());
    }

    void accept(int batches) throws Exception {
      for (int i = 0; i < batches; i++) {
        long seq = accepted.size() + 1;
        String text = "batch " + seq;
        token =
            ByteBuffer.wrap(
                patiently(() -> client.thrift.write(RawClient.write(session, seq, text)))
                    .getStageToken());
        ack(seq, 0);
        accepted.add(text);
      }
    }

    private void ack(long seq, int maxWaitMs) throws Exception {
      AckReply reply =
          client.thrift.ack(
              new AckRequest(session.getSession(), seq, token.duplicate()).setMaxWaitMs(maxWaitMs));
      committed = reply.getCommittedSeq();
    }

    void awaitCommitted(long seq) {
      await()
          .atMost(RECOVERY)
          .ignoreExceptionsMatching(
              e ->
                  e instanceof SwitchboardError error
                      && error.getCategory() == io.switchboard.protocol.ErrorCategory.TRY_AGAIN)
          .until(
              () -> {
                ack(accepted.size(), 2_000);
                return committed >= seq;
              });
    }

    /** What a plain consumer sees. */
    List<String> published() {
      return RawKafka.readCommitted(stack.kafkaBootstrap(), topic).stream()
          .map(r -> new String(r.value(), StandardCharsets.UTF_8))
          .toList();
    }
  }
}
