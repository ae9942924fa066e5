package io.switchboard.kafka.ledger;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ledger;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.LedgerSettings;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * Settles dead lanes: fence, then the end, then the scan, in this order. One settlement per lane
 * serves all its sessions and is remembered; the least recently used one is forgotten first, and
 * would simply be settled again. Thread-safe; no caller is ever blocked.
 */
public final class KafkaLedger implements Ledger, AutoCloseable {
  private record Key(LaneId lane, int partition) {}

  private final LedgerSettings settings;
  private final LedgerMetrics metrics = new LedgerMetrics();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ThreadPoolExecutor workers;
  private final Settlement.Acts acts;

  /** In order of use. */
  private final Map<Key, Settlement> settlements = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param admin stays the caller's to close, after this
   */
  public KafkaLedger(KafkaSettings settings, Admin admin, LedgerEnds ends) {
    this.settings = settings.ledger();
    this.workers = workers(this.settings.workers());
    LaneFence fence = new LaneFence(admin, this.settings.fenceTimeout(), closed, metrics);
    LedgerScan scan =
        new LedgerScan(
            settings.connection(),
            this.settings.topic(),
            this.settings.scanTimeout(),
            closed,
            metrics);
    this.acts = new KafkaActs(fence, ends, scan);
  }

  private static ThreadPoolExecutor workers(int count) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count,
            count,
            30,
            TimeUnit.SECONDS,
            // One task per settlement that is being asked; these are bounded by the dead lanes.
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "ledger-worker");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public CompletionStage<Settled> settle(LaneId lane, int partition, long fromOffset) {
    try {
      return settlement(new Key(lane, partition))
          .ask(fromOffset)
          .whenComplete(
              (settled, error) -> {
                if (error != null) {
                  metrics.failures.increment();
                }
              });
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(new SettlementException("the ledger was closed", e));
    }
  }

  private Settlement settlement(Key key) {
    synchronized (settlements) {
      Settlement found =
          settlements.computeIfAbsent(
              key, k -> new Settlement(k.lane(), k.partition(), acts, workers));
      forgetTheLeastUsed();
      return found;
    }
  }

  private void forgetTheLeastUsed() {
    long entries = settlements.values().stream().mapToLong(Settlement::entries).sum();
    Iterator<Settlement> leastUsedFirst = settlements.values().iterator();
    while (settlements.size() > 1
        && (settlements.size() > settings.maxSettled() || entries > settings.maxEntries())) {
      entries -= leastUsedFirst.next().entries();
      leastUsedFirst.remove();
    }
  }

  /** Counters and alarms. */
  public LedgerMetrics metrics() {
    return metrics;
  }

  /** Settlements under way fail soon; later ones fail at once. */
  @Override
  public void close() {
    closed.countDown();
    workers.shutdown();
  }

  private record KafkaActs(LaneFence fence, LedgerEnds ends, LedgerScan scan)
      implements Settlement.Acts {
    @Override
    public void fence(LaneId lane) throws InterruptedException {
      fence.fence(lane);
    }

    @Override
    public long latest(int partition) throws InterruptedException {
      try {
        return ends.askNow(partition).get();
      } catch (ExecutionException e) {
        throw new SettlementException(
            "the end of ledger partition " + partition + " is not known: " + e.getCause(),
            e.getCause());
      }
    }

    @Override
    public void read(int partition, long from, long end, BiConsumer<SessionId, Entry> sink) {
      scan.read(partition, from, end, sink);
    }
  }
}
