package io.switchboard.entity.simulator;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.entity.simulator.SimNode.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tells a reader where the topic begins, once retention has eaten its oldest records. */
final class ModelCatalog implements TopicCatalog {
  private final SimNode node;
  private final World world;

  ModelCatalog(SimNode node, World world) {
    this.node = node;
    this.world = world;
  }

  @Override
  public CompletionStage<Optional<TopicInfo>> find(String name) {
    return CompletableFuture.completedFuture(
        Optional.of(new TopicInfo(Known.TOPIC, Known.PARTITIONS, 1 << 20, false)));
  }

  @Override
  public CompletionStage<List<TopicInfo>> list() {
    throw new UnsupportedOperationException("no session lists topics");
  }

  @Override
  public CompletionStage<Positions> positionsAt(
      TopicRef topic, int[] partitions, StartPoint start) {
    CompletableFuture<Positions> positions = new CompletableFuture<>();
    node.ask(
        "topic's beginning",
        world.faults().strikes(Fault.SOURCE_BROKEN) ? Loss.ANSWER : Loss.NOTHING,
        () ->
            Positions.of(
                partitions,
                Arrays.stream(partitions)
                    .mapToLong(p -> world.kafka().topic(p).logStart())
                    .toArray()),
        answer -> {
          if (answer.isPresent()) {
            positions.complete(answer.get());
          } else {
            positions.completeExceptionally(new IllegalStateException("no answer"));
          }
        });
    return positions;
  }
}
