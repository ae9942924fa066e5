package io.switchboard.entity.simulator;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.SpillStore;
import io.switchboard.entity.simulator.SimNode.Loss;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The spill store as a node reaches it: what gets no answer was done, or not, or is done later. */
final class SpillClient implements SpillStore {
  private final SimNode node;
  private final World world;

  SpillClient(SimNode node, World world) {
    this.node = node;
    this.world = world;
  }

  private Loss loss() {
    return world.faults().strikes(Fault.SPILL_AWAY)
        ? world.scheduler().oneOf(List.of(Loss.REQUEST, Loss.ANSWER, Loss.LATE))
        : Loss.NOTHING;
  }

  private <T> CompletionStage<T> ask(String what, Supplier<Optional<T>> server) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    node.ask(
        "spill store: " + what,
        loss(),
        server,
        result ->
            result
                .flatMap(found -> found)
                .ifPresentOrElse(
                    answer::complete,
                    () -> answer.completeExceptionally(new IllegalStateException(what))));
    return answer;
  }

  @Override
  public CompletionStage<Void> write(SessionId session, long epoch, List<Batch> batches) {
    return ask(
            "write of " + batches.size() + " of epoch " + epoch,
            () -> Optional.of(world.spill().write(epoch, batches)))
        .thenAccept(done -> {});
  }

  @Override
  public CompletionStage<List<Batch>> read(SessionId session, Spilled spilled) {
    return ask("read of " + spilled, () -> world.spill().read(spilled));
  }

  @Override
  public CompletionStage<Void> deleteBelow(SessionId session, long epoch) {
    return ask("delete below " + epoch, () -> Optional.of(world.spill().deleteBelow(epoch)))
        .thenAccept(done -> {});
  }

  @Override
  public CompletionStage<Page> sessions(int limit, Optional<String> pageToken) {
    throw new UnsupportedOperationException("the weather sweeps");
  }
}
