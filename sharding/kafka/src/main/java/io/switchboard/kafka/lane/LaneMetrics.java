package io.switchboard.kafka.lane;

import io.switchboard.core.port.ProducerLane.Outcome;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * Counters of all lanes of a node since its start. Thread-safe; read with {@link #snapshot}.
 *
 * <p>A snapshot is not one instant: counters are read one after the other.
 */
public final class LaneMetrics {
  final LongAdder transactions = new LongAdder();
  final LongAdder aborts = new LongAdder();
  final LongAdder committed = new LongAdder();
  final LongAdder events = new LongAdder();
  final LongAdder notPublished = new LongAdder();
  final LongAdder overloaded = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder unknown = new LongAdder();
  final LongAdder started = new LongAdder();
  final LongAdder startFailures = new LongAdder();
  final LongAdder deaths = new LongAdder();
  final LongAdder heartbeats = new LongAdder();
  final LongAdder retired = new LongAdder();

  private volatile LongConsumer commitNanos = nanos -> {};

  /** Makes them, all zero. */
  public LaneMetrics() {}

  /**
   * Tells how long each committed transaction took, in nanoseconds, begin and sends included.
   * Called on the lanes' threads: must neither block nor throw.
   */
  public void timeCommitsWith(LongConsumer nanos) {
    commitNanos = nanos;
  }

  void committed(long nanos) {
    transactions.increment();
    commitNanos.accept(nanos);
  }

  void count(Outcome outcome, int eventsOfIt) {
    if (outcome instanceof Outcome.Committed) {
      committed.increment();
      events.add(eventsOfIt);
    } else if (outcome instanceof Outcome.NotPublished no) {
      notPublished.increment();
      overloaded.add(no.overloaded() ? 1 : 0);
    } else if (outcome instanceof Outcome.Refused) {
      refused.increment();
    } else {
      unknown.increment();
    }
  }

  /** The counters now. */
  public Snapshot snapshot() {
    return new Snapshot(
        transactions.sum(),
        aborts.sum(),
        committed.sum(),
        events.sum(),
        notPublished.sum(),
        overloaded.sum(),
        refused.sum(),
        unknown.sum(),
        started.sum(),
        startFailures.sum(),
        deaths.sum(),
        heartbeats.sum(),
        retired.sum());
  }

  /**
   * What was counted.
   *
   * @param transactions committed
   * @param aborts transactions aborted
   * @param committed batches in Kafka
   * @param events their events
   * @param notPublished batches given back
   * @param overloaded of these, because a lane was full
   * @param refused batches that Kafka will not take
   * @param unknown batches whose outcome only the ledger knows
   * @param started lanes that were initialised
   * @param startFailures lanes that were not
   * @param deaths lanes that died
   * @param heartbeats transactions of lanes without work; not in {@code transactions}
   * @param retired lanes that closed because of their age
   */
  public record Snapshot(
      long transactions,
      long aborts,
      long committed,
      long events,
      long notPublished,
      long overloaded,
      long refused,
      long unknown,
      long started,
      long startFailures,
      long deaths,
      long heartbeats,
      long retired) {}
}
