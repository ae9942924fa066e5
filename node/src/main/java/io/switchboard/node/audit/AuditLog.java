package io.switchboard.node.audit;

import io.switchboard.node.audit.AuditEntry.Event;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes the audit log: a line for every event, and nothing is sampled. Only denials have a bound
 * per second, so that a flood of bad calls does not fill the disk; what it kept out is counted, and
 * said with the next denial. Thread-safe.
 */
public final class AuditLog {
  /** The logger's name, for who wants it in a file of its own. */
  public static final String LOGGER = "io.switchboard.audit";

  static final int MAX_DENIALS_PER_SECOND = 20;

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  private final LongSupplier nanoClock;
  private final Map<Event, LongAdder> events = new EnumMap<>(Event.class);
  private final LongAdder suppressed = new LongAdder();

  // Guarded by this.
  private long secondBeganNanos;
  private int denialsThisSecond;
  private long suppressedSinceLine;

  public AuditLog() {
    this(System::nanoTime);
  }

  AuditLog(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.secondBeganNanos = nanoClock.getAsLong();
    for (Event event : Event.values()) {
      events.put(event, new LongAdder());
    }
  }

  /** Writes an event's line. */
  public void write(AuditEntry entry) {
    events.get(entry.event()).increment();
    if (entry.event() != Event.DENIED) {
      line(entry, 0);
      return;
    }
    long kept = admitDenial();
    if (kept >= 0) {
      line(entry, kept);
    }
  }

  /** Events so far, those that were kept out of the log included. */
  public long count(Event event) {
    return events.get(event).sum();
  }

  /** Denials that were kept out of the log. */
  public long suppressed() {
    return suppressed.sum();
  }

  /** How many denials were kept out before this one; -1 if it is to be kept out itself. */
  private synchronized long admitDenial() {
    long now = nanoClock.getAsLong();
    if (now - secondBeganNanos >= 1_000_000_000L) {
      secondBeganNanos = now;
      denialsThisSecond = 0;
    }
    if (denialsThisSecond >= MAX_DENIALS_PER_SECOND) {
      suppressed.increment();
      suppressedSinceLine++;
      return -1;
    }
    denialsThisSecond++;
    long kept = suppressedSinceLine;
    suppressedSinceLine = 0;
    return kept;
  }

  private static void line(AuditEntry entry, long keptOut) {
    LoggingEventBuilder line = LOG.atInfo().addKeyValue("event", entry.event().text());
    for (Map.Entry<String, String> value : entry.values().entrySet()) {
      line = line.addKeyValue(value.getKey(), value.getValue());
    }
    if (keptOut > 0) {
      line = line.addKeyValue("suppressed", keptOut);
    }
    line.log("audit");
  }
}
