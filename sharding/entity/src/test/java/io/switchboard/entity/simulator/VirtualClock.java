package io.switchboard.entity.simulator;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The simulation's time: begins at a constant, and moves only from one task to the next. */
final class VirtualClock extends Clock {
  private static final Instant BEGIN = Instant.parse("2026-01-01T12:00:00Z");

  private long elapsedMs;

  void advanceTo(long newElapsedMs) {
    elapsedMs = Math.max(elapsedMs, newElapsedMs);
  }

  /** Milliseconds since the simulation began. */
  long elapsedMs() {
    return elapsedMs;
  }

  @Override
  public Instant instant() {
    return BEGIN.plusMillis(elapsedMs);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
