package io.switchboard.kafka.lane;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * One of a node's lanes over its generations: starts the next one when the last one has died or
 * needs relief (full, or old), shares a start between callers, and holds back after failures.
 * Thread-safe; never blocks.
 *
 * <p>Every attempt to start uses a new generation, also one that failed: an id whose initialisation
 * was not answered must not be used again.
 *
 * @param <L> the lane, so that this can be tested without Kafka
 */
final class LaneSlot<L> {
  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(100);
  private static final Duration MAX_BACK_OFF = Duration.ofSeconds(5);

  /** A lane that lived as long had a good start: its death is not held against the next one. */
  private static final Duration GOOD_LIFE = Duration.ofSeconds(10);

  /** Relieved lanes that stay for the sessions they have; the oldest is closed beyond. */
  private static final int MAX_RELIEVED = 2;

  /** What a slot must know of a lane. */
  record Traits<L>(Predicate<L> isAlive, Predicate<L> needsRelief) {}

  private final IntFunction<CompletableFuture<L>> starter;
  private final Traits<L> traits;
  private final LongSupplier nanoClock;

  private CompletableFuture<L> current = new CompletableFuture<>();
  private final Deque<L> relieved = new ArrayDeque<>();
  private int generation;
  private int failures;
  private long startedNanos;
  private long notBeforeNanos;
  private boolean heldBack = true;
  private boolean closed;

  /**
   * @param starter starts a lane of a generation; what it returns completes in bounded time
   */
  LaneSlot(IntFunction<CompletableFuture<L>> starter, Traits<L> traits, LongSupplier nanoClock) {
    this.starter = starter;
    this.traits = traits;
    this.nanoClock = nanoClock;
    this.notBeforeNanos = nanoClock.getAsLong();
    current.completeExceptionally(new LaneUnavailableException("never started"));
  }

  /** What a demand came to: the lane, and lanes that the caller has to close. */
  record Demanded<L>(CompletableFuture<L> lane, Optional<L> toClose) {}

  synchronized Demanded<L> demand() {
    if (closed) {
      return failed("this node's lanes are closed");
    }
    if (!current.isDone()) {
      return new Demanded<>(current, Optional.empty());
    }
    Optional<L> last = alive(current);
    if (last.isPresent() && !traits.needsRelief().test(last.get())) {
      return new Demanded<>(current, Optional.empty());
    }
    long now = nanoClock.getAsLong();
    Optional<L> toClose = Optional.empty();
    if (last.isPresent()) {
      toClose = relieve(last.get());
    } else if (!heldBack) {
      holdBack(now);
    }
    if (now - notBeforeNanos < 0) {
      return failed(
          "the last lane failed; the next one may start in "
              + Duration.ofNanos(notBeforeNanos - now).toMillis()
              + " ms");
    }
    startedNanos = now;
    heldBack = false;
    generation++;
    current = starter.apply(generation);
    return new Demanded<>(current, toClose);
  }

  /** The first demand after a death decides how long the next start has to wait. */
  private void holdBack(long now) {
    boolean good = isStarted(current) && now - startedNanos >= GOOD_LIFE.toNanos();
    failures = good ? 0 : failures + 1;
    long millis =
        failures == 0
            ? 0
            : Math.min(
                MAX_BACK_OFF.toMillis(), FIRST_BACK_OFF.toMillis() << Math.min(failures - 1, 10));
    notBeforeNanos = now + Duration.ofMillis(millis).toNanos();
    heldBack = true;
  }

  private Optional<L> relieve(L tired) {
    relieved.removeIf(traits.isAlive().negate());
    relieved.addLast(tired);
    return relieved.size() > MAX_RELIEVED ? Optional.of(relieved.removeFirst()) : Optional.empty();
  }

  /** All lanes of this slot that are alive. */
  synchronized List<L> live() {
    List<L> live = new ArrayList<>(relieved);
    live.removeIf(traits.isAlive().negate());
    alive(current).ifPresent(live::add);
    return live;
  }

  /** Starts no more lanes; returns the one that is being started, or was last. */
  synchronized CompletableFuture<L> close() {
    closed = true;
    return current;
  }

  private Optional<L> alive(CompletableFuture<L> lane) {
    return isStarted(lane) && traits.isAlive().test(lane.join())
        ? Optional.of(lane.join())
        : Optional.empty();
  }

  private static boolean isStarted(CompletableFuture<?> lane) {
    return lane.isDone() && !lane.isCompletedExceptionally();
  }

  private Demanded<L> failed(String reason) {
    return new Demanded<>(
        CompletableFuture.failedFuture(new LaneUnavailableException(reason)), Optional.empty());
  }
}
