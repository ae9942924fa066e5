package io.switchboard.entity;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import java.time.Duration;

/**
 * How far a session's stop is: wanted by the session itself, asked for by sharding, due. Survives a
 * failed write, as the entity's fields do. Used by one actor only.
 */
final class Stopping {
  private final ActorContext<SessionMessage> actor;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private boolean begun;
  private boolean due;

  Stopping(ActorContext<SessionMessage> actor, ActorRef<ClusterSharding.ShardCommand> shard) {
    this.actor = actor;
    this.shard = shard;
  }

  /**
   * The session has nothing left to do. Stops soon if sharding asked for it; else asks sharding, so
   * that calls that come meanwhile are kept and not lost.
   */
  void want() {
    if (begun) {
      due = true;
    } else {
      shard.tell(new ClusterSharding.Passivate<>(actor.getSelf()));
    }
  }

  /**
   * Sharding asked for it; the session ends whatever it is doing when the time is over.
   *
   * @return false if it was asked for before
   */
  boolean begin(Duration within) {
    if (begun) {
      return false;
    }
    begun = true;
    // Not a timer: those do not survive the restart that follows a failed write.
    actor.scheduleOnce(within, actor.getSelf(), SessionMessage.StopNow.STOP_NOW);
    return true;
  }

  /** Whether sharding asked for it. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the session may end as soon as what it decided is done. */
  boolean isDue() {
    return due;
  }

  /** Ends the session with the next message. */
  void now() {
    actor.getSelf().tell(SessionMessage.StopNow.STOP_NOW);
  }
}
