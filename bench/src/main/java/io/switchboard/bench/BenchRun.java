package io.switchboard.bench;

import static io.switchboard.bench.settings.Settings.Workload.CHURN;
import static io.switchboard.bench.settings.Settings.Workload.CLUSTER;
import static io.switchboard.bench.settings.Settings.Workload.COLD;
import static io.switchboard.bench.settings.Settings.Workload.CONTENDERS;
import static io.switchboard.bench.settings.Settings.Workload.FANOUT;
import static io.switchboard.bench.settings.Settings.Workload.LATENCY;
import static io.switchboard.bench.settings.Settings.Workload.PEER;
import static io.switchboard.bench.settings.Settings.Workload.SCENARIOS;
import static io.switchboard.bench.settings.Settings.Workload.SESSIONS;

import io.switchboard.bench.figures.Comparison;
import io.switchboard.bench.figures.Row;
import io.switchboard.bench.figures.SessionMemory;
import io.switchboard.bench.report.Report;
import io.switchboard.bench.run.ChurnRun;
import io.switchboard.bench.run.ClusterRun;
import io.switchboard.bench.run.ColdRun;
import io.switchboard.bench.run.ContendersRun;
import io.switchboard.bench.run.FanOutRun;
import io.switchboard.bench.run.LatencyRun;
import io.switchboard.bench.run.OneNodeRun;
import io.switchboard.bench.run.PeerRun;
import io.switchboard.bench.run.Scenarios;
import io.switchboard.bench.run.ScenariosRun;
import io.switchboard.bench.run.SessionsRun;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.settings.Settings.Workload;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** One run of the benchmark over servers that are there: its parts, one after another. */
final class BenchRun {
  private final RunContext context;

  BenchRun(RunContext context) {
    this.context = context;
  }

  /** Starts what is to be measured, measures, and stops it again. */
  Report run() throws Exception {
    String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    PeerRun peer = new PeerRun(context);
    if (wants(PEER)) {
      peer.awaitPeer();
    }
    OneNodeRun oneNode = new OneNodeRun(context);
    if (context.settings().wantsOneNode()) {
      oneNode.run();
    }
    List<Row> rows = new ArrayList<>(oneNode.rows());
    if (wants(SCENARIOS)) {
      rows.addAll(new ScenariosRun(context, Scenarios.around(context.settings())).run());
    }
    List<Comparison> comparisons = wants(CLUSTER) ? new ClusterRun(context).run() : List.of();
    List<SessionMemory> sessionMemory =
        wants(SESSIONS) ? List.of(new SessionsRun(context).run()) : List.of();
    return new Report(
        started,
        machine(),
        RepeatCommand.of(context.settings(), context.nodeJvmArgs()).line(),
        context.settings(),
        rows,
        comparisons,
        oneNode.footprints(),
        sessionMemory,
        wants(LATENCY) ? new LatencyRun(context).run() : List.of(),
        wants(CONTENDERS) ? new ContendersRun(context).run() : List.of(),
        wants(FANOUT) ? List.of(new FanOutRun(context).run()) : List.of(),
        wants(COLD) ? new ColdRun(context).run() : List.of(),
        wants(CHURN) ? new ChurnRun(context).run() : List.of(),
        wants(PEER) ? peer.run() : List.of());
  }

  private boolean wants(Workload workload) {
    return context.settings().only().contains(workload);
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
