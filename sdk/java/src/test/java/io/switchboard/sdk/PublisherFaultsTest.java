package io.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.sdk.fake.FakeNode;
import io.switchboard.sdk.fake.Fault;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublisherFaultsTest extends SdkTestBase {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Fault[] DEAF =
      Collections.nCopies(400, new Fault.LoseRequest()).toArray(Fault[]::new);

  static Stream<Arguments> everyRetryReason() {
    List<Fault> faults =
        List.of(
            Fault.answer(ErrorCode.UNAVAILABLE),
            Fault.answer(ErrorCode.NOT_READY, 50),
            Fault.answer(ErrorCode.STORE_UNAVAILABLE),
            Fault.answer(ErrorCode.OWNER_CHANGED),
            Fault.answer(ErrorCode.REPLACED_BY_RETRY),
            Fault.answer(ErrorCode.SERVER_BEHIND),
            Fault.answer(ErrorCode.COMMIT_PENDING),
            Fault.answer(ErrorCode.BACKPRESSURE, 100),
            Fault.answer(ErrorCode.TOO_MANY_CONNECTIONS),
            Fault.answer(ErrorCode.INTERNAL),
            new Fault.LoseRequest(),
            new Fault.LoseReply(),
            new Fault.BreakReply(),
            new Fault.RawReply(new byte[] {1, 2, 3, 4}));
    return Stream.of("http", "tcp").flatMap(t -> faults.stream().map(f -> Arguments.of(t, f)));
  }

  @ParameterizedTest
  @MethodSource("everyRetryReason")
  void aRetryAtAnotherAddressPublishesOnce(String transport, Fault fault) {
    FakeNode first = node(transport);
    FakeNode second = node(transport);
    SwitchboardClient client = opened(builder(first, second).followSessions(false));
    // Whichever node the session starts on, each of its calls meets the fault once there.
    for (String method : List.of("allocate", "write", "ack")) {
      first.script(method, fault);
      second.script(method, fault);
    }
    Publisher publisher = client.publisher("topic");

    assertThat(publisher.publish(events("a")).seq()).isEqualTo(1);
    assertThat(publisher.publish(events("b")).seq()).isEqualTo(2);

    assertThat(cluster.published()).containsExactly("a", "b");
    assertThat(cluster.sessionCount()).as("one request id for all attempts").isEqualTo(1);
    assertThat(retries).isNotEmpty();
    assertThat(failovers).as("each retry goes elsewhere").hasSameSizeAs(retries);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void lostRepliesAreAnsweredByTheVerySameBytes(String transport) {
    FakeNode first = node(transport);
    FakeNode second = node(transport);
    SwitchboardClient client = client(first, second);
    for (FakeNode node : List.of(first, second)) {
      node.script("write", new Fault.LoseReply(), new Fault.BreakReply());
      node.script("ack", new Fault.LoseReply(), new Fault.BreakReply());
    }
    client.publisher("topic").publish(events("a", "b"));

    assertThat(cluster.published()).containsExactly("a", "b");
    for (String method : List.of("write", "ack")) {
      List<byte[]> sent =
          Stream.concat(first.requests(method).stream(), second.requests(method).stream()).toList();
      assertThat(sent).hasSize(5);
      assertThat(sent).allSatisfy(bytes -> assertThat(bytes).isEqualTo(sent.get(0)));
    }
  }

  @Test
  void theSteadyStateCostsOneCallABatch() {
    FakeNode node = node("tcp");
    Publisher publisher =
        client(node).publisher("topic", PublisherOptions.defaults().maxWaitingBatches(100));
    CompletableFuture<Void> allSubmitted = new CompletableFuture<>();
    node.script(
        "write", new Fault.After(allSubmitted::join)); // else the node may be the faster one
    CompletableFuture<?>[] all = new CompletableFuture<?>[50];
    for (int i = 0; i < all.length; i++) {
      all[i] = publisher.publishAsync(events("e" + i));
    }
    allSubmitted.complete(null);
    CompletableFuture.allOf(all).join();

    assertThat(node.requests("write")).hasSize(50);
    assertThat(node.requests("ack")).hasSize(1);
    assertThat(cluster.published()).hasSize(50);
  }

  @Test
  void whoeverPublishesTheNextBatchWhenOneIsDoneGetsItsAckCarried() {
    FakeNode node = node("tcp");
    Publisher publisher =
        opened(builder(node))
            .publisher("topic", PublisherOptions.defaults().ackDelay(Duration.ofSeconds(10)));
    CompletableFuture<PublishResult> first = publisher.publishAsync(events("a"));
    CompletableFuture<PublishResult> second = publisher.publishAsync(events("b"));

    first.join();
    assertThat(second).as("waits for a batch to carry its ack").isNotDone();
    publisher.flush();

    // The batch's own future is told right after the flush's, by another thread.
    assertThat(second).succeedsWithin(Duration.ofSeconds(5));
    assertThat(node.requests("ack")).hasSize(1);
  }

  @Test
  void anAckThatNoBatchCarriesGoesOutAfterAWhile() {
    FakeNode node = node("tcp");
    Publisher publisher =
        opened(builder(node)).publisher("topic", PublisherOptions.defaults().pipelined(true));

    assertThat(publisher.publishAsync(events("a")).join().seq()).isEqualTo(1);
    assertThat(node.requests("ack")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ack", "write"})
  void whatIsNoLongerStagedIsWrittenAgainUnderTheSameSeq(String carrier) {
    FakeNode node = node("tcp");
    Publisher publisher = client(node).publisher("topic");
    node.script(carrier, Fault.answer(ErrorCode.UNAVAILABLE));
    if (carrier.equals("ack")) {
      // The stage is lost while the ack waits for its second attempt.
      node.script("ack", Fault.answer(ErrorCode.NOT_STAGED));
      publisher.publish(events("a"));
      assertThat(node.requests("write")).hasSize(2);
      assertThat(node.requests("write").get(1)).isEqualTo(node.requests("write").get(0));
    } else {
      node.script("write", Fault.answer(ErrorCode.UNAVAILABLE));
      CompletableFuture<?> a = publisher.publishAsync(events("a"));
      node.script("write", Fault.answer(ErrorCode.NOT_STAGED));
      CompletableFuture<?> b = publisher.publishAsync(events("b"));
      CompletableFuture.allOf(a, b).join();
    }
    publisher.flush();

    assertThat(cluster.published()).startsWith("a").doesNotHaveDuplicates();
  }

  @Test
  void aStageThatIsForgottenTimeAndAgainIsStillPublishedOnce() {
    FakeNode node = node("tcp");
    Fault[] forgotten = new Fault[6];
    Arrays.fill(forgotten, Fault.answer(ErrorCode.NOT_STAGED));
    node.script("ack", forgotten);

    client(node).publisher("topic").publish(events("a"));

    assertThat(cluster.published()).containsExactly("a");
    assertThat(restaged).hasSize(6).containsOnly(1L);
  }

  @Test
  void aRefusedBatchFailsAloneAlsoWhenAnotherOneCarriesItsAck() {
    FakeNode node = node("tcp");
    Publisher publisher = client(node).publisher("topic");
    CompletableFuture<PublishResult> good = publisher.publishAsync(events("a"));
    CompletableFuture<PublishResult> poison = publisher.publishAsync(events("poison"));
    CompletableFuture<PublishResult> next = publisher.publishAsync(events("b"));

    assertThat(good.join().seq()).isEqualTo(1);
    assertThat(failure(poison)).isInstanceOf(RefusedException.class);
    assertThat(next.join().seq()).isEqualTo(2);
    assertThat(cluster.published()).containsExactly("a", "b");
  }

  @Test
  void aMistakeInABatchThatCarriesAnAckIsNotBlamedOnTheOneBefore() {
    FakeNode node = node("tcp");
    Publisher publisher = client(node).publisher("topic");
    CompletableFuture<PublishResult> good = publisher.publishAsync(events("a"));
    CompletableFuture<PublishResult> wrong =
        publisher.publishAsync(List.of(OutboundEvent.of("x").withPartition(9)));
    CompletableFuture<PublishResult> next = publisher.publishAsync(events("b"));

    assertThat(good.join().seq()).isEqualTo(1);
    InvalidCallException mistake = (InvalidCallException) failure(wrong);
    assertThat(mistake.code()).contains(ErrorCode.UNKNOWN_PARTITION);
    assertThat(mistake.category()).isEqualTo(ErrorCategory.YOUR_MISTAKE);
    assertThat(next.join().seq()).isEqualTo(2);
    assertThat(cluster.published()).containsExactly("a", "b");
  }

  @Test
  void withoutAnAnswerToTheAckTheOutcomeIsUncertainUntilItIsResolved() {
    FakeNode node = node("tcp");
    Publisher publisher = client(node).publisher("topic");
    node.script("ack", new Fault.LoseReply()).script("ack", DEAF);
    CompletableFuture<PublishResult> first = publisher.publishAsync(events("a"));
    while (node.requests("ack").isEmpty()) {
      Thread.onSpinWait();
    }
    CompletableFuture<PublishResult> behind = publisher.publishAsync(events("b"));

    UncertainOutcomeException uncertain = (UncertainOutcomeException) failure(first);
    assertThat(uncertain.seq()).isEqualTo(1);
    assertThat(uncertain.session()).contains(publisher.session());
    assertThat(uncertain).hasMessageContaining("resolve()");
    assertThat(failure(behind)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> publisher.publish(events("c"))).isInstanceOf(ClosedException.class);
    int writes = node.requests("write").size();

    assertThatThrownBy(() -> publisher.resolve(Duration.ofSeconds(1)))
        .as("still deaf")
        .isInstanceOf(UncertainOutcomeException.class);
    while (true) {
      // Until the script of lost requests is played to its end.
      try {
        assertThat(publisher.resolve(Duration.ofSeconds(60)).seq()).isEqualTo(1);
        break;
      } catch (UncertainOutcomeException stillDeaf) {
        assertThat(stillDeaf.seq()).isEqualTo(1);
      }
    }

    assertThat(node.requests("write")).as("nothing is sent again by itself").hasSize(writes);
    assertThat(cluster.published()).containsExactly("a");
    assertThatThrownBy(() -> publisher.publish(events("c"))).isInstanceOf(ClosedException.class);
    publisher.close();
    assertThat(cluster.isGone(publisher.session())).as("kept for whoever looks into it").isFalse();
  }

  @Test
  void withoutAnAnswerToTheWriteTheBatchIsCertainlyNotPublishedAndTheNextOneMay() {
    FakeNode node = node("tcp");
    Publisher publisher = client(node).publisher("topic");
    node.script("write", new Fault.LoseReply());
    node.script("write", DEAF);

    assertThatThrownBy(() -> publisher.publish(events("a")))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("attempts");
    while (cluster.published().isEmpty()) {
      try {
        publisher.publish(events("b"));
      } catch (DeadlineExceededException stillDeaf) {
        assertThat(cluster.published()).isEmpty();
      }
    }
    assertThat(cluster.published()).containsExactly("b");
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"SESSION_EXPIRED", "SESSION_DISPOSED", "SESSION_UNKNOWN", "TOPIC_GONE"})
  void aWriterWhoseSessionIsGoneWhileAnAckIsPendingIsUncertain(ErrorCode code) {
    FakeNode node = node("tcp");
    Publisher publisher = client(node).publisher("topic");
    node.script("ack", new Fault.LoseReply(), Fault.answer(code));

    UncertainOutcomeException uncertain =
        catchThrowableOfType(UncertainOutcomeException.class, () -> publisher.publish(events("a")));

    assertThat(uncertain.code()).contains(code);
    assertThat(uncertain.category()).isEqualTo(ErrorCategory.GONE);
    assertThat(cluster.sessionCount()).as("no new session behind the caller's back").isEqualTo(1);
    assertThat(cluster.published()).containsExactly("a");
  }

  @Test
  void aWriterWhoseSessionIsGoneWithoutAnAckPendingSaysSo() {
    FakeNode node = node("tcp");
    Publisher publisher = client(node).publisher("topic");
    publisher.publish(events("a"));
    cluster.end(publisher.session(), ErrorCode.SESSION_EXPIRED);

    assertThatThrownBy(() -> publisher.publish(events("b")))
        .isInstanceOf(SessionGoneException.class);
    assertThatThrownBy(() -> publisher.publish(events("c")))
        .isInstanceOf(ClosedException.class)
        .hasMessageContaining("not published");
    assertThat(cluster.published()).containsExactly("a");
  }

  @Test
  void anotherHolderShutsThePublisherOut() {
    FakeNode node = node("tcp");
    SwitchboardClient client = client(node);
    Publisher old = client.publisher("topic");
    old.publish(events("a"));
    Publisher taker = client.attachPublisher(old.session(), PublisherOptions.defaults());

    assertThat(taker.publish(events("b")).seq()).isEqualTo(2);
    assertThatThrownBy(() -> old.publish(events("c")))
        .isInstanceOf(HolderSupersededException.class);
    assertThat(cluster.published()).containsExactly("a", "b");
    old.close();
    assertThat(cluster.isGone(taker.session())).as("it is no longer the old one's").isFalse();
  }

  @Test
  void attachingWaitsForTheOutcomeOfABatchThatIsBeingPublished() {
    FakeNode node = node("tcp");
    SwitchboardClient client = client(node);
    String session = client.publisher("topic").session();
    cluster.committingAnswers = 4;

    Publisher taker = client.attachPublisher(session, PublisherOptions.defaults());

    assertThat(node.requests("describe")).hasSize(5);
    assertThat(taker.publish(events("a")).seq()).isEqualTo(1);
  }

  @Test
  void aConflictUnderTheSameSeqIsAnErrorAndNotSuccess() {
    FakeNode node = node("tcp");
    Publisher publisher = client(node).publisher("topic");
    node.script("write", Fault.answer(ErrorCode.SEQ_CONFLICT));

    assertThatThrownBy(() -> publisher.publish(events("a")))
        .isInstanceOf(InvalidCallException.class)
        .extracting(e -> ((SwitchboardException) e).code().orElseThrow())
        .isEqualTo(ErrorCode.SEQ_CONFLICT);
    assertThat(cluster.published()).isEmpty();
  }

  @Test
  void limitsAreCheckedBeforeAnythingIsSent() {
    cluster.limits.setMaxEventBytes(10).setMaxBatchBytes(15).setMaxBatchEvents(2);
    FakeNode node = node("tcp");
    Publisher publisher = client(node).publisher("topic");

    assertThatThrownBy(() -> publisher.publish(events("12345678901")))
        .isInstanceOf(InvalidCallException.class)
        .hasMessageContaining("10");
    assertThatThrownBy(() -> publisher.publish(events("1234567890", "123456")))
        .isInstanceOf(InvalidCallException.class);
    assertThatThrownBy(() -> publisher.publish(events("1", "2", "3")))
        .isInstanceOf(InvalidCallException.class);
    assertThatThrownBy(() -> publisher.publish(List.of())).isInstanceOf(InvalidCallException.class);
    assertThat(node.requests("write")).isEmpty();
    assertThat(publisher.publish(events("1234567890")).seq()).isEqualTo(1);
  }

  @Test
  void aFullQueueHoldsTheCallerBackAndThenGivesUp() throws Exception {
    FakeNode node = node("tcp");
    SwitchboardClient client =
        opened(
            builder(node)
                .maxConnectionsPerAddress(1)
                .attemptTimeout(SOON)
                .backoff(Duration.ofMinutes(2), Duration.ofMinutes(2))
                .timing(system -> timing));
    Publisher publisher =
        client.publisher("topic", PublisherOptions.defaults().maxWaitingBatches(2));
    timing.random = 0.9; // a next attempt would come after the deadline
    node.script("write", new Fault.Silence());
    CompletableFuture<PublishResult> first = publisher.publishAsync(events("a"));
    publisher.publishAsync(events("b"));
    assertThat(publisher.room()).isNotDone();

    CompletableFuture<CompletableFuture<PublishResult>> third = new CompletableFuture<>();
    Thread caller = new Thread(() -> third.complete(publisher.publishAsync(events("c"))));
    caller.setDaemon(true);
    caller.start();
    await().atMost(SOON).until(() -> caller.getState() == Thread.State.WAITING);
    assertThat(third).as("held back").isNotDone();
    await().atMost(SOON).until(() -> !node.requests("write").isEmpty());
    node.breakConnections();

    assertThat(failure(first)).isInstanceOf(DeadlineExceededException.class);
    assertThat(third).succeedsWithin(SOON);
    publisher.flush();
    assertThat(third.join().handle((r, e) -> true).join()).isTrue();
    publisher.room().join();
  }

  @Test
  void closingWaitsForWhatIsUnderWayAndTakesNothingMore() {
    FakeNode node = node("tcp");
    Publisher publisher =
        opened(builder(node))
            .publisher("topic", PublisherOptions.defaults().ackDelay(Duration.ofSeconds(10)));
    CompletableFuture<PublishResult> last = publisher.publishAsync(events("a"));

    publisher.close();
    publisher.close();

    assertThat(last).isCompleted();
    assertThat(cluster.isGone(publisher.session())).isTrue();
    assertThat(failure(publisher.publishAsync(events("b")))).isInstanceOf(ClosedException.class);
  }

  @Test
  void closingTheClientLeavesNoBatchWithoutAnAnswer() {
    FakeNode node = node("tcp");
    SwitchboardClient client = opened(builder(node));
    Publisher writing = client.publisher("topic");
    Publisher acking = client.publisher("topic");
    node.script("ack", new Fault.Silence());
    CompletableFuture<PublishResult> uncertain = acking.publishAsync(events("a"));
    while (node.requests("ack").isEmpty()) {
      Thread.onSpinWait();
    }
    node.script("write", new Fault.Silence());
    CompletableFuture<PublishResult> unpublished = writing.publishAsync(events("b"));
    CompletableFuture<PublishResult> queued = writing.publishAsync(events("c"));

    client.close();

    assertThat(failure(uncertain)).isInstanceOf(UncertainOutcomeException.class);
    assertThat(failure(unpublished)).isInstanceOf(ClosedException.class);
    assertThat(failure(queued)).isInstanceOf(ClosedException.class);
  }

  @Test
  void singleEventsAreGroupedByCountAndBytes() {
    FakeNode node = node("tcp");
    Publisher publisher = client(node).publisher("topic");
    try (BatchingPublisher batching = publisher.batching(3, 10)) {
      for (String value : List.of("a", "b", "c", "123456789", "d", "e", "12345678901", "f")) {
        batching.add(OutboundEvent.of(value));
      }
    }
    assertThat(cluster.published())
        .containsExactly("a", "b", "c", "123456789", "d", "e", "12345678901", "f");
    // a b c | 123456789 d | e | 12345678901 | f
    assertThat(cluster.acked(publisher.session())).isEqualTo(5);
  }
}
