package io.switchboard.entity.owning;

import static io.switchboard.entity.owning.FakePublishing.MINE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.Ownership.Row;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.SpillFolder;
import io.switchboard.core.port.SpillStore.Batch;
import io.switchboard.core.session.Effect;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class LeavingTest {
  private static final SessionId SESSION = new SessionId("abcdefghijklmnopqrstuvwxyz");
  private static final Optional<Published> SETTLED =
      Optional.of(new Published(3, Optional.empty()));
  private static final List<Batch> BATCHES = List.of(batch(4), batch(5));

  private final FakePublishing world = new FakePublishing();
  private final FakeSpill spill = new FakeSpill();
  private CompletableFuture<Boolean> leaves = new CompletableFuture<>();
  private final Leaving leaving =
      new Leaving(
          world,
          spill,
          spill,
          stores -> {
            leaves = stores;
            return stores;
          });

  private static Batch batch(long seq) {
    OutboundEvent event =
        new OutboundEvent(
            null, new byte[] {1}, List.of(), OptionalInt.empty(), OptionalLong.empty());
    return new Batch(seq, new EventBatch(List.of(event), 1, Digest.of(new byte[Digest.LENGTH])));
  }

  private CompletableFuture<Boolean> leave(Optional<Published> settled) {
    return leaving.leave(SESSION, 6, MINE, settled, BATCHES).toCompletableFuture();
  }

  @Test
  void theStoreHoldsTheBatchesAndThenTheRegisterNamesThem() {
    assertThat(leave(SETTLED)).isCompletedWithValue(true);
    assertThat(world.log).containsExactly("spill 4 to 5 settled 3");
    assertThat(spill.rows.get(SESSION).get(6L).values()).containsExactlyElementsOf(BATCHES);
    assertThat(leaving.leftInStore.sum()).isEqualTo(2);
    assertThat(spill.files).isEmpty();
  }

  @Test
  void aRowThatKeepsItsLaneIsNotSignedOff() {
    assertThat(leave(Optional.empty())).isCompletedWithValue(false);
    assertThat(leaving.leftInStore.sum()).isEqualTo(2);
  }

  @Test
  void whatAnotherOwnerHasOvertakenIsLeftNowhere() {
    world.signOffApplies = false;
    assertThat(leave(SETTLED)).isCompletedWithValue(false);
    assertThat(leaving.leftNowhere.sum()).isEqualTo(2);
    assertThat(spill.files).isEmpty();
  }

  @Test
  void aStoreThatDoesNotAnswerMakesTheFolderTakeThem() {
    spill.storeIsAway = true;
    assertThat(leave(SETTLED)).isCompletedWithValue(false);
    assertThat(world.log).isEmpty();
    assertThat(spill.files)
        .containsExactly(new SpillFolder.Left(SESSION, 6, MINE, SETTLED, BATCHES));
    assertThat(leaving.leftInFolder.sum()).isEqualTo(2);
  }

  @Test
  void aRegisterThatDoesNotAnswerInTimeMakesTheFolderTakeThem() {
    world.spilled = new CompletableFuture<>();
    CompletableFuture<Boolean> left = leave(SETTLED);
    assertThat(left).isNotDone();
    leaves.completeExceptionally(new TimeoutException());
    assertThat(left).isCompletedWithValue(false);
    assertThat(spill.files).hasSize(1);
  }

  @Test
  void whatNeitherTakesIsCountedAndNothingFails() {
    spill.storeIsAway = true;
    spill.folderIsFull = true;
    assertThat(leave(SETTLED)).isCompletedWithValue(false);
    assertThat(leaving.leftNowhere.sum()).isEqualTo(2);
  }

  @Test
  void nothingIsDeletedBeforeTheRegisterHasForgottenIt() {
    leave(SETTLED);
    world.log.clear();
    world.row = owned(Optional.of(new Spilled(6, 4, 5)));
    world.cleared = new CompletableFuture<>();
    clear();
    assertThat(world.log).last().isEqualTo("clear spill 5 from 30");
    assertThat(spill.rows).isNotEmpty();
    world.cleared.complete(true);
    assertThat(spill.rows).isEmpty();
    assertThat(leaving.cleared.sum()).isEqualTo(1);
  }

  @Test
  void aRegisterThatNamesAnotherOwnerDeletesNothing() {
    leave(SETTLED);
    world.row = owned(Optional.of(new Spilled(6, 4, 5)));
    world.cleared = CompletableFuture.completedFuture(false);
    clear();
    assertThat(spill.rows).isNotEmpty();
    world.cleared = CompletableFuture.failedFuture(new IllegalStateException("away"));
    clear();
    assertThat(spill.rows).isNotEmpty();
    assertThat(leaving.cleared.sum()).isZero();
  }

  @Test
  void aSessionThatHasEndedLeavesNothing() {
    leave(SETTLED);
    leaving.drop(SESSION);
    assertThat(spill.rows).isEmpty();
  }

  private static Row owned(Optional<Spilled> left) {
    return new Row(7, Optional.of(MINE), 4, 30, new Published(3, Optional.empty()), 0, left);
  }

  private void clear() {
    leaving.clear(SESSION, new Effect.ClearSpill(MINE, 7, new Published(5, Optional.empty())));
  }
}
