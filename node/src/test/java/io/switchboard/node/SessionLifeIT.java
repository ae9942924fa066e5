package io.switchboard.node;

import static io.switchboard.node.Patience.PATIENCE;
import static io.switchboard.protocol.ErrorCategory.TRY_AGAIN;
import static io.switchboard.protocol.ErrorCode.SESSION_EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.switchboard.core.model.SessionId;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.Batch;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.WriteReply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Sessions that nobody calls leave memory, come back where they stood, and end when their time is
 * over.
 */
class SessionLifeIT {
  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            Map.of(
                "switchboard.sessions.slacken-after", "200 ms",
                "switchboard.sessions.passivate-after", "1 s",
                "switchboard.encryption.clear-topics", java.util.List.of("clear-*")));
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @Test
  void sessionsGoOnWhereTheyStoodAfterIdlenessAndAfterARestartOfTheNode() throws Exception {
    String topic = TestNode.newTopic(1);
    Session writer;
    Session reader;
    Batch first;
    try (RawClient c = client()) {
      writer = c.thrift.allocate(RawClient.writer(topic));
      commit(c, writer, 1, "one");
      commit(c, writer, 2, "two");
      reader = c.thrift.allocate(RawClient.reader(topic));
      first = read(c, reader, 1, null);
      awaitRest();
      // Woken by idleness' end: the un-acknowledged batch is still the same, and the writer counts
      // on.
      assertThat(value(read(c, reader, 1, null))).isEqualTo("one");
      commit(c, writer, 3, "three");
      awaitRest();
    }
    node.restart();
    try (RawClient c = client()) {
      Batch second = read(c, reader, 2, first.bufferForToken());
      assertThat(value(second)).isEqualTo("two");
      commit(c, writer, 4, "four");
      assertThat(value(read(c, reader, 3, second.bufferForToken()))).isEqualTo("three");
    }
    assertThat(RawKafka.readCommitted(topic)).hasSize(4);
  }

  @Test
  void aSessionThatIsNotCalledForItsIdleTimeoutIsExpired() throws Exception {
    String topic = TestNode.newTopic(1);
    try (RawClient c = client()) {
      Session session = c.thrift.allocate(RawClient.reader(topic).setIdleTimeoutMs(10_000));
      SessionId id = new SessionId(session.getSession());
      awaitRest();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  node.node()
                      .directory()
                      .find(id)
                      .toCompletableFuture()
                      .get()
                      .orElseThrow()
                      .expiresAt()
                      .isBefore(java.time.Instant.now()));
      SwitchboardError error =
          catchThrowableOfType(SwitchboardError.class, () -> read(c, session, 1, null));
      assertThat(error.getCode()).isEqualTo(SESSION_EXPIRED.getValue());
    }
  }

  @Test
  void whatLiesInKafkaIsCiphertextUnlessTheTopicIsClear() throws Exception {
    String secret = "nobody but a session reads this";
    String encrypted = TestNode.newTopic(1);
    String clear = TestNode.newTopic("clear-" + encrypted, 1);
    try (RawClient c = client()) {
      for (String topic : new String[] {encrypted, clear}) {
        commit(c, c.thrift.allocate(RawClient.writer(topic)), 1, secret);
        assertThat(value(read(c, c.thrift.allocate(RawClient.reader(topic)), 1, null)))
            .isEqualTo(secret);
      }
    }
    assertThat(stored(encrypted)).doesNotContain("nobody").doesNotContain("reads this");
    // The control: the same search finds the text where the topic is set to clear.
    assertThat(stored(clear)).contains(secret);
  }

  private static String stored(String topic) {
    return new String(RawKafka.readCommitted(topic).get(0).value(), StandardCharsets.ISO_8859_1);
  }

  private static RawClient client() throws Exception {
    return RawClient.compact(node.node().tcpAddress().getPort());
  }

  private static void awaitRest() {
    await().atMost(PATIENCE).until(() -> node.node().sessionMetrics().active.get() == 0);
  }

  /** A batch that the session forgot before its ack came is written again, as clients do. */
  private static void commit(RawClient c, Session s, long seq, String value) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsMatching(
            e -> e instanceof SwitchboardError error && error.getCategory() == TRY_AGAIN)
        .until(
            () -> {
              WriteReply staged = c.thrift.write(RawClient.write(s, seq, value));
              return c.thrift
                  .ack(new AckRequest(s.getSession(), seq, staged.bufferForStageToken()))
                  .getCommittedSeq();
            },
            committed -> committed == seq);
  }

  private static Batch read(RawClient c, Session s, long seq, ByteBuffer lastToken)
      throws Exception {
    ReadRequest request = new ReadRequest(s.getSession(), seq).setMaxEvents(1).setMaxWaitMs(30_000);
    if (lastToken != null) {
      request.setLastToken(lastToken);
    }
    return c.thrift.read(request).getBatch();
  }

  private static String value(Batch batch) {
    return new String(batch.getEvents().get(0).getValue(), StandardCharsets.UTF_8);
  }
}
