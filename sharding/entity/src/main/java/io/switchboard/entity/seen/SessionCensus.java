package io.switchboard.entity.seen;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/** How many sessions this node has in memory, by role and phase. Thread-safe. */
public final class SessionCensus {
  /**
   * Where a session stands.
   *
   * @param role reader or writer; none before it is allocated
   * @param phase the state's name, in lower case
   */
  public record Place(String role, String phase) {}

  private final Map<Place, LongAdder> counts = new ConcurrentHashMap<>();

  public void enter(Place place) {
    counts.computeIfAbsent(place, key -> new LongAdder()).increment();
  }

  public void leave(Place place) {
    counts.computeIfAbsent(place, key -> new LongAdder()).decrement();
  }

  /** Gauge: sessions that stand there. */
  public long at(Place place) {
    LongAdder count = counts.get(place);
    return count == null ? 0 : count.sum();
  }

  /** Shows every place where a session ever stood. */
  public void forEach(ObjLongConsumer<Place> look) {
    counts.forEach((place, count) -> look.accept(place, count.sum()));
  }
}
