package io.switchboard.core.model;

/**
 * The part of one partition that a delivered batch covers.
 *
 * @param partition Kafka partition
 * @param from first offset
 * @param to offset behind the last one (exclusive)
 * @param events events delivered from it; fewer on a second reading means that Kafka no longer has
 *     them all
 */
public record Range(int partition, long from, long to, int events) {
  public Range {
    if (from < 0 || to < from || events < 0) {
      throw new IllegalArgumentException(
          "not a range: " + from + ".." + to + " with " + events + " events");
    }
  }
}
