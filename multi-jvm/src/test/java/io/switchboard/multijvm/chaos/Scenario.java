package io.switchboard.multijvm.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is done to a cluster in one round, and when: generated from a seed alone.
 *
 * @param nodes of the cluster
 * @param lengthMs of the round, without its judging
 * @param steps in the order of their times
 */
record Scenario(long seed, int nodes, long lengthMs, List<Step> steps) {
  /** So long a node that was taken out may need until it serves again. */
  static final long BACK_WITHIN_MS = 12_000;

  private static final int FIRST_MS = 1_500;
  private static final int MAX_STEPS = 4;

  /**
   * One fault.
   *
   * @param atMs since the begin of the round
   * @param pick chooses among the nodes that may be meant
   * @param forMs how long it lasts; for a kill, until the node is started again
   * @param delayMs of slow links
   * @param reset whether cut connections are closed when they heal
   */
  record Step(FaultKind kind, long atMs, int pick, long forMs, int delayMs, boolean reset) {
    long endMs() {
      return atMs + forMs;
    }

    @Override
    public String toString() {
      return String.format(
              Locale.ROOT, "%s at %.1f s for %.1f s", kind, atMs / 1000.0, forMs / 1000.0)
          + (delayMs > 0 ? " by " + delayMs + " ms" : "")
          + (reset ? ", then closed" : "");
    }
  }

  Scenario {
    steps = List.copyOf(steps);
  }

  /** The scenario of a seed. */
  static Scenario of(long seed, int nodes, long lengthMs) {
    // Neighbouring seeds give neighbouring first numbers otherwise.
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    random.nextLong();
    List<Step> steps = new ArrayList<>();
    long at = FIRST_MS + random.nextInt(2_000);
    while (steps.size() < MAX_STEPS && at < lengthMs - BACK_WITHIN_MS) {
      List<FaultKind> kinds =
          Stream.of(FaultKind.values())
              .filter(kind -> kind != FaultKind.KILL_TWO || nodes >= 5)
              .toList();
      Step step = step(kinds.get(random.nextInt(kinds.size())), at, lengthMs, random);
      steps.add(step);
      if (step.kind().takesNodes() && random.nextInt(4) == 0) {
        // The same over slow links.
        steps.add(
            slow(Math.max(0, at - random.nextInt(2_000)), 3_000 + random.nextInt(8_000), random));
      }
      at = step.endMs() + BACK_WITHIN_MS + random.nextInt(2_000);
    }
    steps.sort(Comparator.comparingLong(Step::atMs));
    return new Scenario(seed, nodes, lengthMs, steps);
  }

  private static Step step(FaultKind kind, long at, long lengthMs, Random random) {
    int pick = random.nextInt(1_000);
    long longest = Math.max(2_000, Math.min(15_000, lengthMs - BACK_WITHIN_MS - at));
    long lasts = 1_000 + random.nextInt((int) longest - 1_000);
    return switch (kind) {
      case KILL_OWNER, KILL_ANY, KILL_COORDINATOR, KILL_TWO ->
          new Step(kind, at, pick, 200 + random.nextInt(5_000), 0, false);
      case DRAIN -> new Step(kind, at, pick, 500 + random.nextInt(3_000), 0, false);
      case SLOW_LINKS -> slow(at, lasts, random);
      default -> new Step(kind, at, pick, lasts, 0, random.nextBoolean());
    };
  }

  private static Step slow(long at, long lasts, Random random) {
    return new Step(
        FaultKind.SLOW_LINKS, at, random.nextInt(1_000), lasts, 20 + random.nextInt(400), false);
  }

  /** How many nodes may be out of service at a moment. */
  int nodesOutAt(long ms) {
    return steps.stream()
        .filter(step -> step.atMs() <= ms && ms < step.endMs() + BACK_WITHIN_MS)
        .mapToInt(step -> step.kind().nodesOut(nodes))
        .sum();
  }

  @Override
  public String toString() {
    return "seed %d, %d nodes, %d s: %s"
        .formatted(
            seed,
            nodes,
            lengthMs / 1000,
            steps.stream().map(Step::toString).collect(Collectors.joining("; ")));
  }
}
