package io.switchboard.node;

import static io.switchboard.node.Patience.patiently;
import static io.switchboard.protocol.ErrorCategory.BACKPRESSURE;
import static io.switchboard.protocol.ErrorCategory.TRY_AGAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.localstack.LocalStack;
import io.switchboard.localstack.LocalStackOptions;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.Batch;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.ReadReply;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.WriteRequest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Kafka or Cassandra away for a while: what cannot be done is said, what can be done goes on,
 * memory and threads stay where they are, and when the server is back everything goes on by itself.
 * Judged by a plain consumer: what was acknowledged is in the topic, once.
 */
class OutageIT {
  private static final long BUDGET_BYTES = 16L << 20;
  private static final int BIG = 900_000;
  private static final Duration RECOVERY = Duration.ofSeconds(120);
  private static final int MORE_THREADS = 20;

  private static LocalStack stack;
  private static TestNode node;

  @BeforeAll
  static void start() {
    stack =
        LocalStack.startFresh(
            LocalStackOptions.in(Path.of("target", "outage-stack"))
                .withHeapMb(384, 512)
                .withPorts(0, 0)
                .withQuickStart(true));
    node =
        TestNode.start(
            TestNode.Servers.of(stack),
            Map.of(
                "switchboard.sessions.budget.staged-bytes", BUDGET_BYTES,
                "switchboard.sessions.checkpoint-every", "3 s",
                "switchboard.encryption.clear-topics", List.of("clear-*"),
                "switchboard.sessions.call-timeout", "2 s",
                // What is staged stays so for as long as it takes.
                "switchboard.sessions.slacken-after", "5 m",
                "switchboard.sessions.passivate-after", "10 m",
                "switchboard.kafka.lanes.commit-timeout", "3 s"));
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      node.close();
    } finally {
      stack.close();
    }
  }

  @Test
  void withoutKafkaWritesStageUpToTheBudgetAndWhatWasAckedIsThereOnceAfterwards() throws Exception {
    String topic = newTopic();
    try (RawClient client = client()) {
      List<Publishing> writers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        writers.add(new Publishing(client, topic));
      }
      writers.get(0).publish("before ");
      Session reader = eventually(() -> client.thrift.allocate(RawClient.reader(topic)));
      Batch first = awaitBatch(client, reader, 1, Optional.empty());
      int threads = threads();

      stack.kafka().kill();
      int staged = 0;
      for (Publishing writer : writers) {
        Optional<SwitchboardError> error = writer.writeOrBeRefused("big ", BIG);
        staged += error.isEmpty() ? 1 : 0;
        error.ifPresent(
            e -> {
              assertThat(e.getCategory()).isEqualTo(BACKPRESSURE);
              assertThat(e.getRetryAfterMs()).isBetween(100, 5_000);
            });
      }
      assertThat(staged).isBetween(10, (int) (BUDGET_BYTES / BIG));
      assertThat(counter("stagedBytes")).isBetween((long) staged * BIG, BUDGET_BYTES);
      for (Publishing writer : writers.subList(0, 2)) {
        assertThat(writer.tryToAck().orElseThrow().getCategory()).isIn(TRY_AGAIN, BACKPRESSURE);
      }
      // A read waits in vain, or is told that Kafka is away; nothing else.
      assertThat(readOrRetry(client, reader, 2, Optional.of(first))).isEmpty();
      assertThat(counter("stagedBytes")).isLessThanOrEqualTo(BUDGET_BYTES);
      awaitFewMoreThreadsThan(threads);

      stack.kafka().restart();
      for (Publishing writer : writers) {
        writer.publish("big ");
      }
      await().atMost(RECOVERY).until(() -> counter("stagedBytes") == 0);
      awaitBatch(client, reader, 2, Optional.of(first));
      assertThat(prefixes(topic)).containsExactlyInAnyOrderElementsOf(expected(writers));
      awaitFewMoreThreadsThan(threads);
      for (Publishing writer : writers) {
        patiently(() -> client.thrift.dispose(new DisposeRequest(writer.session.getSession())));
      }
    }
  }

  @Test
  void withoutCassandraPublishingGoesOnAndNothingThatMustBeJournaledIsAnsweredDone()
      throws Exception {
    String topic = newTopic();
    try (RawClient client = client()) {
      Publishing writer = new Publishing(client, topic);
      writer.publish("w ");
      Session reader = eventually(() -> client.thrift.allocate(RawClient.reader(topic)));
      Batch first = awaitBatch(client, reader, 1, Optional.empty());
      writer.publish("w ");
      int threads = threads();
      // The next one is due when the read below has failed already.
      awaitACheckpoint();
      long attempted = counter("checkpointsAttempted");

      stack.cassandra().pause();
      Instant paused = Instant.now();
      try {
        // Read it is, but the delivery cannot be journaled, so it is not delivered.
        assertThat(readOrRetry(client, reader, 2, Optional.of(first))).isEmpty();
        assertThat(errorOf(() -> client.thrift.allocate(RawClient.writer(topic))).getCategory())
            .isEqualTo(TRY_AGAIN);
        Instant until = Instant.now().plusSeconds(4);
        long before = writer.seq;
        while (Instant.now().isBefore(until)) {
          writer.publish("during ");
        }
        // One may have begun before anybody could know; then none is tried, for as long as failures
        // are new. Looked at now, and not at all on a machine that is late: they may be old then.
        if (Instant.now().isBefore(paused.plusSeconds(15))) {
          assertThat(counter("checkpointsAttempted")).isLessThanOrEqualTo(attempted + 1);
        }
        while (writer.seq < before + 20) {
          writer.publish("during ");
        }
        awaitFewMoreThreadsThan(threads);
      } finally {
        stack.cassandra().resume();
      }
      awaitBatch(client, reader, 2, Optional.of(first));
      writer.publish("after ");
      Publishing another = new Publishing(client, topic);
      another.publish("new ");
      awaitACheckpoint();
      assertThat(prefixes(topic))
          .containsExactlyInAnyOrderElementsOf(expected(List.of(writer, another)));
      awaitFewMoreThreadsThan(threads);
    }
  }

  /** A writer session, and what it was told to be done. */
  private static final class Publishing {
    private final RawClient client;
    private final Session session;
    private final List<String> acked = new ArrayList<>();
    private long seq;
    private Optional<byte[]> token = Optional.empty();
    private String text = "";

    Publishing(RawClient client, String topic) throws Exception {
      this.client = client;
      this.session = eventually(() -> client.thrift.allocate(RawClient.writer(topic)));
    }

    /** Stages the next batch: one event that begins with the text and the seq. */
    Optional<SwitchboardError> tryToWrite(String prefix, int bytes) throws Exception {
      text = prefix + (seq + 1) + " of " + session.getSession();
      String value = text + "\n" + "x".repeat(bytes);
      return errorIn(
          () -> {
            WriteRequest write = RawClient.write(session, seq + 1, value);
            token = Optional.of(client.thrift.write(write).getStageToken());
          });
    }

    /** The same, again and again until there is room for it, or is said to be none. */
    Optional<SwitchboardError> writeOrBeRefused(String prefix, int bytes) {
      return await()
          .atMost(RECOVERY)
          .pollDelay(Duration.ZERO)
          .until(
              () -> tryToWrite(prefix, bytes),
              error -> error.isEmpty() || error.get().getCategory() != TRY_AGAIN);
    }

    Optional<SwitchboardError> tryToAck() throws Exception {
      return errorIn(
          () -> {
            AckRequest ack =
                new AckRequest(
                        session.getSession(),
                        seq + 1,
                        java.nio.ByteBuffer.wrap(token.orElseThrow()))
                    .setMaxWaitMs(1_500);
            client.thrift.ack(ack);
            seq++;
            acked.add(text);
            token = Optional.empty();
          });
    }

    /** Publishes what is staged, or a batch that begins with the text, as often as it takes. */
    void publish(String prefix) throws Exception {
      int bytes = prefix.equals("big ") ? BIG : 10;
      long goal = seq + 1;
      await()
          .atMost(RECOVERY)
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                Optional<SwitchboardError> error =
                    token.isEmpty() ? tryToWrite(prefix, bytes) : Optional.empty();
                if (error.isEmpty()) {
                  error = tryToAck();
                }
                error.ifPresent(this::mustBeRetryable);
                return seq == goal;
              });
    }

    private void mustBeRetryable(SwitchboardError error) {
      if (error.getCode() == ErrorCode.NOT_STAGED.getValue()) {
        token = Optional.empty();
      } else {
        assertThat(error.getCategory()).as("%s", error).isIn(TRY_AGAIN, BACKPRESSURE);
      }
    }
  }

  private interface Call<T> {
    T run() throws Exception;
  }

  private interface Act {
    void run() throws Exception;
  }

  private static Optional<SwitchboardError> errorIn(Act act) throws Exception {
    try {
      act.run();
      return Optional.empty();
    } catch (SwitchboardError error) {
      return Optional.of(error);
    }
  }

  private static SwitchboardError errorOf(Act act) throws Exception {
    return errorIn(act).orElseThrow(() -> new AssertionError("expected an error"));
  }

  private static <T> T eventually(Call<T> call) throws Exception {
    List<T> result = new ArrayList<>();
    await()
        .atMost(RECOVERY)
        .until(
            () -> {
              Optional<SwitchboardError> error = errorIn(() -> result.add(call.run()));
              error.ifPresent(e -> assertThat(e.getCategory()).as("%s", e).isEqualTo(TRY_AGAIN));
              return error.isEmpty();
            });
    return result.get(0);
  }

  private static Optional<Batch> read(
      RawClient client, Session session, long seq, Optional<Batch> before, int maxWaitMs)
      throws Exception {
    ReadRequest request = new ReadRequest(session.getSession(), seq).setMaxWaitMs(maxWaitMs);
    before.ifPresent(batch -> request.setLastToken(batch.getToken()));
    ReadReply reply = client.thrift.read(request);
    return reply.isSetBatch() ? Optional.of(reply.getBatch()) : Optional.empty();
  }

  /** The next batch, if there is one; an error must be one that says to try again. */
  private static Optional<Batch> readOrRetry(
      RawClient client, Session session, long seq, Optional<Batch> before) throws Exception {
    List<Batch> found = new ArrayList<>();
    errorIn(() -> read(client, session, seq, before, 500).ifPresent(found::add))
        .ifPresent(error -> assertThat(error.getCategory()).as("%s", error).isEqualTo(TRY_AGAIN));
    return found.stream().findFirst();
  }

  private static Batch awaitBatch(
      RawClient client, Session session, long seq, Optional<Batch> before) {
    return await()
        .atMost(RECOVERY)
        .pollDelay(Duration.ZERO)
        .until(() -> readOrRetry(client, session, seq, before), Optional::isPresent)
        .orElseThrow();
  }

  private static List<String> expected(List<Publishing> writers) {
    return writers.stream().flatMap(w -> w.acked.stream()).toList();
  }

  /** What the events of the topic begin with, as a plain consumer sees them. */
  private static List<String> prefixes(String topic) {
    return RawKafka.readCommitted(stack.kafkaBootstrap(), topic).stream()
        .map(r -> new String(r.value(), StandardCharsets.UTF_8))
        .map(value -> value.substring(0, value.indexOf('\n')))
        .toList();
  }

  private static long counter(String name) {
    return node.node().sessionCounters().get(name);
  }

  private static void awaitACheckpoint() {
    long before = counter("checkpointsWritten");
    await()
        .atMost(RECOVERY)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> counter("checkpointsWritten") > before);
  }

  private static void awaitFewMoreThreadsThan(int before) {
    await().atMost(RECOVERY).until(() -> threads() < before + MORE_THREADS);
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static String newTopic() throws Exception {
    return TestNode.newTopic(stack.kafkaBootstrap(), "clear-" + UUID.randomUUID(), 1);
  }

  private static RawClient client() throws Exception {
    return RawClient.compact(node.node().tcpAddress().getPort());
  }
}
