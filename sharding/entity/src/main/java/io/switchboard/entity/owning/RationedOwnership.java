package io.switchboard.entity.owning;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The register, asked by a bounded number of sessions at a time: when a node is lost, thousands of
 * sessions wake on the others at once, and their compare-and-sets together would flatten Cassandra.
 * The rest wait in line; who finds the line full, or waits too long, is told so and may try again.
 * Only the register's own work is rationed, so a lane that is slow to be fenced holds up nobody
 * else's. Thread-safe.
 */
public final class RationedOwnership implements Ownership {
  private static final long MAX_WAIT_NANOS = Duration.ofSeconds(5).toNanos();

  private final Ownership register;
  private final int maxAtOnce;
  private final int maxWaiting;
  private final LongSupplier nanoClock;
  private final Queue<Turn<?>> line = new ArrayDeque<>();
  private final ThreadLocal<Boolean> serving = ThreadLocal.withInitial(() -> false);
  private int underWay;

  /** Calls that were made, those of them that failed, and how long all of them took together. */
  public final LongAdder calls = new LongAdder();

  public final LongAdder failures = new LongAdder();
  public final LongAdder callNanos = new LongAdder();

  /** Calls that had to wait for their turn, and those that got none. */
  public final LongAdder waited = new LongAdder();

  public final LongAdder turnedAway = new LongAdder();

  /**
   * @param maxAtOnce calls under way
   * @param maxWaiting calls that wait behind them
   */
  public RationedOwnership(
      Ownership register, int maxAtOnce, int maxWaiting, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.register = register;
    this.maxAtOnce = maxAtOnce;
    this.maxWaiting = maxWaiting;
  }

  @Override
  public CompletionStage<Row> read(SessionId session) {
    return inTurn(() -> register.read(session));
  }

  @Override
  public CompletionStage<Row> claim(SessionId session, Row seen, Claim claim) {
    return inTurn(() -> register.claim(session, seen, claim));
  }

  /** Not rationed: these are few at a time already, and none of them may wait behind a herd. */
  @Override
  public CompletionStage<Boolean> checkpoint(SessionId session, long epoch, Claim claim) {
    return register.checkpoint(session, epoch, claim);
  }

  @Override
  public CompletionStage<Boolean> signOff(
      SessionId session, long epoch, LaneId owner, Published published) {
    return inTurn(() -> register.signOff(session, epoch, owner, published));
  }

  @Override
  public CompletionStage<Boolean> spill(
      SessionId session, long epoch, LaneId owner, Spilled spilled, Optional<Published> settled) {
    return inTurn(() -> register.spill(session, epoch, owner, spilled, settled));
  }

  @Override
  public CompletionStage<Boolean> clearSpill(SessionId session, long epoch, Claim claim) {
    return register.clearSpill(session, epoch, claim);
  }

  /** Gauge. */
  public synchronized int underWay() {
    return underWay;
  }

  /** Gauge. */
  public synchronized int waiting() {
    return line.size();
  }

  private <T> CompletionStage<T> inTurn(Supplier<CompletionStage<T>> call) {
    Turn<T> turn = new Turn<>(call, new CompletableFuture<>(), nanoClock.getAsLong());
    synchronized (this) {
      if (line.size() >= maxWaiting) {
        turn.turnAway();
      } else {
        line.add(turn);
        waited.add(underWay < maxAtOnce ? 0 : 1);
      }
    }
    serveLine();
    return turn.answer();
  }

  /**
   * Begins what may begin. A call that is answered at once comes back here from within; then the
   * loop further up goes on, so that a long line is no deep stack.
   */
  private void serveLine() {
    if (serving.get()) {
      return;
    }
    serving.set(true);
    try {
      for (Optional<Turn<?>> next = next(); next.isPresent(); next = next()) {
        next.get().run();
      }
    } finally {
      serving.remove();
    }
  }

  private synchronized Optional<Turn<?>> next() {
    if (underWay >= maxAtOnce || line.isEmpty()) {
      return Optional.empty();
    }
    underWay++;
    return Optional.of(line.remove());
  }

  private void ended() {
    synchronized (this) {
      underWay--;
    }
    serveLine();
  }

  private final class Turn<T> {
    private final Supplier<CompletionStage<T>> call;
    private final CompletableFuture<T> answer;
    private final long sinceNanos;

    Turn(Supplier<CompletionStage<T>> call, CompletableFuture<T> answer, long sinceNanos) {
      this.call = call;
      this.answer = answer;
      this.sinceNanos = sinceNanos;
    }

    CompletableFuture<T> answer() {
      return answer;
    }

    void run() {
      if (nanoClock.getAsLong() - sinceNanos > MAX_WAIT_NANOS) {
        turnAway();
        ended();
      } else {
        begin();
      }
    }

    void turnAway() {
      turnedAway.increment();
      answer.completeExceptionally(
          new RejectedExecutionException("too many sessions wake on this node at once"));
    }

    private void begin() {
      long begunNanos = nanoClock.getAsLong();
      calls.increment();
      CompletionStage<T> stage;
      try {
        stage = call.get();
      } catch (RuntimeException e) {
        stage = CompletableFuture.failedFuture(e);
      }
      stage.whenComplete(
          (result, failure) -> {
            callNanos.add(nanoClock.getAsLong() - begunNanos);
            failures.add(failure == null ? 0 : 1);
            ended();
            if (failure == null) {
              answer.complete(result);
            } else {
              answer.completeExceptionally(failure);
            }
          });
    }
  }
}
