package io.switchboard.kafka.lane;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.PayloadCipher;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.ProducerLanes;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.ledger.LedgerEnds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The lanes of one node incarnation. Sessions are spread over them by a hash of their id; lanes are
 * started on first demand. Thread-safe; only {@link #close} blocks.
 */
public final class KafkaProducerLanes implements ProducerLanes {
  private final LaneMetrics metrics = new LaneMetrics();
  private final List<LaneSlot<KafkaProducerLane>> slots = new ArrayList<>();
  private final ThreadPoolExecutor preparers;

  /**
   * @param incarnation new at every start of the node: part of the lanes' transactional ids
   * @param catalog knows the topics; warm metadata keeps {@code publish} on its caller's thread
   */
  public KafkaProducerLanes(
      KafkaSettings settings,
      UUID incarnation,
      TopicCatalog catalog,
      PayloadCipher cipher,
      LedgerEnds ledgerEnds) {
    preparers = preparers();
    LaneParts parts =
        new LaneParts(
            settings,
            catalog,
            ledgerEnds,
            preparers,
            new SickPartitions(),
            metrics,
            System::nanoTime);
    LaneStarter starter = new LaneStarter(parts, cipher, incarnation, LaneProducer::create);
    LaneSlot.Traits<KafkaProducerLane> traits =
        new LaneSlot.Traits<>(KafkaProducerLane::isAlive, KafkaProducerLane::needsRelief);
    for (int i = 0; i < settings.lanes().count(); i++) {
      int lane = i;
      slots.add(
          new LaneSlot<>(generation -> starter.start(lane, generation), traits, parts.nanoClock()));
    }
  }

  /** Bounded by the lanes' budgets; a task is never dropped, so that every batch is answered. */
  private static ThreadPoolExecutor preparers() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            2,
            2,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "lane-preparer");
              thread.setDaemon(true);
              return thread;
            },
            (task, closedPool) -> task.run());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public CompletionStage<ProducerLane> laneFor(SessionId session) {
    LaneSlot.Demanded<KafkaProducerLane> demanded =
        slots.get(Math.floorMod(session.value().hashCode(), slots.size())).demand();
    demanded.toClose().ifPresent(KafkaProducerLane::close);
    return demanded.lane().thenApply(lane -> lane);
  }

  @Override
  public Optional<ProducerLane> liveLane(LaneId id) {
    for (LaneSlot<KafkaProducerLane> slot : slots) {
      for (KafkaProducerLane lane : slot.live()) {
        if (lane.id().equals(id)) {
          return Optional.of(lane);
        }
      }
    }
    return Optional.empty();
  }

  /** What all living lanes hold now. Waits only for locks that are held for microseconds. */
  public LaneLoad load() {
    return slots.stream()
        .flatMap(slot -> slot.live().stream())
        .map(KafkaProducerLane::load)
        .reduce(LaneLoad.NONE, LaneLoad::plus);
  }

  /** Counters over all lanes. */
  public LaneMetrics metrics() {
    return metrics;
  }

  /**
   * Takes no more batches, finishes what the lanes have, and closes the producers. A lane that does
   * not finish in time dies: what it has in flight becomes unknown. Blocks up to the time-out and a
   * little.
   */
  public void close(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<CompletableFuture<KafkaProducerLane>> lasts = slots.stream().map(LaneSlot::close).toList();
    // One that is still being started is closed when it is there.
    lasts.forEach(last -> last.thenAccept(KafkaProducerLane::close));
    List<KafkaProducerLane> live = slots.stream().flatMap(slot -> slot.live().stream()).toList();
    live.forEach(KafkaProducerLane::close);
    for (KafkaProducerLane lane : live) {
      lane.awaitEnd(deadline - System.nanoTime());
    }
    preparers.shutdown();
  }
}
