package io.switchboard.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records the topic as it is in the end, read in full with {@code read_committed}. For one thread.
 */
public final class FinalRead {
  private static final int EVENTS_PER_LINE = 100;

  private final History history;
  private final List<PlacedEvent> waiting = new ArrayList<>(EVENTS_PER_LINE);
  private final Map<Integer, Long> offsets = new HashMap<>();

  FinalRead(History history) {
    this.history = history;
  }

  /** A committed record; see {@link PlacedEvent#of} about the payload. */
  public void event(int partition, long offset, String payload) {
    event(PlacedEvent.of(partition, offset, payload));
  }

  /**
   * A committed event.
   *
   * @throws IllegalArgumentException if the offsets of its partition do not ascend
   */
  public void event(PlacedEvent event) {
    long last = offsets.getOrDefault(event.partition(), -1L);
    if (event.offset() <= last) {
      throw new IllegalArgumentException("offset " + event.offset() + " came after " + last);
    }
    offsets.put(event.partition(), event.offset());
    waiting.add(event);
    if (waiting.size() == EVENTS_PER_LINE) {
      flush();
    }
  }

  /**
   * The topic was read up to these offsets. Without this call the history counts as one without a
   * final read.
   *
   * @param endOffsets of every partition, as they were after {@link History#finalRead}
   */
  public void complete(Map<Integer, Long> endOffsets) {
    flush();
    history.append((sink, stamp) -> sink.finalEnded(stamp, endOffsets));
  }

  private void flush() {
    if (!waiting.isEmpty()) {
      List<PlacedEvent> events = List.copyOf(waiting);
      waiting.clear();
      history.append((sink, stamp) -> sink.finalEvents(stamp, events));
    }
  }
}
