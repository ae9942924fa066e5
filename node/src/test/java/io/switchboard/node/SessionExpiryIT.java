package io.switchboard.node;

import static io.switchboard.node.Patience.PATIENCE;
import static io.switchboard.node.Patience.patiently;
import static io.switchboard.protocol.ErrorCode.SESSION_EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.SessionDirectory.Entry;
import io.switchboard.entity.EntityMetrics;
import io.switchboard.protocol.AllocateRequest;
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
    Instant notLeftBefore;
    Called called = new Called(topic);
    try (RawClient c = client()) {
      called.begin(c);
      notLeftBefore = Instant.now();
      left = idOf(c.thrift.allocate(RawClient.reader(topic).setIdleTimeoutMs(10_000)));
    }
    // A node that never had it in memory: only the directory and the journal know it. It is
    // restarted at once: on this one it would end when its idle time-out is over.
    EntityMetrics before = node.node().sessionMetrics();
    node.restart();
    // While no node is up nobody can end it.
    Instant endsBefore = Instant.now().plus(IDLE_TIMEOUT.multipliedBy(2));
    try (RawClient c = client()) {
      boolean ended = false;
      while (!ended || reaperWoke() <= 5) {
        if (!ended && hasEnded(left)) {
          assertThat(Instant.now()).isAfter(notLeftBefore.plus(IDLE_TIMEOUT));
          ended = true;
        }
        assertThat(Instant.now()).isBefore(ended ? endsBefore.plus(PATIENCE) : endsBefore);
        // The control: the reaper wakes it all the time, as the directory tells, but it is called.
        called.call(c);
        makeStale(idOf(called.session));
        await().pollDelay(Duration.ofMillis(400)).until(() -> true);
      }
      called.call(c);
      assertThat(before.expired.sum() + node.node().sessionMetrics().expired.sum())
          .isEqualTo(1 + called.notCalled);

      await().atMost(PATIENCE).until(() -> find(left).isEmpty());
      SwitchboardError error =
          catchThrowableOfType(
              SwitchboardError.class,
              () -> patiently(() -> c.thrift.read(new ReadRequest(left.value(), 1))));
      assertThat(error.getCode()).isEqualTo(SESSION_EXPIRED.getValue());
    }
  }

  /** A session that is called so often that it must not end, unless the machine was too busy. */
  private static final class Called {
    private final String topic;
    private Session session;
    private Instant calledAt;
    private int notCalled;

    Called(String topic) {
      this.topic = topic;
    }

    void begin(RawClient c) {
      calledAt = Instant.now();
      AllocateRequest writer = RawClient.writer(topic).setIdleTimeoutMs(10_000);
      session = patiently(() -> c.thrift.allocate(writer));
    }

    void call(RawClient c) throws Exception {
      Instant now = Instant.now();
      SwitchboardError error =
          catchThrowableOfType(
              SwitchboardError.class,
              () -> patiently(() -> c.thrift.write(RawClient.write(session, 1, "alive"))));
      if (error == null) {
        calledAt = now;
      } else {
        assertThat(error.getCode()).isEqualTo(SESSION_EXPIRED.getValue());
        assertThat(Instant.now()).as("not called for long").isAfter(calledAt.plus(IDLE_TIMEOUT));
        notCalled++;
        begin(c);
      }
    }
  }

  /** Its row tells so for a while, and is then no more. */
  private static boolean hasEnded(SessionId session) throws Exception {
    return find(session).map(Entry::disposed).orElse(true);
  }

  private static long reaperWoke() {
    return node.node().sessionMetrics().reaper.woken.sum();
  }

  /** As it is when the node that had the session died before it could write. */
  private static void makeStale(SessionId session) throws Exception {
    Entry e =
        await()
            .atMost(PATIENCE)
            .pollDelay(Duration.ZERO)
            .until(() -> find(session), Optional::isPresent)
            .orElseThrow();
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

  private static SessionId idOf(Session session) {
    return new SessionId(session.getSession());
  }

  private static RawClient client() throws Exception {
    return RawClient.compact(node.node().tcpAddress().getPort());
  }
}
