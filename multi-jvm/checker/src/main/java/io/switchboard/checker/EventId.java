package io.switchboard.checker;

import java.util.Optional;

/**
 * The name that an event carries through Kafka, so that a reader can tell which batch it is of, and
 * whether the whole batch is there.
 *
 * <p>As text {@code writer/batch/index/count}; what follows a space is padding.
 *
 * @param writer who wrote it; see {@link History#writer}
 * @param batch the writer's own number of the batch
 * @param index of the event in its batch, from 0
 * @param count of events in the batch, 1 to {@link #MAX_COUNT}
 */
public record EventId(String writer, long batch, int index, int count) {
  /** The largest batch, in events. */
  public static final int MAX_COUNT = 1_000_000;

  /** Stands for a record that carries no id. No writer of a history may have its name. */
  static final EventId FOREIGN = new EventId("~", 0, 0, 1);

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the writer's name or a number is out of range
   */
  public EventId {
    Names.check("writer", writer);
    checkNumbers(batch, index, count);
  }

  /** The id in a payload, or in a key or a header; empty if there is none. */
  public static Optional<EventId> of(String payload) {
    int padding = payload.indexOf(' ');
    String text = padding < 0 ? payload : payload.substring(0, padding);
    try {
      return Optional.of(parse(text, 0, text.length()));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  static EventId parse(String text, int from, int to) {
    int a = text.indexOf('/', from);
    int b = a < 0 ? -1 : text.indexOf('/', a + 1);
    int c = b < 0 ? -1 : text.indexOf('/', b + 1);
    if (c < 0 || c >= to) {
      throw new IllegalArgumentException("expected writer/batch/index/count");
    }
    return new EventId(
        text.substring(from, a),
        Long.parseLong(text, a + 1, b, 10),
        Integer.parseInt(text, b + 1, c, 10),
        Integer.parseInt(text, c + 1, to, 10));
  }

  /** The text to send. */
  public String text() {
    return writer + '/' + batch + '/' + index + '/' + count;
  }

  /** The text to send, padded to a size in characters (longer if the id is). */
  public String paddedTo(int size) {
    String text = text();
    return text.length() >= size ? text : text + " ".repeat(size - text.length());
  }

  @Override
  public String toString() {
    return isForeign() ? "a record without an id" : text();
  }

  boolean isForeign() {
    return writer.equals(FOREIGN.writer);
  }

  private static void checkNumbers(long batch, int index, int count) {
    if (batch < 0 || count < 1 || count > MAX_COUNT || index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "expected batch >= 0 and 0 <= index < count <= " + MAX_COUNT);
    }
  }
}
