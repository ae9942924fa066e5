package io.switchboard.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** One run of the benchmark over servers that are there: its parts, one after another. */
final class BenchRun {
  private final RunContext context;

  BenchRun(RunContext context) {
    this.context = context;
  }

  /** Starts what is to be measured, measures, and stops it again. */
  Report run() throws Exception {
    String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    OneNodeRun oneNode = new OneNodeRun(context);
    oneNode.run();
    return new Report(started, machine(), context.settings(), oneNode.rows(), oneNode.footprints());
  }

  private static String machine() {
    return "%d processors, %s %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            System.getProperty("java.version"));
  }
}
