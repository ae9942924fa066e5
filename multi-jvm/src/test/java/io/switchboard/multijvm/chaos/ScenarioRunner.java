package io.switchboard.multijvm.chaos;

import io.switchboard.multijvm.chaos.Availability.Done;
import io.switchboard.multijvm.chaos.Scenario.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Does to a cluster what a scenario says, at its times. One scenario; one thread. */
final class ScenarioRunner {
  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(90);
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(1);
  private static final long LOOK_EVERY_MS = 300;
  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS);
  private static final BiPredicate<Integer, Integer> ALL = (from, to) -> true;

  private final ChaosCluster cluster;
  private final PriorityQueue<Action> actions =
      new PriorityQueue<>(Comparator.comparingLong(Action::atNanos));
  private final List<Carried> carried = new ArrayList<>();
  private long beginNanos;

  private record Action(long atNanos, Runnable what) {}

  /**
   * A fault that was carried out; one that nothing is asked of until the cluster is whole again.
   */
  private static final class Carried {
    final FaultKind kind;
    final long atNanos;
    final long overNanos;
    final boolean excused;
    Optional<Long> wholeNanos = Optional.empty();

    /**
     * @param overNanos before that the nodes may not have noticed it, and look whole
     */
    Carried(FaultKind kind, long atNanos, long overNanos, boolean excused) {
      this.kind = kind;
      this.atNanos = atNanos;
      this.overNanos = overNanos;
      this.excused = excused;
    }

    boolean isAwaited() {
      return excused && wholeNanos.isEmpty();
    }

    Done done(long endNanos) {
      return new Done(
          kind, atNanos, excused ? Optional.of(wholeNanos.orElse(endNanos)) : Optional.empty());
    }
  }

  ScenarioRunner(ChaosCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Returns when the scenario's time is over, and the cluster is whole if that is waited for; the
   * network is healed then.
   */
  List<Done> run(Scenario scenario) {
    beginNanos = System.nanoTime();
    for (Step step : scenario.steps()) {
      long latestMs = scenario.lengthMs() - step.forMs() - Scenario.BACK_WITHIN_MS;
      at(step.atMs(), () -> begin(step, latestMs));
    }
    long end = beginNanos + TimeUnit.MILLISECONDS.toNanos(scenario.lengthMs());
    while (System.nanoTime() - end < 0) {
      Action next = actions.peek();
      long now = System.nanoTime();
      if (next != null && next.atNanos() - now <= 0) {
        actions.remove();
        next.what().run();
        continue;
      }
      lookWhetherWhole(now);
      long until = next == null ? end : Math.min(end, next.atNanos());
      LockSupport.parkNanos(Math.min(LOOK_EVERY_NANOS, until - now));
    }
    cluster.network().heal(ALL, false);
    long patience = System.nanoTime() + WHOLE_WITHIN.toNanos();
    while (isWholeAwaited() && System.nanoTime() - patience < 0) {
      lookWhetherWhole(System.nanoTime());
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    long now = System.nanoTime();
    return carried.stream().map(fault -> fault.done(now)).toList();
  }

  private void at(long ms, Runnable what) {
    actions.add(new Action(beginNanos + TimeUnit.MILLISECONDS.toNanos(ms), what));
  }

  private void after(long ms, Runnable what) {
    actions.add(new Action(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms), what));
  }

  private boolean isWholeAwaited() {
    return carried.stream().anyMatch(Carried::isAwaited);
  }

  private void lookWhetherWhole(long now) {
    List<Carried> over =
        carried.stream().filter(f -> f.isAwaited() && f.overNanos - now <= 0).toList();
    if (!over.isEmpty() && cluster.isWhole()) {
      over.forEach(f -> f.wholeNanos = Optional.of(now));
    }
  }

  /**
   * A fault that takes nodes waits for the cluster to be whole, since nodes come back late on a
   * busy machine: else it would be more than is meant.
   */
  private void begin(Step step, long latestMs) {
    boolean whole = !step.kind().takesNodes() || cluster.isWhole();
    if (!whole && System.nanoTime() - beginNanos < TimeUnit.MILLISECONDS.toNanos(latestMs)) {
      after(LOOK_EVERY_MS, () -> begin(step, latestMs));
      return;
    }
    boolean excused = !whole || step.kind().mayStopAll(cluster.size());
    List<Integer> nodes = nodesOf(step);
    ChaosCluster.say(
        "-- " + step + (excused ? " (nothing is asked until the cluster is whole again)" : ""));
    Duration lasts = Duration.ofMillis(step.forMs());
    long now = System.nanoTime();
    carried.add(new Carried(step.kind(), now, now + lasts.plus(SEEN_WITHIN).toNanos(), excused));
    switch (step.kind()) {
      case KILL_OWNER, KILL_ANY, KILL_COORDINATOR, KILL_TWO ->
          nodes.forEach(node -> cluster.kill(node, lasts));
      case FREEZE -> nodes.forEach(node -> cluster.freeze(node, lasts));
      case DRAIN -> nodes.forEach(node -> cluster.drain(node, lasts));
      case PART_MINORITY, PART_COORDINATOR -> cutOff(step, nodes);
      case MUTE -> cut(step, "not heard: " + names(nodes), (from, to) -> nodes.contains(from));
      case DEAF -> cut(step, "does not hear: " + names(nodes), (from, to) -> nodes.contains(to));
      case KILL_WHILE_HEALING -> {
        cutOff(step, nodes);
        List<Integer> rest = nodes(i -> !nodes.contains(i));
        after(
            step.forMs(),
            () -> cluster.kill(rest.get(step.pick() % rest.size()), Duration.ofMillis(500)));
      }
      case SLOW_LINKS -> {
        // None: all links.
        BiPredicate<Integer, Integer> links =
            nodes.isEmpty() ? ALL : (from, to) -> nodes.contains(from) || nodes.contains(to);
        cluster.network().slow(links, Duration.ofMillis(step.delayMs()));
        after(step.forMs(), () -> cluster.network().slow(links, Duration.ZERO));
      }
    }
  }

  /** The nodes to which it is done. */
  private List<Integer> nodesOf(Step step) {
    int picked = step.pick() % cluster.size();
    return switch (step.kind()) {
      case KILL_OWNER -> List.of(cluster.busiest());
      case KILL_COORDINATOR -> List.of(coordinator());
      case KILL_TWO ->
          List.of(picked, (picked + 1 + step.pick() % (cluster.size() - 1)) % cluster.size());
      case PART_MINORITY, KILL_WHILE_HEALING ->
          others(coordinator(), step.pick(), FaultKind.minority(cluster.size()));
      case PART_COORDINATOR -> {
        int coordinator = coordinator();
        List<Integer> group =
            new ArrayList<>(
                others(coordinator, step.pick(), FaultKind.minority(cluster.size()) - 1));
        group.add(coordinator);
        yield List.copyOf(group);
      }
      case SLOW_LINKS -> step.pick() % 2 == 0 ? List.of() : List.of(picked);
      case KILL_ANY, FREEZE, DRAIN, MUTE, DEAF -> List.of(picked);
    };
  }

  private int coordinator() {
    return cluster.coordinator().orElse(0);
  }

  private List<Integer> nodes(IntPredicate which) {
    return IntStream.range(0, cluster.size()).filter(which).boxed().toList();
  }

  private List<Integer> others(int than, int pick, int count) {
    List<Integer> candidates = nodes(i -> i != than);
    return IntStream.range(0, count)
        .mapToObj(i -> candidates.get((pick + i) % candidates.size()))
        .toList();
  }

  private static List<String> names(List<Integer> nodes) {
    return nodes.stream().map(i -> "node-" + (i + 1)).toList();
  }

  private void cutOff(Step step, List<Integer> group) {
    cut(step, "cut off: " + names(group), (from, to) -> group.contains(from) != group.contains(to));
  }

  private void cut(Step step, String what, BiPredicate<Integer, Integer> links) {
    ChaosCluster.say(what);
    cluster.network().cut(links);
    after(
        step.forMs(),
        () -> {
          cluster.network().heal(links, step.reset());
          ChaosCluster.say("healed: " + what);
        });
  }
}
