package io.switchboard.entity;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.session.Durable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a session has something to do without being called: its directory entry, its checkpoint, its
 * rest, its end. Knows only times; what is done about them is the entity's. Used by one actor only.
 */
final class Upkeep {
  /** Looks, and directory entries, per idle time-out: so a session ends well within twice that. */
  private static final int PER_IDLE_TIMEOUT = 3;

  private final EntitySettings settings;
  private final Duration checkpointEvery;
  private Instant lastCallAt = Instant.EPOCH;
  private Instant lastNotedAt = Instant.EPOCH;
  private Instant checkpointDueAt = Instant.MAX;

  Upkeep(SessionId session, EntitySettings settings) {
    this.settings = settings;
    this.checkpointEvery = spread(settings.checkpointEvery(), session);
  }

  /** Sessions that woke together do not write their checkpoints together. */
  private static Duration spread(Duration every, SessionId session) {
    long quarter = every.toMillis() / 4;
    return every.minusMillis(Math.floorMod(session.hashCode(), quarter + 1));
  }

  /** Begins a life of the owner. */
  void begin(Durable durable, Instant now) {
    lastCallAt = lastKnownCall(durable).orElse(now);
    lastNotedAt = now;
    checkpointDueAt = Instant.MAX;
  }

  private static Optional<Instant> lastKnownCall(Durable durable) {
    if (durable instanceof Durable.Reader reader) {
      return Optional.of(reader.lastCallAt());
    }
    return durable instanceof Durable.Writer writer
        ? Optional.of(writer.lastCallAt())
        : Optional.empty();
  }

  /** When a client called last, as far as this owner knows. */
  Instant lastCallAt() {
    return lastCallAt;
  }

  /** A client called, or was answered after it had waited. */
  void called(Instant now) {
    lastCallAt = now;
  }

  /**
   * What the directory knows of calls that this owner has not seen. It is renewed in intervals, so
   * the last call may be an interval later than it says.
   */
  void seenInDirectory(Durable durable, Instant at) {
    if (lastCallAt.isBefore(at)) {
      lastCallAt = at.plus(noteInterval(durable));
    }
  }

  /** How often to look whether anything is due. */
  Duration tickEvery(Durable durable) {
    Duration soonest = shorter(settings.slackenAfter(), settings.passivateAfter());
    Duration tick = shorter(soonest, checkpointEvery).dividedBy(2);
    return shorter(tick, share(durable).orElse(tick));
  }

  /** How often the directory is renewed while the session is called: its word may be that old. */
  private Duration noteInterval(Durable durable) {
    Duration wanted = shorter(settings.noteEvery(), share(durable).orElse(settings.noteEvery()));
    Duration tick = tickEvery(durable);
    return wanted.compareTo(tick) > 0 ? wanted : tick;
  }

  private static Optional<Duration> share(Durable durable) {
    return EffectRunner.specOf(durable)
        .map(SessionSpec::idleTimeout)
        .map(idle -> idle.dividedBy(PER_IDLE_TIMEOUT));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** Whether the session has not been called for its idle time-out. */
  boolean isOverdue(Durable durable, Instant now) {
    return EffectRunner.specOf(durable)
        .filter(spec -> lastCallAt.plus(spec.idleTimeout()).isBefore(now))
        .isPresent();
  }

  Duration idleFor(Instant now) {
    return Duration.between(lastCallAt, now);
  }

  /**
   * @param waited whether a call waits now
   */
  boolean isNoteDue(Durable durable, boolean waited, Instant now) {
    boolean used = waited || lastCallAt.isAfter(lastNotedAt);
    return used && Duration.between(lastNotedAt, now).compareTo(noteInterval(durable)) >= 0;
  }

  void noted(Instant now) {
    lastNotedAt = now;
  }

  boolean isCheckpointDue(Instant now) {
    return !now.isBefore(checkpointDueAt);
  }

  /** The register's row was just written by this owner: the next time is a while away. */
  void wroteRegister(Instant now) {
    checkpointDueAt = now.plus(checkpointEvery);
  }
}
