package io.switchboard.bench.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * What is asked of the workloads FANOUT, COLD and PEER, which have runs of their own.
 *
 * @param fanOutReaders of one topic, step by step, each 1 to 10,000; all but the first are compared
 *     with the first
 * @param fanOutBatchesPerSecond that are published meanwhile, more than 0, at most 1,000
 * @param coldSessions that begin one after another, of each role, 1 to 10,000
 * @param peer {@code http://host:port} of an HTTP bridge to measure beside; empty if there is none
 * @param kafkaPort of the benchmark's own Kafka, which the bridge must use too; 0 for any free one
 */
public record OwnRuns(
    List<Integer> fanOutReaders,
    double fanOutBatchesPerSecond,
    int coldSessions,
    String peer,
    int kafkaPort) {
  private static final int MAX_STEPS = 20;
  private static final int MAX_SESSIONS = 10_000;
  private static final double MAX_RATE = 1_000;

  public OwnRuns {
    fanOutReaders = List.copyOf(fanOutReaders);
    boolean none = fanOutReaders.isEmpty() || fanOutReaders.size() > MAX_STEPS;
    if (none || fanOutReaders.stream().anyMatch(readers -> readers < 1 || readers > MAX_SESSIONS)) {
      throw new IllegalArgumentException(
          "fan-out: expected 1 to %d numbers of readers, each 1 to %,d, got %s"
              .formatted(MAX_STEPS, MAX_SESSIONS, fanOutReaders));
    }
    if (!(fanOutBatchesPerSecond > 0 && fanOutBatchesPerSecond <= MAX_RATE)) {
      throw new IllegalArgumentException(
          "fan-out rate: expected more than 0 and at most %,.0f batches/s, got %s"
              .formatted(MAX_RATE, fanOutBatchesPerSecond));
    }
    if (coldSessions < 1 || coldSessions > MAX_SESSIONS) {
      throw new IllegalArgumentException(
          "cold sessions: expected 1 to %,d, got %d".formatted(MAX_SESSIONS, coldSessions));
    }
    if (!peer.isEmpty() && !isHttp(peer)) {
      throw new IllegalArgumentException("peer: expected http://host:port, got " + peer);
    }
    if (kafkaPort < 0 || kafkaPort > 65_535) {
      throw new IllegalArgumentException("Kafka's port: expected 0 to 65,535, got " + kafkaPort);
    }
  }

  static OwnRuns defaults() {
    return new OwnRuns(List.of(1, 100, 1_000), 2, 200, "", 0);
  }

  public static OwnRuns quick() {
    return new OwnRuns(List.of(1, 10, 50), 5, 10, "", 0);
  }

  private static boolean isHttp(String text) {
    try {
      URI uri = new URI(text);
      return "http".equals(uri.getScheme()) && uri.getHost() != null && uri.getQuery() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
