package io.switchboard.node.management;

import io.switchboard.core.model.TopicInfo;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** Creates a topic in Kafka; fails if it exists or Kafka refuses. */
@FunctionalInterface
public interface TopicCreator {
  /**
   * Starts to create it.
   *
   * @param replication empty for the broker's default
   */
  CompletionStage<TopicInfo> create(String name, int partitions, OptionalInt replication);
}
