package io.switchboard.entity.seen;

import io.switchboard.core.session.Durable;
import io.switchboard.core.session.SessionState;
import java.util.Locale;
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
  public record Place(String role, String phase) {
    private static final ClassValue<String> PHASES =
        new ClassValue<>() {
          @Override
          protected String computeValue(Class<?> state) {
            String name = state.getSimpleName();
            return (name.endsWith("State") ? name.substring(0, name.length() - 5) : name)
                .toLowerCase(Locale.ROOT);
          }
        };

    /** Where a session in this state stands. */
    public static Place of(SessionState state) {
      return new Place(roleOf(state.durable()), PHASES.get(state.getClass()));
    }

    private static String roleOf(Durable durable) {
      if (durable instanceof Durable.Reader) {
        return "reader";
      }
      if (durable instanceof Durable.Writer) {
        return "writer";
      }
      return durable instanceof Durable.Ended ended
          ? ended.spec().role().name().toLowerCase(Locale.ROOT)
          : "none";
    }
  }

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
