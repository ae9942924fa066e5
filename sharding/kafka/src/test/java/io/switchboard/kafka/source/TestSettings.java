package io.switchboard.kafka.source;

import java.time.Duration;

/** Settings for tests: small and quick. */
final class TestSettings {
  private TestSettings() {}

  static SourceSettings of(
      int fetchBytes, int maxRunning, int cacheBytes, int maxTailGap, Duration turn) {
    return new SourceSettings(
        1,
        1,
        10_000,
        1 << 20,
        fetchBytes,
        Math.max(fetchBytes, 1 << 20),
        500,
        maxRunning,
        2,
        cacheBytes,
        maxTailGap,
        Duration.ofMillis(100),
        fetchBytes,
        turn,
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofMillis(100));
  }

  static SourceSettings small() {
    return of(2_000, 2, 10_000, 10, Duration.ofMillis(50));
  }
}
