package io.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.switchboard.protocol.ErrorCode;
import io.switchboard.sdk.fake.FakeNode;
import io.switchboard.sdk.fake.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriberFaultsTest extends SdkTestBase {
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final SubscriberOptions ONE = SubscriberOptions.defaults().maxEvents(1);

  @Test
  void aBatchIsGivenAgainUntilItIsAcknowledged() {
    FakeNode node = node("tcp");
    cluster.append("a", "b");
    Subscriber subscriber = client(node).subscriber("topic", ONE);

    ReceivedBatch first = subscriber.poll(WAIT).orElseThrow();
    assertThat(subscriber.poll(WAIT)).containsSame(first);
    assertThat(subscriber.position()).isZero();
    first.ack();
    first.ack();
    ReceivedBatch second = subscriber.poll(WAIT).orElseThrow();

    assertThat(texts(second)).containsExactly("b");
    assertThat(second.seq()).isEqualTo(2);
    assertThat(node.requests("read")).hasSize(2);
    assertThat(node.requests("ack")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void faultsNeitherLoseNorRepeatABatch(String transport) {
    FakeNode first = node(transport);
    FakeNode second = node(transport);
    SwitchboardClient client = client(first, second);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      expected.add("e" + i);
    }
    cluster.append(expected.toArray(new String[0]));
    for (FakeNode node : List.of(first, second)) {
      node.script(
          "read",
          new Fault.LoseReply(),
          Fault.answer(ErrorCode.NOT_READY, 100),
          new Fault.BreakReply(),
          new Fault.LoseRequest(),
          Fault.answer(ErrorCode.SERVER_BEHIND),
          new Fault.LoseReply());
    }
    List<String> read = new ArrayList<>();
    try (Subscriber subscriber = client.subscriber("topic", ONE)) {
      for (ReceivedBatch batch : subscriber.batches(Duration.ofMillis(20))) {
        read.addAll(texts(batch));
      }
    }
    assertThat(read).isEqualTo(expected);
    assertThat(retries).hasSize(12);
  }

  @Test
  void theSteadyStateCostsOneCallABatchAndCloseSendsTheLastAck() {
    FakeNode node = node("tcp");
    cluster.append("a", "b", "c");
    Subscriber subscriber = client(node).subscriber("topic", ONE.disposeOnClose(false));
    for (int i = 0; i < 3; i++) {
      subscriber.poll(WAIT).orElseThrow().ackLazily();
    }
    assertThat(node.requests("read")).hasSize(3);
    assertThat(node.requests("ack")).isEmpty();
    assertThat(cluster.acked(subscriber.session())).isEqualTo(2);
    assertThat(subscriber.position()).isEqualTo(3);

    subscriber.close();

    assertThat(cluster.acked(subscriber.session())).isEqualTo(3);
    assertThat(cluster.isGone(subscriber.session())).isFalse();
  }

  @Test
  void aPollWithoutEventsCarriesTheLazyAckToo() {
    FakeNode node = node("tcp");
    cluster.append("a");
    Subscriber subscriber = client(node).subscriber("topic", ONE);
    subscriber.poll(WAIT).orElseThrow().ackLazily();

    assertThat(subscriber.poll(Duration.ZERO)).isEmpty();
    assertThat(cluster.acked(subscriber.session())).isEqualTo(1);
    subscriber.flush();
    assertThat(node.requests("ack")).as("nothing is left to say").isEmpty();
  }

  @Test
  void leavingTheLoopEarlyDoesNotAcknowledgeTheBatchAtHand() {
    FakeNode node = node("tcp");
    cluster.append("a", "b", "c");
    String session;
    try (Subscriber subscriber = client(node).subscriber("topic", ONE)) {
      session = subscriber.session();
      for (ReceivedBatch batch : subscriber.batches(WAIT)) {
        if (batch.seq() == 2) {
          break;
        }
      }
      assertThat(subscriber.position()).isEqualTo(1);
    }
    assertThat(cluster.acked(session)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"SESSION_EXPIRED", "SESSION_DISPOSED"})
  void aReaderWhoseSessionIsGoneGoesOnBehindTheLastAcknowledgedBatch(ErrorCode code) {
    FakeNode node = node("tcp");
    cluster.append("a", "b", "c");
    Subscriber subscriber = client(node).subscriber("topic", ONE);
    String old = subscriber.session();
    subscriber.poll(WAIT).orElseThrow().ack();
    cluster.end(old, code);

    ReceivedBatch next = subscriber.poll(WAIT).orElseThrow();

    assertThat(texts(next)).containsExactly("b");
    assertThat(next.seq()).isEqualTo(1);
    assertThat(next.session()).isEqualTo(subscriber.session()).isNotEqualTo(old);
    assertThat(reallocations).containsExactly(old + ">" + subscriber.session());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAckInAGoneSessionCountsBecauseTheNewOneStartsBehindTheBatch(boolean lazily) {
    FakeNode node = node("tcp");
    cluster.append("a", "b");
    Subscriber subscriber = client(node).subscriber("topic", ONE);
    ReceivedBatch first = subscriber.poll(WAIT).orElseThrow();
    cluster.end(subscriber.session(), ErrorCode.SESSION_EXPIRED);

    if (lazily) {
      first.ackLazily();
    } else {
      first.ack();
      first.ack();
    }

    assertThat(texts(subscriber.poll(WAIT).orElseThrow())).containsExactly("b");
    assertThat(reallocations).hasSize(1);
  }

  @Test
  void aReaderOfTheLatestMissesNothingWhenItsSessionIsGoneBeforeItsFirstBatch() {
    FakeNode node = node("tcp");
    cluster.append("old");
    Subscriber subscriber = client(node).subscriber("topic", ONE.startAt(StartPosition.latest()));
    cluster.append("new");
    cluster.end(subscriber.session(), ErrorCode.SESSION_EXPIRED);
    cluster.append("newer");

    assertThat(texts(subscriber.poll(WAIT).orElseThrow())).containsExactly("new");
  }

  @Test
  void withoutReallocationTheLossOfTheSessionIsTold() {
    FakeNode node = node("tcp");
    Subscriber subscriber = client(node).subscriber("topic", ONE.reallocateWhenGone(false));
    cluster.end(subscriber.session(), ErrorCode.SESSION_EXPIRED);

    assertThatThrownBy(() -> subscriber.poll(WAIT)).isInstanceOf(SessionGoneException.class);
    assertThat(cluster.sessionCount()).isEqualTo(1);
  }

  @Test
  void aDeletedTopicIsNotReadFromTheBeginning() {
    FakeNode node = node("tcp");
    Subscriber subscriber = client(node).subscriber("topic", ONE);
    cluster.end(subscriber.session(), ErrorCode.TOPIC_GONE);

    assertThatThrownBy(() -> subscriber.poll(WAIT)).isInstanceOf(SessionGoneException.class);
    assertThat(cluster.sessionCount()).isEqualTo(1);
  }

  @Test
  void newSessionsThatAreGoneAtOnceAreNotOpenedForEver() {
    FakeNode node = node("tcp");
    Subscriber subscriber = client(node).subscriber("topic", ONE);
    node.script(
        "read",
        Collections.nCopies(9, Fault.answer(ErrorCode.SESSION_EXPIRED)).toArray(Fault[]::new));

    assertThatThrownBy(() -> subscriber.poll(WAIT)).isInstanceOf(SessionGoneException.class);
    assertThat(reallocations).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSupersededBatchIsDroppedAndTheVersionThatCountsIsRead(boolean lazily) {
    FakeNode node = node("tcp");
    cluster.append("a", "b");
    Subscriber subscriber = client(node).subscriber("topic", ONE);
    ReceivedBatch old = subscriber.poll(WAIT).orElseThrow();
    cluster.supersedeReads();

    BatchSupersededException superseded =
        catchThrowableOfType(
            BatchSupersededException.class,
            () -> {
              if (lazily) {
                old.ackLazily();
                subscriber.poll(WAIT);
              } else {
                old.ack();
              }
            });

    assertThat(superseded.seq()).isEqualTo(1);
    assertThat(subscriber.position()).isZero();
    ReceivedBatch counts = subscriber.poll(WAIT).orElseThrow();
    assertThat(counts.seq()).isEqualTo(1);
    assertThat(counts.redelivered()).isTrue();
    assertThatThrownBy(old::ack).isInstanceOf(IllegalStateException.class);
    counts.ack();
    assertThat(subscriber.poll(WAIT).orElseThrow().redelivered()).isFalse();
  }

  @Test
  void anotherHolderShutsTheSubscriberOutAndReadsItsOpenBatchAgain() {
    FakeNode node = node("tcp");
    cluster.append("a", "b");
    SwitchboardClient client = client(node);
    Subscriber old = client.subscriber("topic", ONE);
    ReceivedBatch open = old.poll(WAIT).orElseThrow();
    Subscriber taker = client.attachSubscriber(old.session(), true, ONE);

    ReceivedBatch again = taker.poll(WAIT).orElseThrow();

    assertThat(texts(again)).isEqualTo(texts(open));
    assertThat(again.redelivered()).isTrue();
    assertThat(taker.cursor()).isPresent();
    assertThatThrownBy(open::ack).isInstanceOf(HolderSupersededException.class);
    assertThatThrownBy(() -> old.poll(WAIT)).isInstanceOf(HolderSupersededException.class);
    again.ack();
    old.close();
    assertThat(cluster.isGone(taker.session())).isFalse();
  }

  @Test
  void anAckWithoutAnAnswerIsCarriedByTheNextPoll() {
    FakeNode node = node("tcp");
    cluster.append("a", "b");
    Subscriber subscriber = client(node).subscriber("topic", ONE);
    ReceivedBatch first = subscriber.poll(WAIT).orElseThrow();
    node.script("ack", Collections.nCopies(400, new Fault.LoseRequest()).toArray(Fault[]::new));

    assertThatThrownBy(first::ack).isInstanceOf(DeadlineExceededException.class);
    ReceivedBatch second = subscriber.poll(WAIT).orElseThrow();

    assertThat(texts(second)).containsExactly("b");
    assertThat(cluster.acked(subscriber.session())).isEqualTo(1);
  }

  @Test
  void aPollLongerThanTheSessionAllowsIsMadeOfSeveralCalls() {
    cluster.limits.setMaxWaitMs(30);
    FakeNode node = node("tcp");
    Subscriber subscriber = opened(builder(node)).subscriber("topic", ONE);
    CompletableFuture<Optional<ReceivedBatch>> poll = subscriber.pollAsync(Duration.ofSeconds(20));
    while (node.requests("read").size() < 3) {
      Thread.onSpinWait();
    }
    cluster.append("a");

    assertThat(poll.join()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void closingStopsALongPollAtOnce(String transport) {
    FakeNode node = node(transport);
    Subscriber subscriber = opened(builder(node)).subscriber("topic");
    CompletableFuture<Optional<ReceivedBatch>> poll = subscriber.pollAsync(Duration.ofSeconds(25));
    while (node.requests("read").isEmpty()) {
      Thread.onSpinWait();
    }
    long start = System.nanoTime();

    subscriber.close();

    assertThat(failure(poll)).isInstanceOf(ClosedException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThatThrownBy(() -> subscriber.poll(WAIT)).isInstanceOf(ClosedException.class);
  }

  @Test
  void asynchronousCallsAreDoneOneAfterAnother() {
    FakeNode node = node("tcp");
    Subscriber subscriber = opened(builder(node)).subscriber("topic", ONE);
    List<String> read = Collections.synchronizedList(new ArrayList<>());

    CompletableFuture<?> all =
        Stream.of(1, 2, 3)
            .map(
                i ->
                    subscriber
                        .pollAsync(Duration.ofSeconds(20))
                        .thenCompose(
                            batch -> {
                              read.addAll(texts(batch.orElseThrow()));
                              return batch.get().ackAsync();
                            }))
            .reduce((x, y) -> x.thenCombine(y, (a, b) -> null))
            .orElseThrow();
    cluster.append("a", "b", "c");
    all.join();

    // The polls are queued before the acks, so that each one gives the same batch.
    assertThat(read).containsExactly("a", "a", "a");
    assertThat(subscriber.position()).isEqualTo(1);
  }

  @Test
  void aReaderStartsWhereACursorOrItsOptionsSay() {
    FakeNode node = node("tcp");
    cluster.append("a", "b");
    SwitchboardClient client = client(node);
    byte[] cursor;
    try (Subscriber subscriber = client.subscriber("topic", ONE)) {
      assertThat(subscriber.cursor()).isEmpty();
      subscriber.poll(WAIT).orElseThrow().ack();
      cursor = subscriber.cursor().orElseThrow();
    }
    try (Subscriber next = client.subscriber("topic", ONE.startAt(StartPosition.cursor(cursor)))) {
      assertThat(next.cursor()).contains(cursor);
      assertThat(texts(next.poll(WAIT).orElseThrow())).containsExactly("b");
    }
    try (Subscriber latest = client.subscriber("topic", ONE.startAt(StartPosition.latest()))) {
      cluster.append("c");
      assertThat(texts(latest.poll(WAIT).orElseThrow())).containsExactly("c");
    }
  }
}
