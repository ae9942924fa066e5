package io.switchboard.bench.meter;

import io.switchboard.bench.servers.Cluster;
import io.switchboard.bench.servers.NodeUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the nodes of a cluster hold at one point of a run, after full collections.
 *
 * @param when at which point
 * @param nodes each node's lowest of the last looks
 * @param heapMiB of all nodes together
 * @param spreadMiB how far the last looks at all nodes lie apart: no figure is more exact than that
 * @param threads of all nodes together
 */
public record MemoryStage(
    String when, List<NodeFootprint> nodes, double heapMiB, double spreadMiB, int threads) {
  private static final double BYTES_PER_MIB = 1 << 20;
  private static final double LESS_MIB = 0.05;
  private static final Duration AT_MOST = Duration.ofMinutes(2);

  /**
   * Looks at all nodes again and again, until they let go of nothing any more: timers and caches
   * keep things for some seconds.
   *
   * @param steadyFor how long nothing may have become less
   */
  public static MemoryStage look(String when, Cluster cluster, Duration steadyFor)
      throws IOException, InterruptedException {
    List<List<NodeFootprint>> looks = new ArrayList<>();
    double lowest = Double.MAX_VALUE;
    long begin = System.nanoTime();
    long lowestAt = begin;
    long now;
    do {
      List<NodeFootprint> look = new ArrayList<>();
      for (NodeUnderTest node : cluster.nodes()) {
        look.add(NodeFootprint.of(node.name() + " " + when, node.processId()));
      }
      now = System.nanoTime();
      if (heapMiB(look) < lowest - LESS_MIB) {
        lowest = heapMiB(look);
        lowestAt = now;
        looks.clear();
      }
      looks.add(look);
    } while (now - lowestAt < steadyFor.toNanos() && now - begin < AT_MOST.toNanos());
    return of(when, looks);
  }

  /**
   * @param looks one or more, each with all nodes in the same order
   */
  static MemoryStage of(String when, List<List<NodeFootprint>> looks) {
    List<NodeFootprint> lowest = new ArrayList<>();
    for (int node = 0; node < looks.get(0).size(); node++) {
      int index = node;
      lowest.add(
          looks.stream()
              .map(look -> look.get(index))
              .min(Comparator.comparingDouble(NodeFootprint::heapMiB))
              .orElseThrow());
    }
    double[] totals = looks.stream().mapToDouble(MemoryStage::heapMiB).sorted().toArray();
    return new MemoryStage(
        when,
        List.copyOf(lowest),
        heapMiB(lowest),
        totals[totals.length - 1] - totals[0],
        lowest.stream().mapToInt(NodeFootprint::threads).sum());
  }

  /** How much more heap there is than at an earlier point, in bytes. */
  public double bytesSince(MemoryStage earlier) {
    return (heapMiB - earlier.heapMiB) * BYTES_PER_MIB;
  }

  private static double heapMiB(List<NodeFootprint> nodes) {
    return nodes.stream().mapToDouble(NodeFootprint::heapMiB).sum();
  }
}
