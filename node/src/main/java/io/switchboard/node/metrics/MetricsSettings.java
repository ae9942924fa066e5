package io.switchboard.node.metrics;

/**
 * What the figures may cost.
 *
 * @param maxTopics topics with series of their own; all others share one
 */
public record MetricsSettings(int maxTopics) {
  private static final int MAX_TOPICS = 10_000;

  public MetricsSettings {
    if (maxTopics < 0 || maxTopics > MAX_TOPICS) {
      throw new IllegalArgumentException(
          "metrics.max-topics: expected 0 to " + MAX_TOPICS + ", got " + maxTopics);
    }
  }
}
