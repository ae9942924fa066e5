package io.switchboard.entity;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Duration;

/** Tells the calls that wait when time has passed, and when a node was lost. One actor a node. */
final class CallsWatch {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private enum Look {
    LOOK
  }

  private CallsWatch() {}

  static Behavior<Object> create(UnansweredCalls calls) {
    return Behaviors.setup(
        context -> {
          ActorRef<MemberRemoved> removals =
              context.messageAdapter(MemberRemoved.class, removed -> removed);
          Cluster.get(context.getSystem())
              .subscriptions()
              .tell(Subscribe.create(removals, MemberRemoved.class));
          return Behaviors.withTimers(
              timers -> {
                timers.startSingleTimer(Look.LOOK, LOOK_EVERY);
                return Behaviors.receive(Object.class)
                    .onMessage(
                        MemberRemoved.class,
                        removed -> {
                          calls.nodeLost();
                          return Behaviors.same();
                        })
                    .onMessage(
                        Look.class,
                        look -> {
                          boolean isMore = calls.look();
                          timers.startSingleTimer(
                              Look.LOOK, isMore ? UnansweredCalls.LOOK_SOON : LOOK_EVERY);
                          return Behaviors.same();
                        })
                    .build();
              });
        });
  }
}
