package io.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.switchboard.protocol.AckMode;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.sdk.fake.FakeNode;
import io.switchboard.sdk.fake.Fault;
import io.switchboard.sdk.internal.call.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A publisher in ack mode BUFFERED: accepted early, committed later, kept in between. */
@Timeout(
    value = 60,
    unit = TimeUnit.SECONDS,
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // else a join would not hear of it
class BufferedPublisherTest extends SdkTestBase {
  private static final PublisherOptions BUFFERED =
      PublisherOptions.defaults().ackMode(AckMode.BUFFERED);

  private Publisher publisher(FakeNode node) {
    return client(node).publisher("topic", BUFFERED);
  }

  /**
   * With an operation time-out that only a caller's wait reaches: on the clock of calls and batches
   * no time passes, however slow they are.
   */
  private SwitchboardClient impatientClient(Duration operationTimeout) {
    return opened(
        builder(node("tcp"))
            .operationTimeout(operationTimeout)
            .timing(
                system ->
                    new Timing() {
                      private final long start = system.nowNanos();

                      @Override
                      public long nowNanos() {
                        return start;
                      }

                      @Override
                      public Cancellable after(long delayNanos, Runnable task) {
                        return system.after(delayNanos, task);
                      }

                      @Override
                      public double random() {
                        return system.random();
                      }
                    }));
  }

  private static List<String> numbered(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "e" + i).toList();
  }

  @Test
  void publishingReturnsWhenAcceptedAndFlushingWhenCommitted() {
    cluster.kafkaIsAway(true);
    Publisher publisher = publisher(node("tcp"));

    PublishResult first = publisher.publish(events("e1"));
    PublishResult second = publisher.publish(events("e2"));

    assertThat(List.of(first.seq(), second.seq())).containsExactly(1L, 2L);
    assertThat(first.isCommitted()).isFalse();
    assertThat(cluster.published()).isEmpty();
    assertThatThrownBy(() -> publisher.flush(Duration.ofMillis(100)))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("flush again");
    cluster.kafkaIsAway(false);
    publisher.flush();
    assertThat(cluster.published()).containsExactly("e1", "e2");
    assertThat(second.isCommitted()).isTrue();
    assertThat(second.committed().join().seq()).isEqualTo(2);
  }

  @Test
  void anAsynchronousBatchIsDoneWhenItIsCommitted() {
    cluster.kafkaIsAway(true);
    Publisher publisher = publisher(node("tcp"));
    CompletableFuture<PublishResult> batch = publisher.publishAsync(events("e1"));
    publisher.publish(events("e2"));

    assertThat(cluster.buffered(publisher.session())).isEqualTo(2);
    assertThat(batch).isNotDone();
    cluster.kafkaIsAway(false);
    assertThat(batch.join().isCommitted()).isTrue();
    assertThat(cluster.published()).startsWith("e1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 7})
  void whatTheOwnerLosesIsWrittenAgainOnceAndInOrder(int committedBefore) {
    FakeNode node = node("tcp");
    cluster.kafkaIsAway(true);
    Publisher publisher = publisher(node);
    for (String event : numbered(1, 7)) {
      publisher.publish(events(event));
    }
    int before = node.requests("write").size();
    cluster.kafkaIsAway(false);
    cluster.crash(committedBefore);

    publisher.publish(events("e8"));
    publisher.flush();

    assertThat(cluster.published()).isEqualTo(numbered(1, 8));
    assertThat(node.requests("write").size() - before).isGreaterThanOrEqualTo(8 - committedBefore);
    assertThat(cluster.sessionCount()).isEqualTo(1);
  }

  @Test
  void aCrashIsFoundOutWithoutAnotherBatch() {
    cluster.kafkaIsAway(true);
    Publisher publisher = publisher(node("tcp"));
    List<CompletableFuture<PublishResult>> all = new ArrayList<>();
    numbered(1, 5).forEach(event -> all.add(publisher.publishAsync(events(event))));
    publisher.publish(events("e6"));
    cluster.crash(0);
    cluster.kafkaIsAway(false);

    all.forEach(CompletableFuture::join);
    publisher.flush();
    assertThat(cluster.published()).isEqualTo(numbered(1, 6));
  }

  @Test
  void aRefusedBatchFailsAloneAndThoseBehindItMoveUp() {
    cluster.kafkaIsAway(true);
    Publisher publisher = publisher(node("tcp"));
    PublishResult good = publisher.publish(events("e1"));
    PublishResult poison = publisher.publish(events("poison"));
    PublishResult behind = publisher.publish(events("e2"));
    CompletableFuture<PublishResult> last = publisher.publishAsync(events("e3"));
    assertThat(behind.seq()).isEqualTo(3);
    cluster.kafkaIsAway(false);

    assertThat(last.join().seq()).isEqualTo(3);
    assertThat(good.committed().join().seq()).isEqualTo(1);
    assertThat(behind.committed().join().seq()).isEqualTo(2);
    assertThat(failure(poison.committed())).isInstanceOf(RefusedException.class);
    assertThat(cluster.published()).containsExactly("e1", "e2", "e3");
    assertThatThrownBy(publisher::flush)
        .as("nobody else tells of a batch that was accepted")
        .isInstanceOf(RefusedException.class);
    publisher.flush();
    publisher.close();
    assertThat(cluster.isGone(publisher.session())).isTrue();
  }

  @Test
  void aFullBufferIsWaitedForAndNothingIsLost() {
    cluster.bufferCapacity(2);
    cluster.commitLag(100);
    Publisher publisher = publisher(node("tcp"));
    for (String event : numbered(1, 30)) {
      publisher.publish(events(event));
    }
    publisher.flush();

    assertThat(cluster.published()).isEqualTo(numbered(1, 30));
    assertThat(retries).anyMatch(r -> r.code().equals(Optional.of(ErrorCode.BACKPRESSURE)));
  }

  @Test
  void noMoreIsKeptThanTheOptionsAllow() {
    cluster.kafkaIsAway(true);
    SwitchboardClient client = impatientClient(Duration.ofMillis(700));
    Publisher publisher =
        client.publisher("topic", BUFFERED.bufferedBatches(3).maxWaitingBatches(2));
    List<CompletableFuture<PublishResult>> kept = new ArrayList<>();
    numbered(1, 3).forEach(event -> kept.add(publisher.publishAsync(events(event))));
    while (cluster.buffered(publisher.session()) < 3) {
      Thread.onSpinWait();
    }
    List<CompletableFuture<PublishResult>> waiting = new ArrayList<>();
    numbered(4, 5).forEach(event -> waiting.add(publisher.publishAsync(events(event))));

    CompletableFuture<PublishResult> tooMany = publisher.publishAsync(events("e6"));

    assertThat(failure(tooMany)).isInstanceOf(DeadlineExceededException.class);
    assertThat(cluster.buffered(publisher.session())).isEqualTo(3);
    cluster.kafkaIsAway(false);
    kept.forEach(CompletableFuture::join);
    waiting.forEach(CompletableFuture::join);
    assertThat(cluster.published()).isEqualTo(numbered(1, 5));
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"SESSION_EXPIRED", "SESSION_DISPOSED", "HOLDER_SUPERSEDED"})
  void whatIsNotCommittedIsUncertainWhenTheSessionIsLost(ErrorCode code) {
    FakeNode node = node("tcp");
    cluster.kafkaIsAway(true);
    Publisher publisher = publisher(node);
    PublishResult first = publisher.publish(events("e1"));
    PublishResult second = publisher.publish(events("e2"));
    node.script("write", Fault.answer(code));
    CompletableFuture<PublishResult> third = publisher.publishAsync(events("e3"));

    for (PublishResult result : List.of(first, second)) {
      assertThat(failure(result.committed()))
          .isInstanceOfSatisfying(
              UncertainOutcomeException.class, e -> assertThat(e.seq()).isEqualTo(result.seq()));
    }
    assertThat(failure(third)).as("never acknowledged").isInstanceOf(ClosedException.class);
    assertThatThrownBy(publisher::close).isInstanceOf(UncertainOutcomeException.class);
    assertThat(cluster.sessionCount()).isEqualTo(1);
  }

  @Test
  void whatIsInDoubtIsResolvedByAskingAgainAndByWritingAgainWhatWasLost() {
    FakeNode node = node("tcp");
    cluster.kafkaIsAway(true);
    Publisher publisher = publisher(node);
    numbered(1, 4).forEach(event -> publisher.publish(events(event)));
    node.script("write", Fault.answer(ErrorCode.SESSION_EXPIRED));
    CompletableFuture<PublishResult> never = publisher.publishAsync(events("never"));
    assertThat(failure(never)).isInstanceOf(ClosedException.class);
    cluster.crash(2);
    cluster.kafkaIsAway(false);

    PublishResult last = publisher.resolve(Duration.ofSeconds(60));

    assertThat(last.seq()).isEqualTo(4);
    assertThat(cluster.published()).isEqualTo(numbered(1, 4));
    assertThatThrownBy(() -> publisher.publish(events("more"))).isInstanceOf(ClosedException.class);
  }

  @Test
  void closingFlushesUntilTheDeadlineAndReportsWhatIsNotCommitted() {
    cluster.kafkaIsAway(true);
    SwitchboardClient client = impatientClient(Duration.ofMillis(400));
    Publisher publisher = client.publisher("topic", BUFFERED);
    publisher.publish(events("e1"));
    publisher.publish(events("e2"));

    UncertainOutcomeException uncertain =
        catchThrowableOfType(UncertainOutcomeException.class, publisher::close);

    assertThat(uncertain.seq()).isEqualTo(1);
    assertThat(uncertain).hasMessageContaining("in time");
    assertThat(cluster.isGone(publisher.session())).as("it may still commit").isFalse();
    cluster.kafkaIsAway(false);
    assertThat(publisher.resolve(Duration.ofSeconds(5)).seq()).isEqualTo(2);
    assertThat(cluster.published()).containsExactly("e1", "e2");
  }

  @Test
  void withoutAnyAnswerWhatWasAcceptedIsUncertainAndTheRestIsNotPublished() {
    FakeNode node = node("tcp");
    cluster.kafkaIsAway(true);
    Publisher publisher = publisher(node);
    PublishResult accepted = publisher.publish(events("e1"));
    Fault[] deaf = Collections.nCopies(2000, new Fault.LoseRequest()).toArray(Fault[]::new);
    node.script("ack", deaf).script("write", deaf);

    assertThatThrownBy(() -> publisher.publish(events("e2")))
        .isInstanceOfAny(DeadlineExceededException.class, ClosedException.class);
    assertThat(failure(accepted.committed())).isInstanceOf(UncertainOutcomeException.class);
    assertThat(cluster.published()).isEmpty();
  }

  @Test
  void aMistakeInABatchIsNotBlamedOnAnother() {
    Publisher publisher = publisher(node("tcp"));
    CompletableFuture<PublishResult> good = publisher.publishAsync(events("e1"));
    CompletableFuture<PublishResult> wrong =
        publisher.publishAsync(List.of(OutboundEvent.of("x").withPartition(9)));
    CompletableFuture<PublishResult> next = publisher.publishAsync(events("e2"));

    assertThat(good.join().seq()).isEqualTo(1);
    assertThat(failure(wrong)).isInstanceOf(InvalidCallException.class);
    assertThat(next.join().seq()).isEqualTo(2);
    assertThat(cluster.published()).containsExactly("e1", "e2");
  }

  @Test
  void steadyPublishingCostsOneCallABatch() {
    FakeNode node = node("tcp");
    cluster.commitLag(8);
    Publisher publisher =
        client(node).publisher("topic", BUFFERED.maxWaitingBatches(100).pipelined(true));
    CompletableFuture<Void> allSubmitted = new CompletableFuture<>();
    node.script(
        "write", new Fault.After(allSubmitted::join)); // else the node may be the faster one
    List<CompletableFuture<PublishResult>> all = new ArrayList<>();
    numbered(1, 50).forEach(event -> all.add(publisher.publishAsync(events(event))));
    allSubmitted.complete(null);
    all.forEach(CompletableFuture::join);

    assertThat(node.requests("write")).hasSize(50);
    assertThat(node.requests("ack")).hasSizeLessThan(10);
    assertThat(cluster.published()).isEqualTo(numbered(1, 50));
  }

  @Test
  void theBackEndIsToldTheModeAndAnOtherModesClientStillWorks() {
    FakeNode node = node("tcp");
    cluster.commitLag(100);
    SwitchboardClient client = client(node);
    String session = client.publisher("topic", BUFFERED).session();

    Publisher waitsForCommits = client.attachPublisher(session, PublisherOptions.defaults());
    waitsForCommits.publish(events("e1"));
    assertThat(cluster.published()).containsExactly("e1");
    Publisher plain = client.publisher("topic");
    Publisher hurried = client.attachPublisher(plain.session(), BUFFERED);
    for (int i = 0; i < 200; i++) {
      assertThat(hurried.publish(events("e2")).isCommitted()).isTrue();
    }
  }
}
