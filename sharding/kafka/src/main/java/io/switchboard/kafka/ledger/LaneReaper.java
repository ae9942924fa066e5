package io.switchboard.kafka.ledger;

import io.switchboard.core.model.LaneId;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.LaneIds;
import io.switchboard.kafka.ReaperSettings;
import io.switchboard.kafka.ledger.OpenTransactions.Listing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the open transactions of nodes that are gone: such a transaction holds back every {@code
 * read_committed} reader of its topics, for up to 20 s, until the broker ends it.
 *
 * <p>Correctness does not depend on it: a fence is safe at any time, and who takes over a session
 * fences and settles by itself. So it may fail, be repeated, and run on several nodes at once. What
 * it must not do is to trouble the living: it fences only lanes of incarnations that the cluster
 * has removed, and, where it finds transactions by itself, only those that are open for longer than
 * a lane may take. A node that is no member (any more) reaps nothing.
 *
 * <p>Thread-safe; no call blocks. Two small pools: one thread that looks, a few that fence.
 */
public final class LaneReaper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LaneReaper.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

  /** What it does to Kafka. Blocking calls. */
  interface Acts {
    Listing open(Duration olderThan) throws InterruptedException;

    /** Returns when the lane is fenced for certain. */
    void fence(LaneId lane) throws InterruptedException;
  }

  private final Acts acts;
  private final ReaperSettings settings;
  private final LaneIds ids;
  private final UUID self;
  private final Supplier<LiveNodes> cluster;
  private final ReaperMetrics metrics = new ReaperMetrics();
  private final CountDownLatch closed;
  private final Set<LaneId> beingFenced = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor looker;
  private final ThreadPoolExecutor fencers;

  /**
   * @param admin stays the caller's to close, after this
   * @param self this node's incarnation
   * @param cluster who is alive; must have forgotten a node before {@link #left} is called for it
   */
  public LaneReaper(KafkaSettings settings, Admin admin, UUID self, Supplier<LiveNodes> cluster) {
    this(settings, self, cluster, new CountDownLatch(1), closed -> acts(settings, admin, closed));
  }

  LaneReaper(
      KafkaSettings settings,
      UUID self,
      Supplier<LiveNodes> cluster,
      CountDownLatch closed,
      java.util.function.Function<CountDownLatch, Acts> acts) {
    this.settings = settings.reaper();
    this.ids = new LaneIds(settings.clusterId());
    this.self = self;
    this.cluster = cluster;
    this.closed = closed;
    this.acts = acts.apply(closed);
    this.looker = new ScheduledThreadPoolExecutor(1, named("lane-reaper"));
    this.looker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.looker.setRemoveOnCancelPolicy(true);
    this.fencers =
        new ThreadPoolExecutor(
            this.settings.workers(),
            this.settings.workers(),
            10,
            TimeUnit.SECONDS,
            // Each lane is in it once at most.
            new LinkedBlockingQueue<>(),
            named("lane-fencer"));
    this.fencers.allowCoreThreadTimeOut(true);
  }

  private static Acts acts(KafkaSettings settings, Admin admin, CountDownLatch closed) {
    OpenTransactions transactions = new OpenTransactions(admin, settings);
    LaneFence fence = new LaneFence(admin, settings.reaper().within(), closed, new LedgerMetrics());
    return new Acts() {
      @Override
      public Listing open(Duration olderThan) throws InterruptedException {
        return transactions.list(olderThan);
      }

      @Override
      public void fence(LaneId lane) throws InterruptedException {
        fence.fence(lane);
      }
    };
  }

  private static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Looks for forgotten transactions now, and then again and again. */
  public void start() {
    try {
      looker.scheduleWithFixedDelay(
          this::sweep, 0, settings.sweepEvery().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("phase=reap reason=closed", e);
    }
  }

  /**
   * Ends what a node left open that the cluster has removed.
   *
   * @param incarnation of that node
   * @param delay before it is begun, so that not all nodes do the same at once
   * @return how many lanes were fenced; fails if it could not be finished within the time set
   */
  public CompletionStage<Integer> left(UUID incarnation, Duration delay) {
    metrics.departures.increment();
    Round round = new Round(incarnation);
    round.lookAgainAfter(delay);
    return round.done;
  }

  /** Counters. */
  public ReaperMetrics metrics() {
    return metrics;
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    closed.countDown();
    looker.shutdownNow();
    fencers.shutdownNow();
  }

  private void sweep() {
    try {
      Listing listing = acts.open(settings.olderThan());
      // Read after the listing: a node was a member before it opened its first transaction.
      LiveNodes now = cluster.get();
      if (!now.complete() || !now.incarnations().contains(self)) {
        metrics.skippedSweeps.increment();
        return;
      }
      metrics.sweeps.increment();
      listing
          .missing()
          .ifPresent(error -> log.debug("phase=sweep missing=\"{}\"", error.toString()));
      for (LaneId lane : listing.lanes()) {
        ids.incarnationOf(lane.value())
            .filter(owner -> !now.incarnations().contains(owner))
            .ifPresent(owner -> fence(lane));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The next sweep follows only if this one does not throw.
      metrics.failures.increment();
      log.warn("phase=sweep", e);
    }
  }

  /** Completes with 1 if this call fenced it, with 0 if another one is about it. */
  private CompletableFuture<Integer> fence(LaneId lane) {
    CompletableFuture<Integer> done = new CompletableFuture<>();
    if (!beingFenced.add(lane)) {
      done.complete(0);
      return done;
    }
    try {
      fencers.execute(
          () ->
              tryToFence(lane)
                  .ifPresentOrElse(done::completeExceptionally, () -> done.complete(1)));
    } catch (RejectedExecutionException e) {
      beingFenced.remove(lane);
      done.completeExceptionally(new SettlementException("the reaper was closed", e));
    }
    return done;
  }

  /** The failure, if it failed. Whoever is told that may try again at once. */
  private Optional<Exception> tryToFence(LaneId lane) {
    try {
      acts.fence(lane);
      metrics.reaped.increment();
      log.info("lane={} phase=reaped", lane);
      return Optional.empty();
    } catch (InterruptedException | RuntimeException e) {
      metrics.failures.increment();
      log.warn("lane={} phase=reap reason=\"{}\"", lane, e.toString());
      return Optional.of(e);
    } finally {
      beingFenced.remove(lane);
    }
  }

  /** The reaping of one node, over its attempts. Used by the looking thread. */
  private final class Round {
    private final UUID incarnation;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private final List<CompletableFuture<Integer>> fences = new ArrayList<>();
    private long deadlineNanos;
    private int attempts;

    Round(UUID incarnation) {
      this.incarnation = incarnation;
    }

    void lookAgainAfter(Duration pause) {
      try {
        looker.schedule(this::look, pause.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        done.completeExceptionally(new SettlementException("the reaper was closed", e));
      }
    }

    private void look() {
      try {
        if (attempts++ == 0) {
          deadlineNanos = System.nanoTime() + settings.within().toNanos();
        }
        Listing listing = acts.open(Duration.ZERO);
        Set<UUID> alive = cluster.get().incarnations();
        if (!alive.contains(self) || alive.contains(incarnation)) {
          metrics.refused.increment();
          log.info("incarnation={} phase=reap refused=true", incarnation);
          done.complete(0);
          return;
        }
        listing.lanes().stream()
            .filter(lane -> ids.incarnationOf(lane.value()).filter(incarnation::equals).isPresent())
            .forEach(lane -> fences.add(fence(lane)));
        if (listing.missing().isEmpty()) {
          finish();
        } else if (System.nanoTime() - deadlineNanos >= 0) {
          giveUp(listing.missing().get());
        } else {
          lookAgainAfter(pause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        done.completeExceptionally(new SettlementException("the reaper was closed", e));
      } catch (RuntimeException e) {
        giveUp(e);
      }
    }

    private Duration pause() {
      Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 10));
      return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }

    private void finish() {
      CompletableFuture.allOf(fences.toArray(CompletableFuture[]::new))
          .whenComplete(
              (all, error) -> {
                if (error == null) {
                  done.complete(fences.stream().mapToInt(CompletableFuture::join).sum());
                } else {
                  done.completeExceptionally(error);
                }
              });
    }

    private void giveUp(Throwable error) {
      metrics.failures.increment();
      log.warn(
          "incarnation={} phase=reap attempts={} reason=\"{}\": its open transactions end by"
              + " themselves within 20 s",
          incarnation,
          attempts,
          error.toString());
      done.completeExceptionally(
          new SettlementException("the open transactions are not known: " + error, error));
    }
  }
}
