package io.switchboard.entity.simulator;

import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.Ownership.Row;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.SpillFolder;
import io.switchboard.core.port.SpillStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A node's folder, which outlives its process; and what brings its files back when the process
 * starts again, as the entity module's SpillReturn does: into the store, then into the register by
 * compare-and-set, and only then is the file deleted.
 */
final class NodeFolder implements SpillFolder {
  private static final int AGAIN_MS = 300;

  private final SimNode node;
  private final World world;
  private final List<Left> files = new ArrayList<>();

  NodeFolder(SimNode node, World world) {
    this.node = node;
    this.world = world;
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  private <T> CompletionStage<T> onDisk(String what, Supplier<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    node.post(world.scheduler().between(0, 10), what, () -> done.complete(work.get()));
    return done;
  }

  @Override
  public CompletionStage<Void> write(Left left) {
    if (world.faults().strikes(Fault.SPILL_AWAY)) {
      return CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
    }
    return onDisk("into the folder", () -> files.add(left)).thenAccept(done -> {});
  }

  @Override
  public CompletionStage<List<Left>> all() {
    return onDisk("looks into the folder", () -> List.copyOf(files));
  }

  @Override
  public CompletionStage<Void> delete(Left left) {
    return onDisk("out of the folder", () -> files.remove(left)).thenAccept(done -> {});
  }

  /** To be called by each life of the process. */
  void bringBack(SpillStore store, Ownership register) {
    if (files.isEmpty()) {
      return;
    }
    Left left = files.get(0);
    world.scheduler().trace().say(() -> "node " + node.number() + " brings back " + left);
    register
        .read(left.session())
        .thenCompose(row -> bringBack(left, row, store, register))
        .thenCompose(done -> delete(left))
        .whenComplete(
            (done, failure) ->
                node.post(
                    failure == null ? 0 : AGAIN_MS,
                    "brings back",
                    () -> bringBack(store, register)));
  }

  private static CompletionStage<Boolean> bringBack(
      Left left, Row row, SpillStore store, Ownership register) {
    List<SpillStore.Batch> batches = left.batches();
    Spilled spilled =
        new Spilled(left.epoch(), batches.get(0).seq(), batches.get(batches.size() - 1).seq());
    return row.isOwnedBy(left.owner(), left.epoch())
        ? store
            .write(left.session(), left.epoch(), batches)
            .thenCompose(
                done ->
                    register.spill(
                        left.session(), left.epoch(), left.owner(), spilled, left.settled()))
        : CompletableFuture.completedFuture(false);
  }
}
