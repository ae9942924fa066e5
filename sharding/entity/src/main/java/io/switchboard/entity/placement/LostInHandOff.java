package io.switchboard.entity.placement;

import akka.actor.AllDeadLetters;
import akka.actor.DeadLetter;
import akka.actor.Dropped;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.util.Optional;

/**
 * Sends again what a region drops when it hands over a shard. Akka drops there what came in since
 * all regions were told of the move, tens of milliseconds before, so that messages of one sender
 * keep their order. Sessions need no order, since their calls carry numbers; what they do not get
 * costs their clients a second or more until somebody notices. Sent again, it waits in the region's
 * buffer for the new home, as everything does that comes after it, and is not dropped a second time
 * by the same hand-over. An actor, one on every node that carries shards.
 *
 * <p>Nothing else that is lost is sent again here: what comes to an entity or a region that is gone
 * might come again for ever.
 */
public final class LostInHandOff {
  /** What Akka 2.8.5 says. For other reasons (a full buffer) nothing is sent again. */
  private static final String REASON = "Avoiding reordering of buffered messages at shard handoff";

  private LostInHandOff() {}

  /**
   * For the entities of a type.
   *
   * @param messages which of their messages are worth it
   */
  public static <M, C extends M> Behavior<AllDeadLetters> create(
      EntityTypeKey<M> type, Class<C> messages) {
    return Behaviors.setup(
        context -> {
          ClusterSharding sharding = ClusterSharding.get(context.getSystem());
          context
              .getSystem()
              .eventStream()
              .tell(new EventStream.Subscribe<>(AllDeadLetters.class, context.getSelf()));
          return Behaviors.receive(AllDeadLetters.class)
              .onMessage(
                  AllDeadLetters.class,
                  letter -> {
                    lostOf(letter)
                        .filter(lost -> messages.isInstance(lost.message()))
                        .ifPresent(
                            lost ->
                                sharding
                                    .entityRefFor(type, lost.entity())
                                    .tell(messages.cast(lost.message())));
                    return Behaviors.same();
                  })
              .build();
        });
  }

  private record Lost(String entity, Object message) {}

  private static Optional<Lost> lostOf(AllDeadLetters letter) {
    // A region gives what it drops to the dead letters, which put it into an envelope of theirs.
    Object message = letter instanceof DeadLetter dead ? dead.message() : letter;
    return message instanceof Dropped dropped
            && dropped.reason().equals(REASON)
            && dropped.message() instanceof ShardingEnvelope<?> envelope
        ? Optional.of(new Lost(envelope.entityId(), envelope.message()))
        : Optional.empty();
  }
}
