package io.switchboard.node.door;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;

/**
 * A connection's place in line for the in-flight budget: it has at most one, and while it stands in
 * line none of its input is used. Belongs to the connection's event loop; what other threads give
 * back to the budget is granted there.
 */
final class PlaceInLine {
  private final ByteBudget budget;
  private final Executor loop;
  private final LongConsumer granted;
  private Optional<ByteBudget.Waiter> waiter = Optional.empty();
  private long sinceNanos;

  /**
   * @param loop the connection's event loop
   * @param granted run there with the bytes that were waited for and now are taken; the connection
   *     may be closed by then
   */
  PlaceInLine(ByteBudget budget, Executor loop, LongConsumer granted) {
    this.budget = budget;
    this.loop = loop;
    this.granted = granted;
  }

  /** Whether bytes are waited for, or are granted and on their way. */
  boolean isTaken() {
    return waiter.isPresent();
  }

  /** Whether the wait takes longer than it may. */
  boolean isLate(long now, Duration limit) {
    return waiter.isPresent() && now - sinceNanos > limit.toNanos();
  }

  /** Takes bytes from the budget; false: stands in line for them. */
  boolean acquire(long bytes) {
    if (budget.tryAcquire(bytes)) {
      return true;
    }
    sinceNanos = System.nanoTime();
    waiter = Optional.of(budget.await(bytes, loop, () -> onGranted(bytes)));
    return false;
  }

  private void onGranted(long bytes) {
    waiter = Optional.empty();
    granted.accept(bytes);
  }

  /** Gives up the place, if there is one; false: the bytes are granted and on their way. */
  boolean leave() {
    if (waiter.isPresent()) {
      if (!waiter.get().cancel()) {
        return false;
      }
      waiter = Optional.empty();
    }
    return true;
  }
}
