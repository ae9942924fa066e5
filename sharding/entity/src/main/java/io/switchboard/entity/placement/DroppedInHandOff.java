package io.switchboard.entity.placement;

import akka.actor.Dropped;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * Sends again what a region drops when it hands over a shard. Akka drops there what came in since
 * all regions were told of the move, tens of milliseconds before, so that messages of one sender
 * keep their order. Sessions need no order, since their calls carry numbers; what they do not get
 * costs their clients a second or more until somebody notices. Sent again, it waits in the region's
 * buffer, as everything that comes after it, for the new home. An actor, one on every node that
 * carries shards.
 */
public final class DroppedInHandOff {
  /** What Akka 2.8.5 says. For other reasons (a full buffer) nothing is sent again. */
  private static final String REASON = "Avoiding reordering of buffered messages at shard handoff";

  private DroppedInHandOff() {}

  /**
   * For the entities of a type.
   *
   * @param messages what is sent to them; to be told from other types' messages
   */
  public static <M> Behavior<Dropped> create(EntityTypeKey<M> type, Class<? extends M> messages) {
    return Behaviors.setup(
        context -> {
          ClusterSharding sharding = ClusterSharding.get(context.getSystem());
          context
              .getSystem()
              .eventStream()
              .tell(new EventStream.Subscribe<>(Dropped.class, context.getSelf()));
          return Behaviors.receive(Dropped.class)
              .onMessage(
                  Dropped.class,
                  dropped -> {
                    if (dropped.reason().equals(REASON)
                        && dropped.message() instanceof ShardingEnvelope<?> envelope
                        && messages.isInstance(envelope.message())) {
                      sharding
                          .entityRefFor(type, envelope.entityId())
                          .tell(messages.cast(envelope.message()));
                    }
                    return Behaviors.same();
                  })
              .build();
        });
  }
}
