package io.switchboard.checker;

/**
 * An event at its place in the topic.
 *
 * @param partition from 0
 * @param offset from 0
 * @param id which event
 */
public record PlacedEvent(int partition, long offset, EventId id) {
  /**
   * Checks the place.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public PlacedEvent {
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException(
          "expected partition >= 0 and offset >= 0, got " + partition + ':' + offset);
    }
  }

  /**
   * What a consumer found at a place.
   *
   * @param payload the text that carries the id; any other text makes it a record that no writer
   *     wrote, which the checker reports
   */
  public static PlacedEvent of(int partition, long offset, String payload) {
    return new PlacedEvent(partition, offset, EventId.of(payload).orElse(EventId.FOREIGN));
  }

  String text() {
    return partition + ":" + offset + '=' + id.text();
  }
}
