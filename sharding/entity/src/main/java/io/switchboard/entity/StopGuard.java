package io.switchboard.entity;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;

/**
 * Makes the bound of a stop hold whatever the journal does: while an event is written, or after a
 * failed write, the session's own behaviour keeps every message waiting, also the one that says
 * that the time is over. An entity that does not stop stays stuck in its shard for ever.
 */
final class StopGuard extends BehaviorInterceptor<SessionMessage, SessionMessage> {
  private final Runnable onStopped;

  /**
   * @param onStopped runs once, on the actor, whatever the actor was doing when it stopped
   */
  StopGuard(Runnable onStopped) {
    super(SessionMessage.class);
    this.onStopped = onStopped;
  }

  @Override
  public Behavior<SessionMessage> aroundReceive(
      TypedActorContext<SessionMessage> context,
      SessionMessage message,
      ReceiveTarget<SessionMessage> target) {
    return message instanceof SessionMessage.StopNow
        ? Behaviors.stopped()
        : target.apply(context, message);
  }

  @Override
  public Behavior<SessionMessage> aroundSignal(
      TypedActorContext<SessionMessage> context,
      Signal signal,
      SignalTarget<SessionMessage> target) {
    Behavior<SessionMessage> next = target.apply(context, signal);
    if (signal instanceof PostStop) {
      onStopped.run();
    }
    return next;
  }
}
