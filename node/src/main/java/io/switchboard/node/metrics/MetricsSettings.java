package io.switchboard.node.metrics;

/**
 * What the figures may cost, and who may see them.
 *
 * @param maxTopics topics with series of their own; all others share one
 * @param open whether they are shown without the management token
 */
public record MetricsSettings(int maxTopics, boolean open) {
  private static final int MAX_TOPICS = 10_000;

  public MetricsSettings {
    if (maxTopics < 0 || maxTopics > MAX_TOPICS) {
      throw new IllegalArgumentException(
          "metrics.max-topics: expected 0 to " + MAX_TOPICS + ", got " + maxTopics);
    }
  }
}
