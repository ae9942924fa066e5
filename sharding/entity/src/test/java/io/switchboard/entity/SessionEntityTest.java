package io.switchboard.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.entity.reading.FakeTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SessionEntityTest extends SessionEntityBed {

  @Test
  void aSessionAnswersAfterItHasJournaled() {
    assertThat(ask(allocate(SessionRole.READER))).isInstanceOf(Reply.View.class);
    assertThat(journal()).hasSize(1).first().isInstanceOf(SessionEvent.Allocated.class);
    send(read(1, Duration.ofSeconds(30)));
    await().atMost(SOON).until(() -> !topics.readings.isEmpty());
    topics.last().arrive(10, 0, 1);
    assertThat(((Reply.Batch) client.receiveMessage(SOON)).events()).hasSize(2);
    // The first fact of an owner says where it stands; the delivery is relative to that.
    assertThat(journal()).hasSize(3).last().isInstanceOf(SessionEvent.Delivered.class);
  }

  @Test
  void whateverArrivesWhileTheJournalIsSlowIsTakenInWithoutHarm() throws Exception {
    waitInARead();
    try (HeldJournal held = new HeldJournal(JOURNAL)) {
      topics.last().arrive(1, 0);
      held.awaitWrite(SOON);
      for (int i = 1; i < 20_000; i++) {
        topics.last().arrive(1, i);
      }
    }
    assertThat(((Reply.Batch) client.receiveMessage(SOON)).events()).isNotEmpty();
    assertThat(view().phase()).isEqualTo(Reply.Phase.DELIVERED);
    assertThat(metrics.recoveries.sum()).isEqualTo(1);
  }

  @Test
  void moreCallsThanCanWaitWhileTheJournalIsSlowAreTurnedAwayWithoutHarm() throws Exception {
    ask(allocate(SessionRole.READER));
    int calls = 5_000;
    int tooMany = calls - CallLimit.MAX;
    try (HeldJournal held = new HeldJournal(JOURNAL)) {
      send(takeOver());
      held.awaitWrite(SOON);
      for (int i = 0; i < calls; i++) {
        send(describe());
      }
      for (int i = 0; i < tooMany; i++) {
        assertThat(rejected().code()).isEqualTo(RejectCode.BACKPRESSURE);
      }
    }
    for (int i = 0; i < CallLimit.MAX + 1; i++) {
      client.expectMessageClass(Reply.View.class, SOON);
    }
    assertThat(metrics.callsTurnedAway.sum()).isEqualTo(tooMany);
    assertThat(view().phase()).isEqualTo(Reply.Phase.IDLE);
    assertThat(metrics.recoveries.sum()).isEqualTo(1);
  }

  @Test
  void aCallWhoseJournalingFailsIsToldToTryAgainAndHasChangedNothing() {
    ask(allocate(SessionRole.READER));
    JOURNAL.failNextPersisted(JOURNAL_ID);
    send(new SessionCommand.Dispose(0, 0));
    assertThat(rejected().code()).isEqualTo(RejectCode.UNAVAILABLE);
    assertThat(view().phase()).isEqualTo(Reply.Phase.IDLE);
    assertThat(ask(new SessionCommand.Dispose(0, 0))).isEqualTo(new Reply.DisposeDone(false));
    assertThat(metrics.persistFailures.sum()).isEqualTo(1);
  }

  @Test
  void resultsOfEffectsFromBeforeAFailedWriteAreDropped() {
    CompletableFuture<ProducerLane.Outcome> outcome = new CompletableFuture<>();
    publishTheFirstBatch(outcome);
    JOURNAL.failNextPersisted(JOURNAL_ID);
    entity.tell(new SessionMessage.Result(1, new SessionCommand.Rest(clock.instant())));
    assertThat(rejected().code()).isEqualTo(RejectCode.UNAVAILABLE);
    await().atMost(SOON).until(() -> metrics.recoveries.sum() == 2);
    outcome.complete(new ProducerLane.Outcome.Committed());
    await().atMost(SOON).until(() -> metrics.staleResults.sum() == 1);
    client.expectNoMessage(HARDLY);
    assertThat(view().phase()).isEqualTo(Reply.Phase.IDLE);
  }

  @Test
  void anOverdueCallIsDroppedUnread() {
    entity.tell(
        new SessionMessage.Call(
            allocate(SessionRole.READER), client.getRef(), clock.instant().minusMillis(1)));
    await().atMost(SOON).until(() -> metrics.callsOverdue.sum() == 1);
    client.expectNoMessage(HARDLY);
    assertThat(journal()).isEmpty();
  }

  @Test
  void anUncalledSessionAsksItsShardAndStopsWhenToldTo() {
    ask(allocate(SessionRole.READER));
    clock.advance(SETTINGS.passivateAfter());
    shard.expectMessageClass(ClusterSharding.Passivate.class, SOON);
    entity.tell(SessionMessage.Stop.STOP);
    shard.expectTerminated(entity, SOON);
    assertThat(journal()).last().isInstanceOf(SessionEvent.Rested.class);
  }

  @Test
  void aSessionStillPassivatesAfterAFailedWrite() {
    ask(allocate(SessionRole.READER));
    JOURNAL.failNextPersisted(JOURNAL_ID);
    send(takeOver());
    rejected();
    view();
    clock.advance(SETTINGS.passivateAfter());
    shard.expectMessageClass(ClusterSharding.Passivate.class, SOON);
  }

  @Test
  void callsThatComeAfterAStopAreGivenBackAndThoseBeforeItAnswered() throws Exception {
    ask(allocate(SessionRole.READER));
    try (HeldJournal held = new HeldJournal(JOURNAL)) {
      send(takeOver());
      held.awaitWrite(SOON);
      send(describe());
      entity.tell(SessionMessage.Stop.STOP);
      send(describe());
      await().atMost(SOON).until(() -> givenBack.size() == 1);
    }
    client.expectMessageClass(Reply.View.class, SOON);
    client.expectMessageClass(Reply.View.class, SOON);
    shard.expectTerminated(entity, SOON);
    client.expectNoMessage(HARDLY);
    assertThat(metrics.callsTurnedAway.sum()).isZero();
  }

  @Test
  void aStopWhoseJournalingFailsStillEnds() {
    ask(allocate(SessionRole.READER));
    JOURNAL.failNextPersisted(JOURNAL_ID);
    entity.tell(SessionMessage.Stop.STOP);
    shard.expectTerminated(entity, SOON);
  }

  @Test
  void aStopEndsInBoundedTimeAlsoWhileTheJournalIsAway() {
    ask(allocate(SessionRole.READER));
    JOURNAL.failNextNPersisted(JOURNAL_ID, 1);
    JOURNAL.failNextNReads(JOURNAL_ID, 1_000);
    entity.tell(SessionMessage.Stop.STOP);
    shard.expectTerminated(entity, SOON);
    JOURNAL.resetPolicy();
  }

  @Test
  void aStopWhileABatchIsInTheLaneEndsInBoundedTimeAndSignsNothingOff() {
    publishing.revoked = new CompletableFuture<>();
    publishTheFirstBatch(new CompletableFuture<>());
    entity.tell(SessionMessage.Stop.STOP);
    assertThat(rejected().code()).isEqualTo(RejectCode.UNAVAILABLE);
    shard.expectTerminated(entity, SOON);
    assertThat(publishing.log).noneMatch(call -> call.startsWith("signOff"));
  }

  @Test
  void aStopSignsOffOnceTheLaneIsEmpty() {
    publishTheFirstBatch(CompletableFuture.completedFuture(new ProducerLane.Outcome.Committed()));
    assertThat(client.receiveMessage(SOON)).isEqualTo(new Reply.Acked(false, 1));
    entity.tell(SessionMessage.Stop.STOP);
    shard.expectTerminated(entity, SOON);
    assertThat(publishing.log).last().isEqualTo("signOff 1");
  }

  @Test
  void aClientThatWaitsWhenTheEntityIsKilledIsToldToTryAgain() {
    waitInARead();
    KIT.stop(entity);
    assertThat(rejected().code()).isEqualTo(RejectCode.UNAVAILABLE);
    assertThat(topics.last().closed).isTrue();
  }

  @Test
  void aReadThatWaitsKeepsItsSessionAwake() {
    waitInARead();
    clock.advance(IDLE_TIMEOUT.multipliedBy(2));
    shard.expectNoMessage(HARDLY);
    topics.last().arrive(10, 0);
    client.expectMessageClass(Reply.Batch.class, SOON);
  }

  @Test
  void aSlackReaderClosesItsSubscriptionsAndReadsTheSameBatchAgain() {
    waitInARead();
    topics.last().arrive(10, 0, 1);
    client.expectMessageClass(Reply.Batch.class, SOON);
    FakeTopics.Reading before = topics.last();
    clock.advance(SETTINGS.slackenAfter());
    await().atMost(SOON).until(() -> before.closed);
    send(read(1, Duration.ZERO));
    await().atMost(SOON).until(() -> topics.last() != before);
    topics.last().arrive(10, 0, 1, 2);
    assertThat(client.expectMessageClass(Reply.Batch.class, SOON).events()).hasSize(2);
  }

  @Test
  void anIdleSessionExpires() {
    ask(allocate(SessionRole.READER));
    clock.advance(IDLE_TIMEOUT.plusSeconds(1));
    send(describe());
    assertThat(client.expectMessageClass(Reply.View.class, SOON).phase())
        .isEqualTo(Reply.Phase.DISPOSED);
    SessionEvent.Disposed disposed = (SessionEvent.Disposed) journal().get(1);
    assertThat(disposed.reason()).isEqualTo(SessionEvent.Reason.EXPIRED);
    assertThat(directory.puts).last().matches(SessionDirectory.Entry::disposed);
  }

  private void directorySaw(Instant at) {
    directory.found =
        CompletableFuture.completedFuture(
            Optional.of(
                new SessionDirectory.Entry(
                    SESSION, SessionRole.READER, TOPIC, "", at, at, at, 0, false)));
  }

  @Test
  void aSessionThatTheDirectorySawLaterIsNotExpiredAfterACrash() {
    ask(allocate(SessionRole.READER));
    clock.advance(IDLE_TIMEOUT.minusSeconds(5));
    directorySaw(clock.instant());
    clock.advance(Duration.ofSeconds(10));
    restart();
    assertThat(view().phase()).isEqualTo(Reply.Phase.IDLE);
  }

  @Test
  void callsWaitForTheDirectorysWordAndExpireIfItSawNothingLater() {
    ask(allocate(SessionRole.READER));
    directory.found = new CompletableFuture<>();
    KIT.stop(entity);
    clock.advance(IDLE_TIMEOUT.plusSeconds(5));
    entity = start();
    send(describe());
    client.expectNoMessage(HARDLY);
    directory.found.complete(Optional.empty());
    assertThat(client.expectMessageClass(Reply.View.class, SOON).phase())
        .isEqualTo(Reply.Phase.DISPOSED);
  }

  @Test
  void theDirectoryNeverHearsThatADisposedSessionLives() {
    ask(allocate(SessionRole.READER));
    ask(new SessionCommand.Dispose(0, 0));
    clock.advance(SETTINGS.noteEvery().plusSeconds(1));
    view();
    KIT.createTestProbe().expectNoMessage(HARDLY);
    assertThat(directory.puts).last().matches(SessionDirectory.Entry::disposed);
  }

  @Test
  void snapshotsAreKeptAndEventsBelowTheOldestAreDeleted() {
    ask(allocate(SessionRole.READER));
    for (int i = 1; i <= 40; i++) {
      ask(takeOver());
    }
    await().atMost(SOON).until(() -> !SNAPSHOTS.persistedInStorage(JOURNAL_ID).isEmpty());
    await().atMost(SOON).until(() -> journal().size() < 41);
    assertThat(journal().size()).isGreaterThanOrEqualTo(SETTINGS.snapshotEvery());
    restart();
    assertThat(view().holder()).isEqualTo(40);
  }
}
