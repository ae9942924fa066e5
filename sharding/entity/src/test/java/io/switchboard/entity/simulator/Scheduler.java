package io.switchboard.entity.simulator;

import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Everything that happens is a task of this one queue, and every choice a throw of its one dice: so
 * a seed is a whole history. Which of two things comes first follows from the delays thrown for
 * them.
 */
final class Scheduler {
  private record Task(long atMs, long nr, String what, Runnable run) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return atMs != other.atMs ? Long.compare(atMs, other.atMs) : Long.compare(nr, other.nr);
    }
  }

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private final VirtualClock clock = new VirtualClock();
  private final Random dice;
  private final Trace trace;
  private long tasksMade;
  private long steps;

  Scheduler(long seed, Trace trace) {
    // Seeds that lie side by side give unlike walks too.
    this.dice = new Random(seed * 0x9E3779B97F4A7C15L ^ (seed >>> 31));
    this.trace = trace;
  }

  VirtualClock clock() {
    return clock;
  }

  Trace trace() {
    return trace;
  }

  /** Tasks run so far. */
  long steps() {
    return steps;
  }

  void in(long delayMs, String what, Runnable run) {
    tasks.add(new Task(clock.elapsedMs() + delayMs, ++tasksMade, what, run));
  }

  /** Runs the next task. There always is one: the weather never ends. */
  void step() {
    Task next = tasks.remove();
    clock.advanceTo(next.atMs());
    steps++;
    trace.step(steps, clock.elapsedMs(), next.what());
    next.run().run();
  }

  boolean oneIn(int n) {
    return dice.nextInt(n) == 0;
  }

  int below(int bound) {
    return dice.nextInt(bound);
  }

  /** A number from low to high, both included. */
  int between(int low, int high) {
    return low + dice.nextInt(high - low + 1);
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(dice.nextInt(choices.size()));
  }
}
