package io.switchboard.kafka.ledger;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ledger.Entry;
import io.switchboard.core.port.Ledger.Settled;
import io.switchboard.kafka.ledger.SettlementException.PositionLostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one lane left behind in its ledger partition: fenced once, its end taken once after that,
 * and read backwards as far as anybody asked. Thread-safe; at most one worker is busy with it, and
 * whoever asks meanwhile shares the next round.
 *
 * <p>It stays true for ever, because the lane is fenced: nothing of it can come behind the end.
 */
final class Settlement {
  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  /** What a settlement does to Kafka. Blocking calls, on the worker. */
  interface Acts {
    /** Returns when the lane is fenced for certain. */
    void fence(LaneId lane) throws InterruptedException;

    /** The partition's latest offset now, read uncommitted. */
    long latest(int partition) throws InterruptedException;

    /** Hands over every committed record of a stretch. */
    void read(int partition, long from, long end, BiConsumer<SessionId, Entry> sink);
  }

  private record Asked(long from, CompletableFuture<Settled> answer) {}

  private final LaneId lane;
  private final int partition;
  private final Acts acts;
  private final Executor workers;

  /** Written by the worker only. */
  private final Map<SessionId, Entry> entries = new ConcurrentHashMap<>();

  private final Settled view = session -> Optional.ofNullable(entries.get(session));
  private boolean fenced;
  private long end = -1;

  /** Everything from here to the end has been read. Guarded, as all below, by this. */
  private long coveredFrom = Long.MAX_VALUE;

  private List<Asked> waiting = new ArrayList<>();
  private boolean busy;

  Settlement(LaneId lane, int partition, Acts acts, Executor workers) {
    this.lane = lane;
    this.partition = partition;
    this.acts = acts;
    this.workers = workers;
  }

  synchronized CompletionStage<Settled> ask(long from) {
    if (from >= coveredFrom && from <= end) {
      return CompletableFuture.completedFuture(view);
    }
    Asked asked = new Asked(from, new CompletableFuture<>());
    waiting.add(asked);
    if (!busy) {
      busy = true;
      workers.execute(this::work);
    }
    return asked.answer();
  }

  int entries() {
    return entries.size();
  }

  private void work() {
    for (List<Asked> round = nextRound(); !round.isEmpty(); round = nextRound()) {
      try {
        settle(round);
      } catch (PositionLostException e) {
        // Those who asked for less may still be answered.
        fail(round.stream().filter(asked -> asked.from() < e.logStart()).toList(), e);
        putBack(round.stream().filter(asked -> asked.from() >= e.logStart()).toList());
      } catch (InterruptedException | RuntimeException | Error e) {
        log.warn("lane={} phase=settle partition={} reason=\"{}\"", lane, partition, e.toString());
        fail(round, e);
      }
    }
  }

  private synchronized List<Asked> nextRound() {
    List<Asked> round = waiting;
    waiting = new ArrayList<>();
    busy = !round.isEmpty();
    return round;
  }

  private synchronized void putBack(List<Asked> asked) {
    waiting.addAll(asked);
  }

  private void settle(List<Asked> round) throws InterruptedException {
    if (!fenced) {
      acts.fence(lane);
      fenced = true;
    }
    long last = end();
    List<Asked> beyond = round.stream().filter(asked -> asked.from() > last).toList();
    List<Asked> within = round.stream().filter(asked -> asked.from() <= last).toList();
    if (!beyond.isEmpty()) {
      settleBehindTheEnd(beyond);
    }
    if (within.isEmpty()) {
      return;
    }
    long from = within.stream().mapToLong(Asked::from).min().getAsLong();
    long to = Math.min(coveredFrom(), last);
    if (from < to) {
      acts.read(partition, from, to, this::add);
    }
    cover(from);
    within.forEach(asked -> asked.answer().complete(view));
  }

  /**
   * A node that does not know that its lane is fenced may still put it into a row, with the end of
   * the log as it is then. The lane wrote nothing between the end taken here and that one, so there
   * is nothing to read; but a log that does not reach as far as the row says has lost records.
   */
  private void settleBehindTheEnd(List<Asked> beyond) throws InterruptedException {
    long latest = acts.latest(partition);
    beyond.stream()
        .filter(asked -> asked.from() <= latest)
        .forEach(asked -> asked.answer().complete(view));
    fail(
        beyond.stream().filter(asked -> asked.from() > latest).toList(),
        new SettlementException(
            "ledger partition "
                + partition
                + " ends at "
                + latest
                + ", before the position asked"));
  }

  /** Only after the fence: what the lane still wrote before it lies below. */
  private long end() throws InterruptedException {
    synchronized (this) {
      if (end >= 0) {
        return end;
      }
    }
    long latest = acts.latest(partition);
    synchronized (this) {
      end = latest;
      return end;
    }
  }

  private void add(SessionId session, Entry entry) {
    entries.merge(session, entry, (a, b) -> b.seq() >= a.seq() ? b : a);
  }

  private synchronized long coveredFrom() {
    return coveredFrom;
  }

  private synchronized void cover(long from) {
    coveredFrom = Math.min(coveredFrom, from);
  }

  private static void fail(List<Asked> asked, Throwable error) {
    asked.forEach(one -> one.answer().completeExceptionally(error));
  }
}
