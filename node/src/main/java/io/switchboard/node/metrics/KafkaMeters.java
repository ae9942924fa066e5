package io.switchboard.node.metrics;

import io.micrometer.core.instrument.Timer;
import io.switchboard.kafka.lane.LaneLoad;
import io.switchboard.kafka.lane.LaneMetrics;
import io.switchboard.kafka.ledger.LedgerMetrics;
import io.switchboard.kafka.ledger.ReaperMetrics;
import io.switchboard.kafka.source.SourceMetrics;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What a node does with Kafka: lanes, ledger, the reaping of dead lanes, and shared reading. */
final class KafkaMeters {
  private static final long[] COMMIT_BOUNDS_MS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 10_000
  };

  /**
   * The Kafka parts that count.
   *
   * @param load what the lanes hold now
   */
  record Parts(
      LaneMetrics lanes,
      Supplier<LaneLoad> load,
      LedgerMetrics ledger,
      ReaperMetrics reaper,
      SourceMetrics source) {}

  private final Meters meters;

  KafkaMeters(Meters meters, Parts parts) {
    this.meters = meters;
    lanes(parts.lanes());
    load(parts.load());
    ledger(parts.ledger());
    reaper(parts.reaper());
    source(parts.source());
  }

  private void lanes(LaneMetrics lanes) {
    Timer commit =
        meters.histogram(
            "lane.commit.duration",
            "Committed transactions, from begin to commit.",
            COMMIT_BOUNDS_MS);
    lanes.timeCommitsWith(nanos -> commit.record(nanos, TimeUnit.NANOSECONDS));
    String transactions = "Transactions of the lanes.";
    lane(lanes, "transactions", transactions, s -> s.transactions(), "result", "committed");
    lane(lanes, "transactions", transactions, s -> s.aborts(), "result", "aborted");
    lane(lanes, "transactions", transactions, s -> s.heartbeats(), "result", "heartbeat");
    String batches = "Batches, by what the lane answered.";
    lane(lanes, "batches", batches, s -> s.committed(), "outcome", "committed");
    lane(lanes, "batches", batches, s -> s.notPublished(), "outcome", "not_published");
    lane(lanes, "batches", batches, s -> s.refused(), "outcome", "refused");
    lane(lanes, "batches", batches, s -> s.unknown(), "outcome", "unknown");
    lane(lanes, "batches.overloaded", "Batches sent back: a lane was full.", s -> s.overloaded());
    lane(lanes, "events", "Events in committed batches.", s -> s.events());
    lane(lanes, "starts", "Lanes that were started.", s -> s.started());
    lane(lanes, "start.failures", "Lanes that could not be started.", s -> s.startFailures());
    lane(lanes, "deaths", "Lanes that died.", s -> s.deaths());
    lane(lanes, "retired", "Lanes that closed because of their age.", s -> s.retired());
  }

  private void lane(
      LaneMetrics lanes,
      String name,
      String help,
      ToLongFunction<LaneMetrics.Snapshot> value,
      String... labels) {
    meters.counter("lane." + name, help, () -> value.applyAsLong(lanes.snapshot()), labels);
  }

  private void load(Supplier<LaneLoad> load) {
    meters.gauge("lanes", "Lanes that are alive.", () -> load.get().lanes());
    meters.gauge(
        "lane.queue.batches", "Batches in the lanes, not answered.", () -> load.get().batches());
    meters.gauge(
        "lane.queue.limit.batches", "Batches they may hold.", () -> load.get().maxBatches());
    DoorMeters.buffer(meters, "lane", () -> load.get().bytes(), () -> load.get().maxBytes());
  }

  private void ledger(LedgerMetrics ledger) {
    ledger(ledger, "fences", "Lanes fenced for certain.", s -> s.fenced());
    ledger(ledger, "fence.repeats", "Fences that had to be repeated.", s -> s.fenceRepeats());
    ledger(ledger, "unknown.ids", "Lanes to fence that Kafka did not know.", s -> s.unknownIds());
    ledger(ledger, "scans", "Scans that reached their end.", s -> s.scans());
    ledger(ledger, "scanned.records", "Records read by them.", s -> s.records());
    ledger(ledger, "foreign.records", "Records whose key is no session.", s -> s.foreignRecords());
    ledger(ledger, "lost.positions", "Positions that the ledger lost.", s -> s.lostPositions());
    ledger(ledger, "failures", "Settlements that failed.", s -> s.failures());
  }

  private void ledger(
      LedgerMetrics ledger,
      String name,
      String help,
      ToLongFunction<LedgerMetrics.Snapshot> value) {
    meters.counter("ledger." + name, help, () -> value.applyAsLong(ledger.snapshot()));
  }

  private void reaper(ReaperMetrics reaper) {
    reaper(reaper, "departures", "Nodes that left.", s -> s.departures());
    reaper(reaper, "reaped", "Lanes fenced: their node is gone.", s -> s.reaped());
    reaper(reaper, "refused", "Departures that were not believed.", s -> s.refused());
    reaper(reaper, "sweeps", "Looks at all open transactions.", s -> s.sweeps());
    reaper(reaper, "sweeps.skipped", "Sweeps without a whole view.", s -> s.skippedSweeps());
    reaper(reaper, "failures", "Listings and fences not done in time.", s -> s.failures());
  }

  private void reaper(
      ReaperMetrics reaper,
      String name,
      String help,
      ToLongFunction<ReaperMetrics.Snapshot> value) {
    meters.counter("lane.reaper." + name, help, () -> value.applyAsLong(reaper.snapshot()));
  }

  private void source(SourceMetrics source) {
    meters.gauge("source.subscriptions", "Open subscriptions.", source::subscriptions);
    meters.gauge("source.groups", "Groups of readers at one position.", source::groups);
    meters.gauge("source.parked", "Subscriptions without credit.", source::parked);
    meters.counter("source.fetches", "Runs of records that polls brought.", source::fetches);
    meters.counter("source.fetched.events", "Records of these.", source::recordsFetched);
    meters.counter("source.opened.events", "Records opened, once each.", source::recordsOpened);
    meters.counter("source.delivered.events", "Events given to sessions.", source::eventsDelivered);
    meters.counter("source.delivered.bytes", "Their bytes in memory.", source::bytesDelivered);
    meters.counter("source.chunks", "Chunks given to sessions.", source::chunks);
    meters.counter("source.seeks", "Turns that began elsewhere.", source::seeks);
    String moves = "Subscriptions that moved between the fetchers.";
    meters.counter("source.moves", moves, source::movesToTail, "to", "tail");
    meters.counter("source.moves", moves, source::movesToCatchUp, "to", "catch_up");
    meters.counter("source.failures", "Subscriptions that failed.", source::failures);
    meters.counter("source.consumers.remade", "Consumers replaced.", source::consumersRemade);
    meters.counter("source.topic.checks", "Verifications of topic ids.", source::topicChecks);
    meters.counter("source.problems", "Values that could not be opened.", source::problems);
  }
}
