package io.switchboard.entity.placement;

import akka.actor.ActorRef;
import akka.actor.ActorSelection;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.ShardCoordinator$Internal$ShardStopped;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the hand-over of a shard whose region is gone. Akka 2.8.5 does so only where all regions had
 * heard of the hand-over before; else the coordinator asks the region that is gone to stop the
 * shard, and until {@code akka.cluster.sharding.handoff-timeout} is over the shard's sessions
 * answer nobody. For the node that carries the coordinator. Thread-safe.
 */
final class StrandedShards {
  private static final Logger LOG = LoggerFactory.getLogger(StrandedShards.class);

  private final ActorSelection handOvers;

  /** Those of the last look: a shard is logged once. */
  private Set<String> before = Set.of();

  StrandedShards(ActorSystem<?> system, EntityTypeKey<?> type) {
    this.handOvers =
        system
            .classicSystem()
            .actorSelection(
                "/system/sharding/" + type.name() + "Coordinator/singleton/coordinator/*");
  }

  /**
   * Says in the region's place that these shards have stopped; asked for at every look, as the
   * hand-over may begin to listen later. The coordinator takes them for stopped by then, as it does
   * the region's other shards; nobody but a hand-over that waits takes notice.
   */
  synchronized void release(Set<String> shards) {
    for (String shard : shards) {
      if (!before.contains(shard)) {
        LOG.info("shard is released, as its region was gone before it could move, shard={}", shard);
      }
      handOvers.tell(new ShardCoordinator$Internal$ShardStopped(shard), ActorRef.noSender());
    }
    before = Set.copyOf(shards);
  }
}
