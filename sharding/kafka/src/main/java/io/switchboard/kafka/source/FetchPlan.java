package io.switchboard.kafka.source;

import io.switchboard.core.port.TopicSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * What a fetcher reads next, and for whom: the whole policy of sharing, without Kafka and without
 * time of its own, so that it can be tested against a log that exists on paper only.
 *
 * <p>A catch-up fetcher reads a limited number of partitions at a time, in turns; readers that
 * reach the end leave for the tail. A tail fetcher waits at the ends of all its partitions; readers
 * that fall behind leave for catching up. One thread.
 */
final class FetchPlan {

  /** The two kinds of fetchers. */
  enum Role {
    CATCH_UP,
    TAIL
  }

  /** A tail that is so many gaps from the end has become a matter of catching up. */
  private static final int MAX_TAIL_LAG_GAPS = 10;

  private final Role role;
  private final SourceSettings settings;
  private final SourceMetrics metrics;
  private final BiPredicate<Reader, Run> trusted;

  private final Map<PartitionKey, PartitionReads> partitions = new LinkedHashMap<>();
  private final Set<PartitionReads> running = new LinkedHashSet<>();
  private final Set<PartitionReads> waiting = new LinkedHashSet<>();
  private final Map<Run, PartitionReads> cache = new LinkedHashMap<>();
  private final List<Reader> leaving = new ArrayList<>();
  private long cachedBytes;

  /**
   * @param trusted whether a run is known to be of a reader's own topic
   */
  FetchPlan(
      Role role, SourceSettings settings, SourceMetrics metrics, BiPredicate<Reader, Run> trusted) {
    this.role = role;
    this.settings = settings;
    this.metrics = metrics;
    this.trusted = trusted;
  }

  /** Takes in a reader that is new here, has new credit, or was closed. */
  void update(Reader reader, long nowNanos) {
    if (reader.isClosed()) {
      discard(reader);
      return;
    }
    PartitionReads reads =
        partitions.computeIfAbsent(
            reader.partition,
            key ->
                new PartitionReads(
                    key,
                    role == Role.TAIL,
                    settings.turnBytes(),
                    settings.turn().toNanos(),
                    metrics));
    if (role == Role.TAIL && reader.attached && reads.cursor() == PartitionReads.NOWHERE) {
      // It was parked for so long that the consumer has let go of the partition.
      leave(reads, List.of(reader));
      return;
    }
    reads.place(reader, nowNanos);
    serve(reads, nowNanos);
  }

  /** Ends a reader with a failure. */
  void fail(Reader reader, TopicSource.Failure failure, String detail) {
    reader.fail(failure, detail);
    discard(reader);
  }

  /** Removes a reader and gives its place back. */
  void discard(Reader reader) {
    PartitionReads reads = partitions.get(reader.partition);
    if (reads != null) {
      reads.remove(reader);
      reconsider(reads);
    }
    reader.end();
  }

  /**
   * Takes what was fetched and hands it over.
   *
   * @param endOffset the partition's end as last seen, or -1
   */
  void fetched(PartitionReads reads, Run run, long endOffset, long nowNanos) {
    metrics.fetches.increment();
    metrics.recordsFetched.add(run.count());
    reads.answered();
    reads.cursorAt(run.next());
    reads.endOffsetIs(endOffset);
    if (run.next() > run.from()) {
      Run replaced = reads.add(run);
      if (replaced != null) {
        uncache(replaced);
      }
      cache.put(run, reads);
      cachedBytes += run.heldBytes();
    }
    serve(reads, nowNanos);
    shrinkCache();
    if (role == Role.TAIL && endOffset - run.next() > MAX_TAIL_LAG_GAPS * settings.maxTailGap()) {
      leave(reads, reads.takeAtCursor());
    }
  }

  /** The consumer has reached the end of a partition: who stands there goes to the tail. */
  void atEnd(PartitionReads reads) {
    reads.answered();
    if (role == Role.CATCH_UP) {
      leave(reads, reads.takeAtCursor());
    }
  }

  private void leave(PartitionReads reads, List<Reader> readers) {
    readers.forEach(reads::remove);
    leaving.addAll(readers);
    (role == Role.CATCH_UP ? metrics.movesToTail : metrics.movesToCatchUp).add(readers.size());
    reconsider(reads);
  }

  /** Serves again what could not be trusted before. */
  void serveHeld(long nowNanos) {
    for (PartitionReads reads : List.copyOf(partitions.values())) {
      if (reads.hasRuns()) {
        serve(reads, nowNanos);
      }
    }
  }

  private void serve(PartitionReads reads, long nowNanos) {
    List<Reader> gone = new ArrayList<>();
    reads.serve(trusted, gone, nowNanos);
    gone.forEach(Reader::end);
    if (role == Role.CATCH_UP || reads.isEmpty()) {
      for (Run run : reads.unneededRuns()) {
        reads.forget(run);
        uncache(run);
      }
    } else {
      leave(reads, reads.takeBehind(settings.maxTailGap()));
    }
    reconsider(reads);
  }

  /** Forgets what was fetched of a topic. */
  void forget(String topic) {
    for (PartitionReads reads : partitions()) {
      if (reads.key().topic().equals(topic)) {
        for (Run run : reads.runs()) {
          reads.forget(run);
          uncache(run);
        }
        reconsider(reads);
      }
    }
  }

  private void uncache(Run run) {
    if (cache.remove(run) != null) {
      cachedBytes -= run.heldBytes();
    }
  }

  private void shrinkCache() {
    Iterator<Map.Entry<Run, PartitionReads>> oldest = cache.entrySet().iterator();
    while (cachedBytes > settings.cacheBytes() && oldest.hasNext()) {
      Map.Entry<Run, PartitionReads> entry = oldest.next();
      oldest.remove();
      cachedBytes -= entry.getKey().heldBytes();
      entry.getValue().forget(entry.getKey());
      reconsider(entry.getValue());
    }
  }

  private void reconsider(PartitionReads reads) {
    if (reads.isEmpty()) {
      partitions.remove(reads.key());
      running.remove(reads);
      waiting.remove(reads);
      for (Run run : reads.unneededRuns()) {
        reads.forget(run);
        uncache(run);
      }
    } else if (!reads.wantsFetch()) {
      running.remove(reads);
      waiting.remove(reads);
    } else if (!running.contains(reads)) {
      waiting.add(reads);
    }
  }

  /** The partitions to read now, each with its target set. */
  List<PartitionReads> aim(Predicate<PartitionKey> allowed, long nowNanos) {
    int places = role == Role.TAIL ? Integer.MAX_VALUE : settings.maxRunningPartitions();
    rotate(allowed, places, nowNanos);
    Iterator<PartitionReads> next = waiting.iterator();
    while (running.size() < places && next.hasNext()) {
      PartitionReads reads = next.next();
      if (allowed.test(reads.key()) && !reads.isBlocked(nowNanos)) {
        next.remove();
        reads.startTurn(nowNanos);
        running.add(reads);
      }
    }
    List<PartitionReads> aimed = new ArrayList<>(running.size());
    for (PartitionReads reads : running) {
      if (reads.aim(nowNanos)) {
        aimed.add(reads);
      }
    }
    return aimed;
  }

  private void rotate(Predicate<PartitionKey> allowed, int places, long nowNanos) {
    int over = running.size() + waiting.size() - places;
    List<PartitionReads> back = new ArrayList<>();
    for (PartitionReads reads : running) {
      boolean barred = !allowed.test(reads.key()) || reads.isBlocked(nowNanos);
      if (barred || (over > back.size() && reads.isTurnOver(nowNanos))) {
        back.add(reads);
      }
    }
    back.forEach(running::remove);
    waiting.addAll(back);
  }

  /** Readers that belong to the other role now; each is returned once. */
  List<Reader> takeLeaving() {
    if (leaving.isEmpty()) {
      return List.of();
    }
    List<Reader> left = List.copyOf(leaving);
    leaving.clear();
    return left;
  }

  /** A partition, if it has readers here. */
  Optional<PartitionReads> find(PartitionKey partition) {
    return Optional.ofNullable(partitions.get(partition));
  }

  /** Every partition that has readers here. */
  Collection<PartitionReads> partitions() {
    return List.copyOf(partitions.values());
  }

  /** Bytes kept for readers that had no credit left for them, or no trust yet. */
  long cachedBytes() {
    return cachedBytes;
  }

  /** Whether nobody stands here. */
  boolean isEmpty() {
    return partitions.isEmpty();
  }
}
