package io.switchboard.persistence;

import akka.persistence.typed.javadsl.RetentionCriteria;

/**
 * How much of a session's history is kept: decides what a recovery costs and what a damaged
 * snapshot may cost.
 *
 * <p>Events are deleted only up to {@code snapshotEvery * keepSnapshots} below the newest snapshot,
 * that is below the oldest snapshot kept. A recovery reads one snapshot and, in the rare case that
 * the newest one was not stored, at most {@link #maxReplayedEvents} events.
 *
 * @param snapshotEvery events between two snapshots, 100 to 10,000
 * @param keepSnapshots snapshots kept, 2 to 5
 */
public record RetentionSettings(int snapshotEvery, int keepSnapshots) {
  /** Measured: docs/persistence.md, "Figures". */
  public static final RetentionSettings DEFAULT = new RetentionSettings(500, 2);

  public RetentionSettings {
    if (snapshotEvery < 100 || snapshotEvery > 10_000) {
      throw new IllegalArgumentException("snapshot-every is 100 to 10000, not " + snapshotEvery);
    }
    if (keepSnapshots < 2 || keepSnapshots > 5) {
      throw new IllegalArgumentException("keep-snapshots is 2 to 5, not " + keepSnapshots);
    }
  }

  /** The same, as Akka's {@code EventSourcedBehavior.retentionCriteria} wants it. */
  public RetentionCriteria criteria() {
    return RetentionCriteria.snapshotEvery(snapshotEvery, keepSnapshots)
        .withDeleteEventsOnSnapshot();
  }

  /** Events that a recovery replays at most, if all snapshots but the newest were stored. */
  public int maxReplayedEvents() {
    return snapshotEvery * keepSnapshots;
  }
}
