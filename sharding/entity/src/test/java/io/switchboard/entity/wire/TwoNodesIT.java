package io.switchboard.entity.wire;

import static org.assertj.core.api.Assertions.assertThat;

import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.entity.SessionMessage;
import io.switchboard.entity.SessionSharding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls to sessions on another node and their answers, small and as large as they may be. */
class TwoNodesIT {
  private static final int MIB = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static Nodes nodes;

  @BeforeAll
  static void start() throws Exception {
    nodes = new Nodes();
    // The first call waits until sharding has found its coordinator.
    nodes
        .sessions
        .ask(Samples.SESSION, new SessionCommand.Describe(0, false), Duration.ofSeconds(30))
        .toCompletableFuture()
        .get();
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @BeforeEach
  void forget() {
    nodes.received.clear();
  }

  private static Reply ask(ClientCall call) throws Exception {
    return nodes
        .sessions
        .ask(Samples.SESSION, call, PATIENCE)
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  @Test
  void theLargestBatchPassesToTheSessionAndBack() throws Exception {
    SessionCommand.Write write = Samples.write(4_096, 1_024);
    Reply.Batch batch = Samples.batch(4_096, 1_024);
    nodes.batch = batch;
    long start = System.nanoTime();
    Reply staged = ask(write);
    Reply read = ask(Samples.read(5_000, 4 * MIB));
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(staged).isEqualTo(new Reply.Staged(Samples.STAGE_TOKEN, 1));
    var received = (SessionMessage.Call) nodes.received.take();
    assertSameEvents((SessionCommand.Write) received.call(), write);
    assertSameEvents((Reply.Batch) read, batch);
    assertThat(took).as("without waiting for a time-out").isLessThan(PATIENCE);
  }

  @Test
  void oneEventOfFourMebibytesPassesToo() throws Exception {
    Reply.Batch batch = Samples.batch(1, 4 * MIB);
    nodes.batch = batch;
    assertThat(ask(Samples.write(1, 4 * MIB))).isInstanceOf(Reply.Staged.class);
    assertSameEvents((Reply.Batch) ask(Samples.read(1, 4 * MIB)), batch);
  }

  @Test
  void manyLargeBatchesAtOnceAllPass() throws Exception {
    Reply.Batch batch = Samples.batch(1_024, 1_024);
    nodes.batch = batch;
    List<CompletableFuture<Reply>> asked = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ClientCall call = i % 2 == 0 ? Samples.write(1_024, 1_024) : Samples.read(5_000, MIB);
      asked.add(nodes.sessions.ask(Samples.SESSION, call, PATIENCE).toCompletableFuture());
    }
    for (CompletableFuture<Reply> answer : asked) {
      assertThat(answer.get(60, TimeUnit.SECONDS)).isNotInstanceOf(Reply.Rejected.class);
    }
  }

  @Test
  void aBatchThatCannotPassIsRefusedAtOnceAndNothingIsSent() throws Exception {
    long start = System.nanoTime();
    assertThat(ask(Samples.write(1, 7 * MIB)))
        .isInstanceOfSatisfying(
            Reply.Rejected.class,
            rejected -> assertThat(rejected.reason()).contains("too large to pass"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE.dividedBy(2));
    assertThat(nodes.received).isEmpty();
  }

  /** What the check above is for: without it the reply is dropped on its way, and nobody told. */
  @Test
  void aReplyThatIsNotCheckedForItsSizeVanishes() throws Exception {
    BlockingQueue<String> logged = Systems.remotingErrors();
    nodes.batch = Samples.batch(1, 7 * MIB);
    Reply reply =
        nodes
            .sessions
            .ask(Samples.SESSION, Samples.read(1, 1), Duration.ofMillis(500))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    assertThat(((Reply.Rejected) reply).reason()).contains("did not answer in time");
    assertThat(logged.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).contains("oversized");
  }

  @Test
  void signalsPass() throws Exception {
    var session =
        ClusterSharding.get(nodes.api)
            .entityRefFor(SessionSharding.TYPE_KEY, Samples.SESSION.value());
    session.tell(SessionMessage.Due.DUE);
    session.tell(SessionMessage.Wake.WAKE);
    assertThat(nodes.received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isSameAs(SessionMessage.Due.DUE);
    assertThat(nodes.received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isSameAs(SessionMessage.Wake.WAKE);
  }

  private static void assertSameEvents(SessionCommand.Write arrived, SessionCommand.Write sent) {
    assertThat(arrived.batch().events()).hasSameSizeAs(sent.batch().events());
    for (int i = 0; i < sent.batch().events().size(); i++) {
      assertThat(arrived.batch().events().get(i).value())
          .isEqualTo(sent.batch().events().get(i).value());
    }
  }

  private static void assertSameEvents(Reply.Batch arrived, Reply.Batch sent) {
    assertThat(arrived.events()).hasSameSizeAs(sent.events());
    for (int i = 0; i < sent.events().size(); i++) {
      assertThat(arrived.events().get(i).value()).isEqualTo(sent.events().get(i).value());
      assertThat(arrived.events().get(i).offset()).isEqualTo(sent.events().get(i).offset());
    }
  }
}
