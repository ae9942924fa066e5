package io.switchboard.bench.meter;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.switchboard.bench.servers.NodeUnderTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bytes that the JVMs which take part have allocated on their heaps, between two looks: what
 * collectors had let go, and what lies in the young generation since. Kafka and Cassandra do not
 * tell theirs. For one thread.
 */
public final class AllocationMeter implements AutoCloseable {
  private static final String CLIENT = "client";
  private static final String ALLOCATED = "jvm.gc.memory.allocated";

  private final List<NodeUnderTest> nodes;
  private final SimpleMeterRegistry own = new SimpleMeterRegistry();
  private final JvmGcMetrics ownCollections = new JvmGcMetrics();

  /**
   * Of this JVM, and of the nodes.
   *
   * @param nodes that are ready
   */
  public AllocationMeter(List<NodeUnderTest> nodes) {
    this.nodes = List.copyOf(nodes);
    ownCollections.bindTo(own);
  }

  /**
   * Bytes, by process, from a point in the past that is the same for all looks.
   *
   * @throws IOException if a node does not tell
   */
  public Map<String, Double> bytes() throws IOException, InterruptedException {
    Map<String, Double> bytes = new TreeMap<>();
    for (NodeUnderTest node : nodes) {
      bytes.put(node.name(), node.metrics().allocatedBytes());
    }
    bytes.put(CLIENT, own.get(ALLOCATED).counter().count() + young());
    return bytes;
  }

  /** What was allocated since an earlier look. */
  public Map<String, Double> since(Map<String, Double> earlier)
      throws IOException, InterruptedException {
    Map<String, Double> allocated = new TreeMap<>();
    // A collection that has just ended is counted a moment later.
    bytes()
        .forEach(
            (name, now) -> allocated.put(name, Math.max(0, now - earlier.getOrDefault(name, now))));
    return allocated;
  }

  private static double young() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().contains("Eden"))
        .map(MemoryPoolMXBean::getUsage)
        .mapToDouble(usage -> usage == null ? 0 : usage.getUsed())
        .sum();
  }

  @Override
  public void close() {
    ownCollections.close();
    own.close();
  }
}
