package io.switchboard.kafka.source;

import io.switchboard.core.port.TopicSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition on one fetcher: who stands where, what has been fetched and not been taken by
 * everybody yet, and where the consumer, which can be at one place at a time only, reads next.
 *
 * <p>A run serves every reader with credit that stands inside it. Groups that stand elsewhere take
 * turns; at the tail the lowest comes first, because the others are just ahead of it. One thread.
 */
final class PartitionReads {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionReads.class);

  /** The consumer is not assigned to this partition. */
  static final long NOWHERE = -1;

  static final long NOT_KNOWN = -1;

  private final PartitionKey key;
  private final boolean lowestFirst;
  private final long turnBytes;
  private final long turnNanos;
  private final SourceMetrics metrics;

  private final Standings active = new Standings();
  private final Standings parked = new Standings();
  private final NavigableMap<Long, Run> runs = new TreeMap<>();

  private long cursor = NOWHERE;
  private long target = NOWHERE;
  private long endOffset = NOT_KNOWN;
  private long turnClock;
  private long turnServedBytes;
  private long turnStartedNanos;
  private long silentNanos;
  private long blockedUntilNanos;
  private boolean blocked;

  PartitionReads(
      PartitionKey key,
      boolean lowestFirst,
      long turnBytes,
      long turnNanos,
      SourceMetrics metrics) {
    this.key = key;
    this.lowestFirst = lowestFirst;
    this.turnBytes = turnBytes;
    this.turnNanos = turnNanos;
    this.metrics = metrics;
  }

  PartitionKey key() {
    return key;
  }

  /** Where the consumer stands, or {@link #NOWHERE}. */
  long cursor() {
    return cursor;
  }

  void cursorAt(long position) {
    cursor = position;
  }

  /** Where to read next; valid after {@link #aim} said yes. */
  long target() {
    return target;
  }

  long endOffset() {
    return endOffset;
  }

  void endOffsetIs(long offset) {
    endOffset = offset;
  }

  int activeGroups() {
    return active.groupCount();
  }

  int activeReaders() {
    return active.readerCount();
  }

  int parkedReaders() {
    return parked.readerCount();
  }

  boolean isEmpty() {
    return active.readerCount() == 0 && parked.readerCount() == 0;
  }

  /** Takes a reader in, or notices that its credit changed. */
  void place(Reader reader, long nowNanos) {
    if (reader.attached) {
      if (!reader.isActive() || !parked.remove(reader)) {
        return;
      }
    }
    reader.attached = true;
    settle(reader, ++turnClock, nowNanos);
  }

  void remove(Reader reader) {
    if (reader.attached && (active.remove(reader) || parked.remove(reader))) {
      reader.attached = false;
    }
  }

  /** Every reader, with credit or without. */
  List<Reader> readers() {
    List<Reader> all = new ArrayList<>(active.readerCount() + parked.readerCount());
    active.groups().values().forEach(group -> all.addAll(group.readers()));
    parked.groups().values().forEach(group -> all.addAll(group.readers()));
    return all;
  }

  /** The readers that wait for records, by position. */
  Collection<Standings.Group> waiting() {
    return active.groups().values();
  }

  /** Removes and returns the readers with credit that stand where the consumer stands. */
  List<Reader> takeAtCursor() {
    return release(active.takeBetween(cursor, cursor + 1));
  }

  /** Removes and returns the readers with credit that are too far behind the consumer. */
  List<Reader> takeBehind(int maxGap) {
    if (cursor == NOWHERE || !active.isAnyBetween(0, cursor - maxGap)) {
      return List.of();
    }
    List<Reader> behind = new ArrayList<>();
    for (Standings.Group group : active.takeBetween(0, cursor - maxGap)) {
      long position = group.readers().get(0).position;
      if (isCovered(position)) {
        group.readers().forEach(reader -> active.add(reader, group.turn()));
      } else {
        behind.addAll(release(List.of(group)));
      }
    }
    return behind;
  }

  private static List<Reader> release(List<Standings.Group> groups) {
    List<Reader> released = new ArrayList<>();
    for (Standings.Group group : groups) {
      released.addAll(group.readers());
    }
    released.forEach(reader -> reader.attached = false);
    return released;
  }

  /** Keeps what was fetched; returns a run that it replaces, or null. */
  Run add(Run run) {
    return runs.put(run.from(), run);
  }

  void forget(Run run) {
    runs.remove(run.from(), run);
  }

  /** Runs in which nobody stands any more. */
  List<Run> unneededRuns() {
    if (runs.isEmpty()) {
      return List.of();
    }
    List<Run> unneeded = new ArrayList<>();
    for (Run run : runs.values()) {
      if (!active.isAnyBetween(run.from(), run.next())
          && !parked.isAnyBetween(run.from(), run.next())) {
        unneeded.add(run);
      }
    }
    return unneeded;
  }

  boolean hasRuns() {
    return !runs.isEmpty();
  }

  List<Run> runs() {
    return List.copyOf(runs.values());
  }

  /**
   * Hands over what the kept runs hold for readers with credit.
   *
   * @param trusted whether a run is surely of a reader's topic; others are left as they stand
   * @param gone receives the readers that ended meanwhile; they are no longer here
   */
  void serve(BiPredicate<Reader, Run> trusted, List<Reader> gone, long nowNanos) {
    // Ascending, so that a reader goes through adjacent runs in one pass.
    for (Run run : new ArrayList<>(runs.values())) {
      for (Standings.Group group : active.takeBetween(run.from(), run.next())) {
        long turn = ++turnClock;
        for (Reader reader : group.readers()) {
          if (reader.isClosed()) {
            reader.attached = false;
            gone.add(reader);
          } else if (!trusted.test(reader, run)) {
            active.add(reader, group.turn());
          } else if (handOver(run, reader)) {
            settle(reader, turn, nowNanos);
          } else {
            reader.attached = false;
            gone.add(reader);
          }
        }
      }
    }
  }

  private boolean handOver(Run run, Reader reader) {
    try {
      while (reader.isActive() && run.covers(reader.position)) {
        TopicSource.Chunk chunk = run.take(reader.position, reader.credit(), endOffset);
        turnServedBytes += chunk.sizeBytes();
        metrics.chunks.increment();
        metrics.eventsDelivered.add(chunk.events().size());
        metrics.bytesDelivered.add(chunk.sizeBytes());
        reader.handOver(chunk);
      }
      return !reader.isClosed();
    } catch (RuntimeException | Error unexpected) {
      LOG.error("A record could not be converted. partition={}", key, unexpected);
      reader.fail(
          TopicSource.Failure.UNAVAILABLE,
          "a record at or after offset " + reader.position + " could not be converted");
      return false;
    }
  }

  private void settle(Reader reader, long turn, long nowNanos) {
    reader.activeSinceNanos = nowNanos;
    (reader.isActive() ? active : parked).add(reader, turn);
  }

  private boolean isCovered(long position) {
    Map.Entry<Long, Run> run = runs.floorEntry(position);
    return run != null && run.getValue().covers(position);
  }

  /** Whether some reader wants what has not been fetched. */
  boolean wantsFetch() {
    for (Long position : active.groups().keySet()) {
      if (!isCovered(position)) {
        return true;
      }
    }
    return false;
  }

  /** Whether its turn has lasted long enough, so that others may have it. */
  boolean isTurnOver(long nowNanos) {
    return turnServedBytes >= turnBytes || nowNanos - turnStartedNanos >= turnNanos;
  }

  /** Makes its next turn begin now. */
  void startTurn(long nowNanos) {
    turnServedBytes = 0;
    turnStartedNanos = nowNanos;
  }

  /** Decides where to read next; false if nothing is to be read. */
  boolean aim(long nowNanos) {
    boolean atCursor = active.isAnyAt(cursor) && !isCovered(cursor);
    if (lowestFirst) {
      target = lowest();
    } else if (atCursor && (active.groupCount() == 1 || !isTurnOver(nowNanos))) {
      target = cursor;
    } else {
      target = longestWaiting();
      startTurn(nowNanos);
    }
    return target != NOWHERE;
  }

  private long lowest() {
    for (Long position : active.groups().keySet()) {
      if (!isCovered(position)) {
        return position;
      }
    }
    return NOWHERE;
  }

  private long longestWaiting() {
    Standings.Group chosen = null;
    long position = NOWHERE;
    for (Map.Entry<Long, Standings.Group> entry : active.groups().entrySet()) {
      Standings.Group group = entry.getValue();
      if ((chosen == null || group.turn() < chosen.turn()) && !isCovered(entry.getKey())) {
        chosen = group;
        position = entry.getKey();
      }
    }
    if (chosen != null) {
      chosen.served(++turnClock);
    }
    return position;
  }

  /** Time that it has been read without any answer. */
  long silentNanos() {
    return silentNanos;
  }

  void answered() {
    silentNanos = 0;
    blocked = false;
  }

  void stayedSilent(long nanos) {
    silentNanos += nanos;
  }

  /** Keeps it from being read for a while, after an error of its own. */
  void blockUntil(long nanos) {
    blocked = true;
    blockedUntilNanos = nanos;
  }

  boolean isBlocked(long nowNanos) {
    return blocked && nowNanos - blockedUntilNanos < 0;
  }
}
