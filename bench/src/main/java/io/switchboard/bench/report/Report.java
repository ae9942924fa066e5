package io.switchboard.bench.report;

import io.switchboard.bench.figures.Churn;
import io.switchboard.bench.figures.ColdStart;
import io.switchboard.bench.figures.Comparison;
import io.switchboard.bench.figures.Contest;
import io.switchboard.bench.figures.FanOut;
import io.switchboard.bench.figures.Latency;
import io.switchboard.bench.figures.Row;
import io.switchboard.bench.figures.SessionMemory;
import io.switchboard.bench.meter.NodeFootprint;
import io.switchboard.bench.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of a run, in the order of the table.
 *
 * @param started ISO-8601
 * @param machine processors, memory, operating system, Java
 * @param command what to type for the same again
 * @param settings what was asked for
 * @param rows one per workload, and one per scenario
 * @param comparisons of a cluster with one node, one per workload
 * @param footprints of the node, before it had anything to do, and when all sessions had ended
 * @param sessionMemory what sessions cost; one element, or none if it was not asked for
 * @param latencies at fixed rates
 * @param contests of several ways of doing the same
 * @param fanOut many readers of one topic; one element, or none if it was not asked for
 * @param coldStarts sessions' first calls, one element for each kind
 * @param churn sessions that begin and end, one element for each role
 * @param peer beside an HTTP bridge, which takes the native client's place in the rows
 */
public record Report(
    String started,
    String machine,
    String command,
    Settings settings,
    List<Row> rows,
    List<Comparison> comparisons,
    List<NodeFootprint> footprints,
    List<SessionMemory> sessionMemory,
    List<Latency> latencies,
    List<Contest> contests,
    List<FanOut> fanOut,
    List<ColdStart> coldStarts,
    List<Churn> churn,
    List<Row> peer) {

  /** One without any of the last four. */
  Report(
      String started,
      String machine,
      String command,
      Settings settings,
      List<Row> rows,
      List<Comparison> comparisons,
      List<NodeFootprint> footprints,
      List<SessionMemory> sessionMemory,
      List<Latency> latencies,
      List<Contest> contests) {
    this(
        started,
        machine,
        command,
        settings,
        rows,
        comparisons,
        footprints,
        sessionMemory,
        latencies,
        contests,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** The parts that are tables with their goals, of what was measured. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    fanOut.forEach(one -> parts.add(FanOutText.part(one)));
    if (!coldStarts.isEmpty()) {
      parts.add(ColdText.part(coldStarts));
    }
    if (!churn.isEmpty()) {
      parts.add(ChurnText.part(churn));
    }
    PeerText.part(this).ifPresent(parts::add);
    return parts;
  }
}
