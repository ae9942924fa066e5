package io.switchboard.entity.placement;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.ddata.GCounter;
import akka.cluster.ddata.GCounterKey;
import akka.cluster.ddata.Key;
import akka.cluster.ddata.LWWMap;
import akka.cluster.ddata.LWWMapKey;
import akka.cluster.ddata.ORSet;
import akka.cluster.ddata.ORSetKey;
import akka.cluster.ddata.ReplicatedData;
import akka.cluster.ddata.SelfUniqueAddress;
import akka.cluster.ddata.typed.javadsl.DistributedData;
import akka.cluster.ddata.typed.javadsl.Replicator;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * What the nodes of a cluster tell each other about the placement, in Akka's Distributed Data:
 * loads, drains, and counters that say "now" (balance now; read the pins now). Strings and numbers
 * only, so that nothing needs a serializer of ours. It lives as long as one node of the cluster
 * does. Thread-safe.
 */
final class SharedFacts {
  static final Key<LWWMap<String, String>> LOADS = LWWMapKey.create("switchboard-shard-loads");
  static final Key<ORSet<String>> DRAINING = ORSetKey.create("switchboard-draining");
  static final Key<GCounter> BALANCE_REQUESTS = GCounterKey.create("switchboard-balance-requests");
  static final Key<GCounter> PIN_CHANGES = GCounterKey.create("switchboard-pin-changes");

  /** For a majority of the members to have heard of an operator's wish. */
  private static final Duration WITHIN = Duration.ofSeconds(3);

  private final ActorSystem<?> system;
  private final ActorRef<Replicator.Command> replicator;
  private final SelfUniqueAddress self;

  SharedFacts(ActorSystem<?> system) {
    this.system = system;
    DistributedData data = DistributedData.get(system);
    this.replicator = data.replicator();
    this.self = data.selfUniqueAddress();
  }

  /** From now on the subscriber is told the value, and every change of it. */
  @SuppressWarnings("unchecked") // It tells by the key what it got.
  <A extends ReplicatedData> void subscribe(
      Key<A> key, ActorRef<Replicator.SubscribeResponse<?>> subscriber) {
    ActorRef<?> any = subscriber;
    replicator.tell(
        new Replicator.Subscribe<>(key, (ActorRef<Replicator.SubscribeResponse<A>>) any));
  }

  /** Replaces what the others know of this node. They learn of it by and by. */
  void report(String member, String report) {
    replicator.tell(
        new Replicator.Update<>(
            LOADS,
            LWWMap.empty(),
            Replicator.writeLocal(),
            system.ignoreRef(),
            loads -> loads.put(self, member, report)));
  }

  /** Forgets members that are gone. */
  void forget(Set<String> gone) {
    replicator.tell(
        new Replicator.Update<>(
            LOADS,
            LWWMap.empty(),
            Replicator.writeLocal(),
            system.ignoreRef(),
            loads -> {
              LWWMap<String, String> left = loads;
              for (String member : gone) {
                left = left.contains(member) ? left.remove(self, member) : left;
              }
              return left;
            }));
    replicator.tell(
        new Replicator.Update<>(
            DRAINING,
            ORSet.empty(),
            Replicator.writeLocal(),
            system.ignoreRef(),
            draining -> {
              ORSet<String> left = draining;
              for (String member : gone) {
                left = left.contains(member) ? left.remove(self, member) : left;
              }
              return left;
            }));
  }

  CompletionStage<Done> drain(String member) {
    return record(DRAINING, ORSet.empty(), draining -> draining.add(self, member));
  }

  CompletionStage<Done> undrain(String member) {
    return record(
        DRAINING,
        ORSet.empty(),
        draining -> draining.contains(member) ? draining.remove(self, member) : draining);
  }

  CompletionStage<Done> requestBalance() {
    return record(BALANCE_REQUESTS, GCounter.empty(), asked -> asked.increment(self, 1));
  }

  CompletionStage<Done> pinsChanged() {
    return record(PIN_CHANGES, GCounter.empty(), changes -> changes.increment(self, 1));
  }

  /** Completes when a majority of the members has it, so that it outlives this node. */
  private <A extends ReplicatedData> CompletionStage<Done> record(
      Key<A> key, A initial, Function<A, A> change) {
    return AskPattern.<Replicator.Command, Replicator.UpdateResponse<A>>ask(
            replicator,
            replyTo ->
                new Replicator.Update<>(
                    key, initial, new Replicator.WriteMajority(WITHIN), replyTo, change),
            WITHIN.plusSeconds(1),
            system.scheduler())
        .thenCompose(SharedFacts::outcome);
  }

  private static CompletionStage<Done> outcome(Replicator.UpdateResponse<?> response) {
    if (response instanceof Replicator.UpdateSuccess) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return CompletableFuture.failedFuture(
        new TimeoutException(
            "recorded on this node, but a majority of the cluster did not confirm it within "
                + WITHIN.toSeconds()
                + " s; it may still come to be: look, and repeat it"));
  }
}
