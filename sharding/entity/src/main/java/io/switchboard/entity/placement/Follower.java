package io.switchboard.entity.placement;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ddata.Key;
import akka.cluster.ddata.typed.javadsl.Replicator;
import io.switchboard.core.port.ShardPins;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Keeps this node's {@link Knowledge} fresh, tells the others this node's load, and, on the leader,
 * forgets members that are gone. An actor.
 */
final class Follower {
  /** Looks after which a member is gone that is not seen: a newcomer may report before that. */
  private static final int LOOKS_UNTIL_GONE = 5;

  /** What it is told. */
  sealed interface Message {}

  private enum Tick implements Message {
    REPORT,
    PINS
  }

  private record Told(Replicator.SubscribeResponse<?> response) implements Message {}

  private record PinsRead(Map<String, String> pins, Throwable failure) implements Message {}

  private final ActorContext<Message> context;
  private final AtomicReference<Knowledge> knowledge;
  private final SharedFacts shared;
  private final Members members;
  private final ShardPins pins;
  private final Supplier<PeerFacts> facts;
  private final LoadMeter meter;
  private final LoadMemory memory;
  private final Map<String, Integer> absent = new HashMap<>();
  private Map<String, String> encoded = Map.of();
  private boolean readingPins;
  private boolean readPinsAgain;
  private boolean pinsUnreadable;

  static Behavior<Message> create(
      AtomicReference<Knowledge> knowledge,
      SharedFacts shared,
      Members members,
      ShardPins pins,
      Supplier<PeerFacts> facts,
      ShardLoads loads,
      PlacementSettings settings) {
    Behavior<Message> follower =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new Follower(
                                context, knowledge, shared, members, pins, facts, loads, settings)
                            .start(timers, settings)));
    return Behaviors.supervise(follower)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
  }

  private Follower(
      ActorContext<Message> context,
      AtomicReference<Knowledge> knowledge,
      SharedFacts shared,
      Members members,
      ShardPins pins,
      Supplier<PeerFacts> facts,
      ShardLoads loads,
      PlacementSettings settings) {
    this.context = context;
    this.knowledge = knowledge;
    this.shared = shared;
    this.members = members;
    this.pins = pins;
    this.facts = facts;
    this.meter = new LoadMeter(loads, System.nanoTime());
    this.memory = new LoadMemory(settings.settleAfter().toMillis() / 1e3, System.nanoTime());
  }

  private Behavior<Message> start(TimerScheduler<Message> timers, PlacementSettings settings) {
    timers.startTimerWithFixedDelay(Tick.REPORT, settings.reportEvery());
    timers.startTimerWithFixedDelay(Tick.PINS, settings.pinsEvery());
    @SuppressWarnings({"unchecked", "rawtypes"}) // One adapter for all keys.
    var told =
        context.<Replicator.SubscribeResponse<?>>messageAdapter(
            (Class) Replicator.SubscribeResponse.class, Told::new);
    shared.subscribe(SharedFacts.LOADS, told);
    shared.subscribe(SharedFacts.DRAINING, told);
    shared.subscribe(SharedFacts.BALANCE_REQUESTS, told);
    shared.subscribe(SharedFacts.PIN_CHANGES, told);
    readPins();
    report();
    return Behaviors.receive(Message.class)
        .onMessage(Tick.class, this::onTick)
        .onMessage(Told.class, this::onTold)
        .onMessage(PinsRead.class, this::onPinsRead)
        .build();
  }

  private Behavior<Message> onTick(Tick tick) {
    if (tick == Tick.PINS) {
      readPins();
    } else {
      report();
      learnLoads();
      forgetGoneMembers();
    }
    return Behaviors.same();
  }

  private void report() {
    String text = new LoadReport(facts.get(), meter.read(System.nanoTime())).encoded();
    if (!text.equals(encoded.get(members.selfKey()))) {
      shared.report(members.selfKey(), text);
    }
  }

  private Behavior<Message> onTold(Told told) {
    if (told.response() instanceof Replicator.Changed<?> changed) {
      Knowledge now = knowledge.get();
      if (isOf(changed, SharedFacts.LOADS)) {
        encoded = changed.get(SharedFacts.LOADS).getEntries();
        learnLoads();
      } else if (isOf(changed, SharedFacts.DRAINING)) {
        Set<String> draining = changed.get(SharedFacts.DRAINING).getElements();
        context.getLog().info("draining nodes changed, draining={}", draining);
        knowledge.set(now.withDraining(draining));
      } else if (isOf(changed, SharedFacts.BALANCE_REQUESTS)) {
        long asked = changed.get(SharedFacts.BALANCE_REQUESTS).getValue().longValue();
        knowledge.set(now.withBalanceRequests(asked, System.nanoTime()));
      } else if (isOf(changed, SharedFacts.PIN_CHANGES)) {
        readPins();
      }
    }
    return Behaviors.same();
  }

  private static boolean isOf(Replicator.Changed<?> changed, Key<?> key) {
    return changed.key().id().equals(key.id());
  }

  /** Reports of incarnations that are not members any more do not count. */
  private void learnLoads() {
    Set<String> keys = new HashSet<>();
    members.now().byAddress().values().forEach(member -> keys.add(Members.key(member)));
    Map<String, LoadReport> reports = new TreeMap<>();
    encoded.forEach(
        (member, text) -> {
          if (keys.contains(member)) {
            LoadReport.decode(text).ifPresent(report -> reports.put(member, report));
          }
        });
    var loads = memory.take(reports.values(), System.nanoTime());
    knowledge.set(knowledge.get().withReports(reports, loads));
  }

  private void forgetGoneMembers() {
    Set<String> gone = new HashSet<>(encoded.keySet());
    gone.addAll(knowledge.get().draining());
    members.now().byAddress().values().forEach(member -> gone.remove(Members.key(member)));
    absent.keySet().retainAll(gone);
    gone.forEach(member -> absent.merge(member, 1, Integer::sum));
    gone.removeIf(member -> absent.get(member) < LOOKS_UNTIL_GONE);
    if (!gone.isEmpty() && members.isLeader()) {
      shared.forget(gone);
    }
  }

  private void readPins() {
    if (readingPins) {
      readPinsAgain = true;
      return;
    }
    readingPins = true;
    readPinsAgain = false;
    context.pipeToSelf(pins.list(), PinsRead::new);
  }

  private Behavior<Message> onPinsRead(PinsRead read) {
    readingPins = false;
    if (read.failure() == null) {
      pinsUnreadable = false;
      knowledge.set(knowledge.get().withPins(read.pins()));
    } else if (!pinsUnreadable) {
      pinsUnreadable = true;
      context.getLog().warn("pins of shards cannot be read; the last known count", read.failure());
    }
    if (readPinsAgain) {
      readPins();
    }
    return Behaviors.same();
  }
}
