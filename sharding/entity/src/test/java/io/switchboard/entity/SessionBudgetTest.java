package io.switchboard.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.entity.budget.ReadBudget;
import io.switchboard.entity.reading.FakeTopics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a session may hold in memory besides the others of its node. */
class SessionBudgetTest extends SessionEntityBed {
  private static final int BATCH_BYTES = 100_000;
  private static final int EVENT_BYTES = 25_000;

  private long othersStaged;
  private long othersRead;

  @AfterEach
  void nothingIsHeldWhenTheSessionIsGone() {
    commons.staged().change(-othersStaged);
    KIT.stop(entity);
    assertThat(commons.staged().held()).isZero();
    assertThat(commons.reading().bytes().held() - othersRead).isZero();
  }

  /** Other writers hold so much that this many bytes are free. */
  private void leaveFree(long bytes) {
    othersStaged = commons.staged().limit() - commons.staged().held() - bytes;
    commons.staged().change(othersStaged);
  }

  private void othersLetGo() {
    commons.staged().change(-othersStaged);
    othersStaged = 0;
  }

  private static EventBatch batch(int nth) {
    OutboundEvent event =
        new OutboundEvent(
            null, new byte[BATCH_BYTES], List.of(), OptionalInt.empty(), OptionalLong.empty());
    return new EventBatch(List.of(event), BATCH_BYTES, digest(nth));
  }

  private Reply write(int seq, Optional<StageToken> ofTheBatchBefore) {
    return ask(new SessionCommand.Write(0, 0, seq, batch(seq), ofTheBatchBefore));
  }

  private StageToken stage(int seq) {
    return ((Reply.Staged) write(seq, Optional.empty())).token();
  }

  private Reply ack(int seq, StageToken token) {
    return ask(new SessionCommand.AckWrite(0, 0, seq, token));
  }

  private static void assertBackpressure(Reply reply) {
    Reply.Rejected rejected = (Reply.Rejected) reply;
    assertThat(rejected.code()).isEqualTo(RejectCode.BACKPRESSURE);
    assertThat(rejected.retryAfter().orElseThrow())
        .isBetween(Duration.ofMillis(100), Duration.ofSeconds(2));
  }

  @Test
  void aStagedBatchIsHeldUntilItIsPublished() {
    ask(allocate(SessionRole.WRITER));
    StageToken token = stage(1);
    assertThat(commons.staged().held()).isBetween((long) BATCH_BYTES, BATCH_BYTES + 1_000L);
    assertThat(ack(1, token)).isEqualTo(new Reply.Acked(false, 1));
    await().atMost(SOON).until(() -> commons.staged().held() == 0);
  }

  @Test
  void aWriteThatFindsNoRoomIsTurnedAwayAndTakenWhenThereIsSome() {
    ask(allocate(SessionRole.WRITER));
    leaveFree(BATCH_BYTES / 2);
    assertBackpressure(write(1, Optional.empty()));
    assertThat(view().phase()).isEqualTo(Reply.Phase.IDLE);
    assertThat(metrics.backpressure.sum()).isEqualTo(1);
    othersLetGo();
    assertThat(ack(1, stage(1))).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void whatIsStagedCanBePublishedAndReplacedHoweverLittleRoomThereIs() {
    ask(allocate(SessionRole.WRITER));
    stage(1);
    leaveFree(0);
    assertThat(ack(1, stage(1))).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void theAckThatATurnedAwayWriteCarriesIsDone() {
    ask(allocate(SessionRole.WRITER));
    StageToken first = stage(1);
    leaveFree(0);
    assertBackpressure(write(2, Optional.of(first)));
    assertThat(publishing.log).contains("publish 1");
    assertThat(view().ackedSeq()).isEqualTo(1);
    // Published, it has made room by itself.
    Reply.Staged second = (Reply.Staged) write(2, Optional.of(first));
    assertThat(second.committedSeq()).isEqualTo(1);
    assertThat(ack(2, second.token())).isEqualTo(new Reply.Acked(false, 2));
    assertThat(publishing.log.stream().filter("publish 1"::equals)).hasSize(1);
  }

  @Test
  void aBatchInTheLaneIsHeldUntilTheLaneHasAnswered() {
    CompletableFuture<ProducerLane.Outcome> outcome = new CompletableFuture<>();
    publishTheFirstBatch(outcome);
    assertThat(commons.staged().held()).isPositive();
    outcome.complete(new ProducerLane.Outcome.Committed());
    client.expectMessageClass(Reply.Acked.class, SOON);
    assertThat(commons.staged().held()).isZero();
  }

  private void deliver(int eventBytes) {
    ask(allocate(SessionRole.READER));
    send(read(1, Duration.ofSeconds(30)));
    await().atMost(SOON).until(() -> !topics.readings.isEmpty());
    topics.last().arrive(eventBytes, 0, 1);
    client.expectMessageClass(Reply.Batch.class, SOON);
    view();
  }

  @Test
  void aDeliveredBatchIsKeptWhereThereIsRoom() {
    deliver(EVENT_BYTES);
    assertThat(commons.reading().bytes().held())
        .isGreaterThanOrEqualTo(2 * EVENT_BYTES + settings.readAheadBytes());
    ask(read(1, Duration.ZERO));
    assertThat(topics.readings).hasSize(1);
  }

  @Test
  void aDeliveredBatchIsNotKeptWhileReadersHoldTooMuchButReadAgain() {
    othersRead = commons.reading().bytes().limit();
    commons.reading().bytes().change(othersRead);
    deliver(EVENT_BYTES);
    assertThat(commons.reading().bytes().held() - othersRead).isEqualTo(ReadBudget.MIN_SHARE_BYTES);
    assertThat(metrics.forgotten.sum()).isEqualTo(1);
    FakeTopics.Reading before = topics.last();
    send(read(1, Duration.ZERO));
    await().atMost(SOON).until(() -> topics.last() != before);
    topics.last().arrive(EVENT_BYTES, 0, 1);
    assertThat(client.expectMessageClass(Reply.Batch.class, SOON).events()).hasSize(2);
  }
}
