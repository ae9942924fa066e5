package io.switchboard.node.metrics;

import io.micrometer.core.instrument.Timer;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.entity.EntityMetrics;
import io.switchboard.entity.seen.SessionCensus;
import io.switchboard.entity.seen.SessionObserver;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What the sessions of this node count, and how long what they wait for takes. */
final class SessionMeters {
  private static final long[] STORE_BOUNDS_MS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000
  };
  private static final long[] AGE_BOUNDS_MS = {
    10, 50, 100, 500, 1_000, 5_000, 30_000, 300_000, 3_600_000, 86_400_000
  };

  private final Meters meters;
  private final EntityMetrics sessions;
  private final Set<SessionCensus.Place> known = ConcurrentHashMap.newKeySet();

  SessionMeters(Meters meters, EntityMetrics sessions) {
    this.meters = meters;
    this.sessions = sessions;
    meters.gauge("sessions.active", "Sessions in memory.", sessions.active::get);
    counter("sessions.allocated", "Sessions that began.", sessions.allocated);
    for (SessionEvent.Reason reason : SessionEvent.Reason.values()) {
      meters.counter(
          "sessions.ended",
          "Sessions that ended.",
          () -> sessions.ended(reason),
          "reason",
          reason.name().toLowerCase(Locale.ROOT));
    }
    counter("sessions.taken.over", "Take-overs by clients.", sessions.takeOvers);
    counter("sessions.recovered", "Journals replayed: sessions that woke.", sessions.recoveries);
    counter("sessions.forgotten", "Delivered batches let go for memory.", sessions.forgotten);
    counter("adoptions", "Positions taken from clients' tokens.", sessions.adoptions);
    counter("calls.overdue", "Calls dropped unread: their time was over.", sessions.callsOverdue);
    counter("calls.turned.away", "Calls to crowded sessions.", sessions.callsTurnedAway);
    counter("stale.results", "Results that came for an earlier life.", sessions.staleResults);
    counter("writes.turned.away", "Writes without room on this node.", sessions.backpressure);
    counter("acquisitions", "Sessions that this node came to own.", sessions.acquisitions);
    counter("acquisitions.failed", "Attempts that came to nothing.", sessions.acquisitionsFailed);
    counter("journal.failures", "Decisions that were not journaled.", sessions.persistFailures);
    counter("directory.failures", "Directory entries not written.", sessions.directoryFailures);
    counter("expiry.walks", "Walks through the directory.", sessions.reaper.walks);
    counter("expiry.woken", "Sessions told to look at their time.", sessions.reaper.woken);
    counter("expiry.failures", "Pages that the directory did not give.", sessions.reaper.failures);
  }

  private void counter(String name, String help, LongAdder value) {
    meters.counter(name, help, value::sum);
  }

  /** Takes up phases in which no session stood before; there are about a dozen. */
  void refresh() {
    sessions.census.forEach(
        (place, count) -> {
          if (known.add(place)) {
            meters.gauge(
                "sessions",
                "Sessions in memory, by role and phase.",
                () -> sessions.census.at(place),
                "role",
                place.role(),
                "phase",
                place.phase());
          }
        });
  }

  /** Records durations; what else it hears goes on. */
  static SessionObserver observer(Meters meters, SessionObserver next) {
    Timer publish =
        meters.histogram(
            "publish.duration",
            "From a batch's way into the lane to its commit in Kafka.",
            STORE_BOUNDS_MS);
    Timer journal =
        meters.histogram(
            "journal.write.duration", "Writes of decisions to the journal.", STORE_BOUNDS_MS);
    Timer age =
        meters.histogram(
            "delivery.age",
            "Age of the newest event of a delivered batch, by its own timestamp.",
            AGE_BOUNDS_MS);
    return new SessionObserver() {
      @Override
      public void published(long nanos) {
        publish.record(nanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void journaled(long nanos) {
        journal.record(nanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void delivered(long newestAgeMs) {
        age.record(newestAgeMs, TimeUnit.MILLISECONDS);
      }

      @Override
      public void ended(SessionId session, SessionSpec spec, SessionEvent.Reason reason) {
        next.ended(session, spec, reason);
      }
    };
  }
}
