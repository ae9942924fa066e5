package io.switchboard.bench.run;

import io.switchboard.bench.contender.Contender;
import io.switchboard.bench.figures.Sample;
import io.switchboard.bench.meter.AllocationMeter;
import io.switchboard.bench.meter.CpuMeter;
import io.switchboard.bench.meter.FlightRecordings;
import io.switchboard.bench.servers.Cluster;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.settings.Settings;
import io.switchboard.bench.settings.Transport;
import io.switchboard.sdk.SwitchboardClientBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One node, with the meters of all processes that take part when it is measured. */
final class MeasuredNode implements AutoCloseable {
  private final RunContext context;
  private final Cluster node;
  private final AllocationMeter allocation;
  private final Duel duel;
  private final FlightRecordings flights;

  private MeasuredNode(RunContext context, Cluster node) {
    this.context = context;
    this.node = node;
    this.allocation = new AllocationMeter(node.nodes());
    Map<String, Long> processes = new HashMap<>(context.servers().processIds());
    processes.put("client", ProcessHandle.current().pid());
    processes.putAll(node.processIds());
    this.duel = new Duel(new CpuMeter(processes), Optional.of(allocation), context.progress());
    this.flights = new FlightRecordings(context.recordings(), processes);
  }

  /**
   * Returns when it is ready.
   *
   * @param more what is to differ from a node's defaults, keys below {@code switchboard}
   */
  static MeasuredNode start(RunContext context, Map<String, Object> more) throws Exception {
    return new MeasuredNode(context, Cluster.start(context, "node", 1, more));
  }

  /** A client of it. */
  SwitchboardClientBuilder client(Transport transport) {
    return node.client(transport);
  }

  /**
   * Lets contenders do a workload by turns, for as long as the settings say.
   *
   * @return by contender's name, a sample per round
   */
  Map<String, List<Sample>> duel(String workload, List<Contender> contenders) throws Exception {
    Settings settings = context.settings();
    try (FlightRecordings.Flight flight = flights.begin(workload)) {
      return duel.run(
          workload, contenders, settings.warmUp(), settings.roundTime(), settings.rounds());
    }
  }

  @Override
  public void close() {
    allocation.close();
    node.close();
  }
}
