package io.switchboard.entity;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Makes the bound of a stop hold whatever the journal does: while an event is written, or after a
 * failed write, the session's own behaviour keeps every message waiting, also the one that says
 * that the time is over. An entity that does not stop stays stuck in its shard for ever. For the
 * same reason it is here that calls are turned away that would wait behind too many others, and
 * that calls are given back that come after the stop was asked for: they would wait behind its
 * writes, and be lost with the entity.
 */
final class StopGuard extends BehaviorInterceptor<SessionMessage, SessionMessage> {
  private final Predicate<SessionMessage.Call> admits;
  private final Consumer<SessionMessage.Call> givesBack;
  private final Runnable onStopped;
  private boolean stopping;

  /**
   * @param admits whether a call may wait for its turn; it has been answered if not
   * @param givesBack what becomes of a call that comes too late: whoever asked for the stop keeps
   *     it for the session's next life, here or elsewhere
   * @param onStopped runs once, on the actor, whatever the actor was doing when it stopped
   */
  StopGuard(
      Predicate<SessionMessage.Call> admits,
      Consumer<SessionMessage.Call> givesBack,
      Runnable onStopped) {
    super(SessionMessage.class);
    this.admits = admits;
    this.givesBack = givesBack;
    this.onStopped = onStopped;
  }

  @Override
  public Behavior<SessionMessage> aroundReceive(
      TypedActorContext<SessionMessage> context,
      SessionMessage message,
      ReceiveTarget<SessionMessage> target) {
    if (message instanceof SessionMessage.Call call) {
      if (stopping) {
        givesBack.accept(call);
        return Behaviors.same();
      }
      if (!admits.test(call)) {
        return Behaviors.same();
      }
    }
    stopping |= message instanceof SessionMessage.Stop;
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
