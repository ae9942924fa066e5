package io.switchboard.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a session does when the directory's word is that its time is over. */
class SessionDueTest extends SessionEntityBed {

  private void due() {
    entity.tell(SessionMessage.Due.DUE);
  }

  private SessionDirectory.Entry lastNote() {
    return directory.puts.get(directory.puts.size() - 1);
  }

  @Test
  void aSessionThatWasLeftEndsWithoutACallAndLeavesMemory() {
    ask(allocate(SessionRole.READER));
    KIT.stop(entity);
    clock.advance(IDLE_TIMEOUT.plusSeconds(1));
    entity = start();
    due();
    await().atMost(SOON).until(() -> journal().size() == 2);
    assertThat(((SessionEvent.Disposed) journal().get(1)).reason())
        .isEqualTo(SessionEvent.Reason.EXPIRED);
    await().atMost(SOON).until(() -> lastNote().disposed());
    shard.expectMessageClass(ClusterSharding.Passivate.class, SOON);
    assertThat(metrics.expired.sum()).isEqualTo(1);
  }

  @Test
  void aSessionThatIsCalledLivesOnAndCorrectsTheDirectory() {
    ask(allocate(SessionRole.READER));
    clock.advance(IDLE_TIMEOUT.minusSeconds(1));
    view();
    clock.advance(Duration.ofSeconds(2));
    due();
    await().atMost(SOON).until(() -> lastNote().expiresAt().isAfter(clock.instant()));
    assertThat(lastNote().disposed()).isFalse();
    assertThat(view().phase()).isEqualTo(Reply.Phase.IDLE);
    assertThat(journal()).hasSize(1);
  }

  @Test
  void aReadThatWaitsIsNotCutOff() {
    waitInARead();
    clock.advance(IDLE_TIMEOUT.multipliedBy(2));
    due();
    await().atMost(SOON).until(() -> lastNote().expiresAt().isAfter(clock.instant()));
    topics.last().arrive(10, 0);
    client.expectMessageClass(Reply.Batch.class, SOON);
  }

  @Test
  void aBatchThatIsBeingPublishedIsNotCutOff() {
    CompletableFuture<ProducerLane.Outcome> outcome = new CompletableFuture<>();
    publishTheFirstBatch(outcome);
    clock.advance(IDLE_TIMEOUT.multipliedBy(2));
    due();
    client.expectNoMessage(HARDLY);
    outcome.complete(new ProducerLane.Outcome.Committed());
    assertThat(client.receiveMessage(SOON)).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void aSessionThatWasCalledAfterTheLastJournalEntryIsSparedWhenItWakes() {
    ask(allocate(SessionRole.READER));
    KIT.stop(entity);
    clock.advance(IDLE_TIMEOUT.plusSeconds(1));
    directory.found = new CompletableFuture<>();
    entity = start();
    due();
    directory.found.complete(
        Optional.of(
            new SessionDirectory.Entry(
                SESSION,
                SessionRole.READER,
                TOPIC,
                "",
                clock.instant(),
                clock.instant().minusSeconds(60),
                clock.instant(),
                0,
                false)));
    assertThat(view().phase()).isEqualTo(Reply.Phase.IDLE);
    assertThat(journal()).hasSize(1);
  }

  @Test
  void aSessionThatEndedBeforeTellsTheDirectoryAgain() {
    ask(allocate(SessionRole.READER));
    clock.advance(IDLE_TIMEOUT.plusSeconds(1));
    view();
    directory.puts.clear();
    due();
    await().atMost(SOON).until(() -> !directory.puts.isEmpty());
    assertThat(lastNote().disposed()).isTrue();
  }

  @Test
  void nothingIsWrittenForASessionThatWasNeverAllocated() {
    due();
    client.expectNoMessage(HARDLY);
    assertThat(journal()).isEmpty();
    assertThat(directory.puts).isEmpty();
  }
}
