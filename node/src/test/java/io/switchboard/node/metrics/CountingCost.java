package io.switchboard.node.metrics;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.switchboard.entity.seen.SessionCensus.Place;
import io.switchboard.entity.seen.SessionObserver;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures what counting costs a call, and what a scrape costs: {@code java -cp … CountingCost}.
 * Not a test: figures of a busy machine are worth nothing.
 */
public final class CountingCost {
  private static final int ROUNDS = 7;
  private static final int STEPS = 5_000_000;

  private CountingCost() {}

  public static void main(String[] args) throws InterruptedException {
    LongAdder adder = new LongAdder();
    Timer timer =
        new Meters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
            .histogram("cost", "Of counting.", DoorMeters.CALL_BOUNDS_MS);
    NodeMetrics node =
        new NodeMetrics("cost", "1", new MetricsSettings(100, false), SessionObserver.NONE);
    var topic = node.sessions().topics();
    for (int threads : new int[] {1, 2}) {
      report(threads, "empty loop", () -> {});
      report(threads, "counter", adder::increment);
      report(threads, "timer", () -> timer.record(adder.sum() & 0xFFFFFF, TimeUnit.NANOSECONDS));
      report(
          threads,
          "counter and timer",
          () -> {
            adder.increment();
            timer.record(3_000_000, TimeUnit.NANOSECONDS);
          });
      report(
          threads,
          "clock, twice",
          () -> {
            long from = System.nanoTime();
            adder.add(System.nanoTime() - from);
          });
      report(threads, "a topic's figures", () -> topic.of("pages").lagChanged(1));
      report(
          threads,
          "a change of phase",
          () -> {
            Place place = new Place("reader", "idle");
            node.sessions().census.leave(place);
            node.sessions().census.enter(place);
          });
    }
    for (int i = 0; i < 100; i++) {
      topic.of("topic-" + i).lagChanged(1);
    }
    MetricsPage page = node.page();
    long best = Long.MAX_VALUE;
    int bytes = 0;
    for (int i = 0; i < 300; i++) {
      long begun = System.nanoTime();
      bytes = page.content(Optional.empty()).body().length;
      best = Math.min(best, System.nanoTime() - begun);
    }
    System.out.printf("scrape, 100 topics: best %.2f ms, %d bytes%n", best / 1e6, bytes);
    node.close();
  }

  private static void report(int threads, String what, Runnable step) throws InterruptedException {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      Thread[] all = new Thread[threads];
      long begun = System.nanoTime();
      for (int t = 0; t < threads; t++) {
        all[t] =
            new Thread(
                () -> {
                  for (int i = 0; i < STEPS; i++) {
                    step.run();
                  }
                });
        all[t].start();
      }
      for (Thread thread : all) {
        thread.join();
      }
      best = Math.min(best, (double) (System.nanoTime() - begun) / STEPS);
    }
    System.out.printf("%d thread(s), %-20s %6.1f ns%n", threads, what, best);
  }
}
