package io.switchboard.core.session;

import java.util.Random;

/** Names the seed of a walk that failed, and how to repeat it. */
final class Seeds {
  private Seeds() {}

  /** A generator for a seed; small seeds that lie side by side give unlike walks too. */
  static Random random(long seed) {
    return new Random(seed * 0x9E3779B97F4A7C15L ^ (seed >>> 31));
  }

  static void run(long seed, Runnable walk) {
    try {
      walk.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
