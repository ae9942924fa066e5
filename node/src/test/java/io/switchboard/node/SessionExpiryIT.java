package io.switchboard.node;

import static io.switchboard.protocol.ErrorCode.SESSION_EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.SessionDirectory.Entry;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SwitchboardError;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sessions that their clients left end, also when nobody has them in memory. */
class SessionExpiryIT {
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ROW_STAYS = Duration.ofSeconds(4);
  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            Map.of(
                "switchboard.sessions.expiry.look-every", "500 ms",
                "switchboard.sessions.slacken-after", "500 ms",
                "switchboard.sessions.passivate-after", "1 s",
                "switchboard.persistence.directory.disposed-ttl", ROW_STAYS));
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @Test
  void aSessionThatWasLeftEndsWithinTwiceItsTimeAndOneThatIsCalledDoesNot() throws Exception {
    String topic = TestNode.newTopic(1);
    SessionId left;
    Instant leftAt;
    Session called;
    try (RawClient c = client()) {
      left = idOf(c.thrift.allocate(RawClient.reader(topic).setIdleTimeoutMs(10_000)));
      leftAt = Instant.now();
      called = c.thrift.allocate(RawClient.writer(topic).setIdleTimeoutMs(10_000));
      await().atMost(Duration.ofSeconds(8)).until(() -> isOutOfMemory());
    }
    // A node that never had it in memory: only the directory and the journal know it.
    node.restart();
    try (RawClient c = client()) {
      while (find(left).filter(Entry::disposed).isEmpty()) {
        assertThat(Duration.between(leftAt, Instant.now()))
            .isLessThan(IDLE_TIMEOUT.multipliedBy(2));
        makeStale(idOf(called));
        c.thrift.describe(new io.switchboard.protocol.DescribeRequest(called.getSession()));
        await().pollDelay(Duration.ofMillis(400)).until(() -> true);
      }
      assertThat(Instant.now()).isAfter(leftAt.plus(IDLE_TIMEOUT));
      // The control: the reaper woke it all the time, as the directory told, but it is called.
      assertThat(node.node().sessionMetrics().reaper.woken.sum()).isGreaterThan(5);
      assertThat(c.thrift.write(RawClient.write(called, 1, "alive")).getCommittedSeq()).isZero();
      assertThat(node.node().sessionMetrics().expired.sum()).isEqualTo(1);

      await().atMost(ROW_STAYS.multipliedBy(2)).until(() -> find(left).isEmpty());
      SwitchboardError error =
          catchThrowableOfType(
              SwitchboardError.class, () -> c.thrift.read(new ReadRequest(left.value(), 1)));
      assertThat(error.getCode()).isEqualTo(SESSION_EXPIRED.getValue());
    }
  }

  /** As it is when the node that had the session died before it could write. */
  private static void makeStale(SessionId session) throws Exception {
    Entry e = find(session).orElseThrow();
    SessionDirectory directory = node.node().directory();
    Instant longAgo = Instant.now().minus(Duration.ofDays(1));
    directory
        .put(
            new Entry(
                session,
                e.role(),
                e.topic(),
                e.clientName(),
                e.allocatedAt(),
                longAgo,
                longAgo,
                e.ackedSeq(),
                false))
        .toCompletableFuture()
        .get();
  }

  private static Optional<Entry> find(SessionId session) throws Exception {
    return node.node().directory().find(session).toCompletableFuture().get();
  }

  private static boolean isOutOfMemory() {
    return node.node().sessionMetrics().active.get() == 0;
  }

  private static SessionId idOf(Session session) {
    return new SessionId(session.getSession());
  }

  private static RawClient client() throws Exception {
    return RawClient.compact(node.node().tcpAddress().getPort());
  }
}
