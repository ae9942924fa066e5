package io.switchboard.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.core.model.SessionRole;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.session.Reply;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When a writer's entity writes its checkpoint, and when it leaves that be. */
class SessionCheckpointTest extends SessionEntityBed {

  private long checkpoints() {
    return publishing.log.stream().filter(call -> call.startsWith("checkpoint")).count();
  }

  private void publishTheFirstBatch() {
    publishTheFirstBatch(CompletableFuture.completedFuture(new ProducerLane.Outcome.Committed()));
    assertThat(client.receiveMessage(SOON)).isEqualTo(new Reply.Acked(false, 1));
  }

  /** Long enough for several looks at what is due. */
  private void letTicksPass() {
    client.expectNoMessage(HARDLY);
  }

  @Test
  void aWriterMovesItsScanStartOnceInAWhile() {
    publishTheFirstBatch();
    letTicksPass();
    assertThat(checkpoints()).isZero();
    publishing.ledgerEnd = CompletableFuture.completedFuture(99L);
    for (int nth = 1; nth <= 2; nth++) {
      clock.advance(settings.checkpointEvery());
      view();
      long expected = nth;
      await().atMost(SOON).until(() -> checkpoints() == expected);
      letTicksPass();
      assertThat(publishing.log).last().isEqualTo("checkpoint 1 from 99");
      assertThat(checkpoints()).isEqualTo(nth);
    }
  }

  @Test
  void aWriterThatDoesNotOwnItsSessionWritesNone() {
    ask(allocate(SessionRole.WRITER));
    clock.advance(settings.checkpointEvery());
    view();
    letTicksPass();
    assertThat(publishing.log).isEmpty();
  }

  @Test
  void aBatchInTheLanePutsItOffUntilTheLaneHasAnswered() {
    CompletableFuture<ProducerLane.Outcome> outcome = new CompletableFuture<>();
    publishTheFirstBatch(outcome);
    clock.advance(settings.checkpointEvery());
    letTicksPass();
    assertThat(checkpoints()).isZero();
    outcome.complete(new ProducerLane.Outcome.Committed());
    await().atMost(SOON).until(() -> publishing.log.contains("checkpoint 1 from 77"));
  }

  @Test
  void aRefusedOneCostsTheRightToPublish() {
    publishTheFirstBatch();
    publishing.checkpointed = CompletableFuture.completedFuture(false);
    clock.advance(settings.checkpointEvery());
    view();
    await().atMost(SOON).until(() -> commons.checkpointing().refused.sum() == 1);
    clock.advance(settings.checkpointEvery());
    view();
    letTicksPass();
    assertThat(checkpoints()).as("an owner would have written another one").isEqualTo(1);
  }

  @Test
  void oneOfUnknownOutcomeIsLeftAloneAndNoneIsTriedWhileTheStoreIsIll() {
    publishTheFirstBatch();
    publishing.checkpointed = CompletableFuture.failedFuture(new IllegalStateException("away"));
    clock.advance(settings.checkpointEvery());
    view();
    await().atMost(SOON).until(() -> checkpoints() == 1);
    letTicksPass();
    assertThat(checkpoints()).isEqualTo(1);
    assertThat(commons.health().isGood()).isFalse();
    assertThat(view().ackedSeq()).isEqualTo(1);
  }

  @Test
  void noneIsTriedAfterTheJournalHasFailed() {
    publishTheFirstBatch();
    commons.health().failed();
    clock.advance(settings.checkpointEvery());
    view();
    letTicksPass();
    assertThat(checkpoints()).isZero();
  }
}
