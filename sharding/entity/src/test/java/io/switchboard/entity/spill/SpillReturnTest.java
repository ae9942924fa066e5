package io.switchboard.entity.spill;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.Ownership.Row;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.SpillFolder;
import io.switchboard.core.port.SpillFolder.Left;
import io.switchboard.core.port.SpillStore.Batch;
import io.switchboard.entity.spill.SpillReturn.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SpillReturnTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.daemonic = on\nakka.actor.provider = local")
              .withFallback(ConfigFactory.load()));
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Patience SHORT =
      new Patience(Duration.ofMillis(1), Duration.ofMillis(20), 10);

  private static final LaneId MINE = new LaneId("cluster/node-1/lane-0/1");
  private static final LaneId OTHER = new LaneId("cluster/node-2/lane-0/1");
  private static final Published SETTLED = new Published(41, Optional.empty());
  private static final Left FIRST = left('a');
  private static final Left SECOND = left('b');
  private static final Spilled MANIFEST = new Spilled(5, 42, 43);

  private final FakeFolder folder = new FakeFolder();
  private final FakeSpillStore store = new FakeSpillStore();
  private final FakeRegister register = new FakeRegister();
  private final SpillMetrics metrics = new SpillMetrics();

  @Test
  void whatTheRowStillBelongsToIsStoredNamedAndDeletedInThisOrder() {
    register.put(FIRST.session(), MINE, 5);
    register.put(SECOND.session(), MINE, 5);
    folder.files.addAll(List.of(FIRST, SECOND));

    runToItsEnd();

    for (Left left : List.of(FIRST, SECOND)) {
      assertThat(store.written.get(left.session())).isEqualTo(left.batches());
      Row row = register.row(left.session());
      assertThat(row.spilled()).contains(MANIFEST);
      assertThat(row.epoch()).isEqualTo(6);
      assertThat(row.published()).isEqualTo(SETTLED);
    }
    assertThat(folder.files).isEmpty();
    assertThat(metrics.returned.sum()).isEqualTo(2);
    assertThat(metrics.counters()).containsEntry("spillReturned", 2L);
  }

  @Test
  void anEmptyFolderEndsItAtOnce() {
    runToItsEnd();
    assertThat(metrics.returned.sum() + metrics.orphans.sum()).isZero();
  }

  @Test
  void whatHasAnotherOwnerSinceIsDroppedAndNothingIsStored() {
    register.put(FIRST.session(), OTHER, 6);
    folder.files.add(FIRST);

    runToItsEnd();

    assertThat(folder.files).isEmpty();
    assertThat(store.written).isEmpty();
    assertThat(register.row(FIRST.session()).spilled()).isEmpty();
    assertThat(metrics.orphans.sum()).isEqualTo(1);
  }

  @Test
  void whoIsOvertakenBetweenReadingAndNamingDropsTheFileToo() {
    register.put(FIRST.session(), MINE, 5);
    register.overtakenBy = Optional.of(OTHER);
    folder.files.add(FIRST);

    runToItsEnd();

    assertThat(folder.files).isEmpty();
    assertThat(register.row(FIRST.session()).spilled()).isEmpty();
    assertThat(metrics.orphans.sum()).isEqualTo(1);
  }

  @Test
  void anAnswerThatWasLostIsFoundInTheRowAlsoBehindTheNextOwner() {
    register.put(FIRST.session(), MINE, 5);
    register.losesAnswers = 1;
    register.nextOwnerAfterLoss = Optional.of(OTHER);
    folder.files.add(FIRST);

    runToItsEnd();

    assertThat(register.row(FIRST.session()).owner()).contains(OTHER);
    assertThat(register.row(FIRST.session()).spilled()).contains(MANIFEST);
    assertThat(folder.files).isEmpty();
    assertThat(metrics.returned.sum()).isEqualTo(1);
    assertThat(metrics.returnFailures.sum()).isEqualTo(1);
  }

  @Test
  void whileAStoreIsAwayTheFilesStayAndAreTriedAgain() {
    register.put(FIRST.session(), MINE, 5);
    folder.files.add(FIRST);
    store.away = true;
    ActorRef<SpillReturn.Message> actor = start(new Patience(Duration.ofMillis(5), SOON, 1_000));
    org.awaitility.Awaitility.await().atMost(SOON).until(() -> metrics.returnFailures.sum() >= 3);
    assertThat(folder.files).containsExactly(FIRST);
    assertThat(register.row(FIRST.session()).epoch()).isEqualTo(5);

    store.away = false;

    awaitEnd(actor);
    assertThat(folder.files).isEmpty();
    assertThat(metrics.returned.sum()).isEqualTo(1);
  }

  @Test
  void aFileThatFailsDoesNotHoldUpTheOthers() {
    register.put(SECOND.session(), MINE, 5);
    register.unknown = Optional.of(FIRST.session());
    folder.files.addAll(List.of(FIRST, SECOND));

    runToItsEnd();

    assertThat(folder.files).containsExactly(FIRST);
    assertThat(metrics.returned.sum()).isEqualTo(1);
  }

  @Test
  void itGivesUpAfterABoundedNumberOfFailuresAndLeavesTheFiles() {
    folder.files.add(FIRST);
    register.unknown = Optional.of(FIRST.session());

    runToItsEnd();

    assertThat(metrics.returnFailures.sum()).isEqualTo(10);
    assertThat(folder.files).containsExactly(FIRST);
  }

  @Test
  void aFolderThatCannotBeReadIsTriedAgain() {
    register.put(FIRST.session(), MINE, 5);
    folder.files.add(FIRST);
    folder.unreadable = 3;

    runToItsEnd();

    assertThat(folder.files).isEmpty();
    assertThat(metrics.returnFailures.sum()).isEqualTo(3);
  }

  private void runToItsEnd() {
    awaitEnd(start(SHORT));
  }

  private ActorRef<SpillReturn.Message> start(Patience patience) {
    return KIT.spawn(SpillReturn.create(folder, store, register, metrics, patience));
  }

  private static void awaitEnd(ActorRef<?> actor) {
    TestProbe<Object> probe = KIT.createTestProbe();
    probe.expectTerminated(actor, SOON);
  }

  private static Left left(char last) {
    return new Left(
        new SessionId("abcdefghijklmnopqrstuvwxy" + last),
        5,
        MINE,
        Optional.of(SETTLED),
        List.of(batch(42), batch(43)));
  }

  private static Batch batch(long seq) {
    OutboundEvent event =
        new OutboundEvent(
            null, new byte[] {1}, List.of(), OptionalInt.empty(), OptionalLong.empty());
    return new Batch(seq, new EventBatch(List.of(event), 1, Digest.of(new byte[Digest.LENGTH])));
  }

  private final class FakeFolder implements SpillFolder {
    final List<Left> files = new CopyOnWriteArrayList<>();
    volatile int unreadable;

    @Override
    public CompletionStage<Void> write(Left left) {
      throw new UnsupportedOperationException("written by sessions only");
    }

    @Override
    public CompletionStage<List<Left>> all() {
      if (unreadable > 0) {
        unreadable--;
        return CompletableFuture.failedFuture(new IllegalStateException("unreadable"));
      }
      return CompletableFuture.completedFuture(List.copyOf(files));
    }

    /** The file must outlive everything that it is for. */
    @Override
    public CompletionStage<Void> delete(Left left) {
      boolean named =
          register.row(left.session()).spilled().isPresent()
              && store.written.containsKey(left.session());
      boolean orphan = !register.row(left.session()).isOwnedBy(MINE, 5);
      if (!named && !orphan) {
        return CompletableFuture.failedFuture(new AssertionError("deleted too early"));
      }
      files.remove(left);
      return CompletableFuture.completedFuture(null);
    }
  }
}
