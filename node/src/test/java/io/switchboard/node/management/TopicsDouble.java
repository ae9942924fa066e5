package io.switchboard.node.management;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicCatalog;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Three topics. */
final class TopicsDouble implements TopicCatalog {
  @Override
  public CompletionStage<Optional<TopicInfo>> find(String name) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public CompletionStage<List<TopicInfo>> list() {
    return CompletableFuture.completedFuture(
        Stream.of("c", "a", "b")
            .map(name -> new TopicInfo(new TopicRef(name, "id-" + name), 1, 1000, true))
            .toList());
  }

  @Override
  public CompletionStage<Positions> positionsAt(
      TopicRef topic, int[] partitions, StartPoint start) {
    throw new UnsupportedOperationException("not a management call");
  }
}
