package io.switchboard.entity.placement;

import akka.actor.ActorPath;
import akka.actor.AllDeadLetters;
import akka.actor.DeadLetter;
import akka.actor.Dropped;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Sends again what is lost while a shard moves: what the region drops at the hand-over because it
 * came in since all regions were told of the move, tens of milliseconds before, so that messages of
 * one sender keep their order; and what an entity left unread when it stopped. Sessions need no
 * order, since their calls carry numbers; what they do not get costs their clients a second or more
 * until somebody notices. Sent again, it waits in the region's buffer for the new home, as
 * everything does that comes after it. An actor, one on every node that carries shards.
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
                    lostOf(letter, type.name())
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

  private static Optional<Lost> lostOf(AllDeadLetters letter, String type) {
    // A region gives what it drops to the dead letters, which put it into an envelope of theirs.
    Object message = letter instanceof DeadLetter dead ? dead.message() : letter;
    if (message instanceof Dropped dropped) {
      return dropped.reason().equals(REASON)
              && dropped.message() instanceof ShardingEnvelope<?> envelope
          ? Optional.of(new Lost(envelope.entityId(), envelope.message()))
          : Optional.empty();
    }
    // Only what lay before an entity: what comes to a region that is gone would come again for
    // ever.
    ActorPath path = letter.recipient().path();
    return letter instanceof DeadLetter && isEntity(path, type)
        ? Optional.of(new Lost(URLDecoder.decode(path.name(), StandardCharsets.UTF_8), message))
        : Optional.empty();
  }

  /** Entities are the children of shards, and those of their type's region. */
  private static boolean isEntity(ActorPath path, String type) {
    return path.elements().size() > 3 && path.parent().parent().name().equals(type);
  }
}
