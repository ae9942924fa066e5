package io.switchboard.node.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How meters are made here: every name gets its prefix, and what a meter reads is kept, because
 * Micrometer alone would let it go. Counters are read from where they are counted, at the scrape.
 */
final class Meters {
  private static final String PREFIX = "switchboard.";

  private final MeterRegistry registry;
  private final List<Object> kept = new CopyOnWriteArrayList<>();

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  MeterRegistry registry() {
    return registry;
  }

  /**
   * @param name without prefix, with dots; a unit is its last part
   * @param labels keys and values in turn
   */
  void counter(String name, String help, LongSupplier value, String... labels) {
    kept.add(value);
    FunctionCounter.builder(PREFIX + name, value, LongSupplier::getAsLong)
        .description(help)
        .tags(labels)
        .register(registry);
  }

  void gauge(String name, String help, LongSupplier value, String... labels) {
    kept.add(value);
    Gauge.builder(PREFIX + name, value, LongSupplier::getAsLong)
        .description(help)
        .tags(labels)
        .register(registry);
  }

  /** Calls and the time that they took together, both counted elsewhere. */
  void totals(String name, String help, LongSupplier count, LongSupplier nanos) {
    kept.add(List.of(count, nanos));
    FunctionTimer.builder(
            PREFIX + name,
            kept,
            any -> count.getAsLong(),
            any -> nanos.getAsLong(),
            TimeUnit.NANOSECONDS)
        .description(help)
        .register(registry);
  }

  /** A histogram with exactly these bounds, in milliseconds, and the sum, count and maximum. */
  Timer histogram(String name, String help, long[] boundsMs, String... labels) {
    return Timer.builder(PREFIX + name)
        .description(help)
        .serviceLevelObjectives(
            Arrays.stream(boundsMs).mapToObj(Duration::ofMillis).toArray(Duration[]::new))
        .tags(labels)
        .register(registry);
  }
}
