package io.switchboard.kafka.lane;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.kafka.LaneSettings;
import io.switchboard.kafka.lane.LaneBook.Revoked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Where publishers and the lane's thread meet: queue, book and state under one lock. Thread-safe;
 * only {@link #next} waits. Completes no future itself, so that nobody's code runs under the lock.
 */
final class LaneDesk {
  private enum State {
    RUNNING,
    /** Takes no more, finishes what it has. */
    CLOSING,
    ENDED
  }

  private final LaneSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final FairQueue queue = new FairQueue();
  private final LaneBook book;
  private List<Work> inFlight = List.of();
  private volatile State state = State.RUNNING;

  LaneDesk(LaneSettings settings) {
    this.settings = settings;
    this.book =
        new LaneBook(
            settings.maxQueuedBytes(), settings.maxQueuedBatches(), settings.maxSessions());
  }

  /**
   * What was left when the lane ended.
   *
   * @param inFlight in a transaction: only the ledger knows
   * @param queued in none, or in one that was aborted for certain
   * @param revokers that still waited
   */
  record Leftovers(
      List<Work> inFlight, List<Work> queued, List<CompletableFuture<OptionalLong>> revokers) {}

  boolean hasEnded() {
    return state == State.ENDED;
  }

  boolean isFull() {
    lock.lock();
    try {
      return book.isFull();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing, once the lane has ended. */
  LaneLoad load() {
    lock.lock();
    try {
      return state == State.ENDED
          ? LaneLoad.NONE
          : new LaneLoad(
              1,
              book.batches(),
              book.bytes(),
              settings.maxQueuedBatches(),
              settings.maxQueuedBytes());
    } finally {
      lock.unlock();
    }
  }

  /** Lets a batch in to be prepared, or says why not. */
  Optional<Outcome> open(Work work) {
    lock.lock();
    try {
      return state == State.RUNNING
          ? book.open(work)
          : Optional.of(new Outcome.NotPublished("the lane has ended", false));
    } finally {
      lock.unlock();
    }
  }

  /** Queues a prepared batch; false if the lane ended meanwhile. */
  boolean enqueue(Work work) {
    lock.lock();
    try {
      if (state == State.ENDED) {
        return false;
      }
      if (book.isSuspect(work.session())) {
        work.setAlone();
      }
      queue.add(work);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends a batch that was let in but never queued. */
  List<Revoked> withdrawn(Work work) {
    lock.lock();
    try {
      changed.signal();
      return book.close(work, false);
    } finally {
      lock.unlock();
    }
  }

  /** What the lane's thread has to do next. */
  sealed interface Turn {
    /** A transaction with these batches. */
    record Batches(List<Work> works) implements Turn {}

    /** Nothing came for as long as the thread wanted to wait. */
    record Idle() implements Turn {}

    /** The lane is to end, and has nothing left. */
    record End() implements Turn {}
  }

  /** Waits for the next transaction's batches, for a bounded time. */
  Turn next(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long leftNanos = atMost.toNanos();
      while (queue.isEmpty() && mayGetMore()) {
        if (leftNanos <= 0) {
          return new Turn.Idle();
        }
        leftNanos = changed.awaitNanos(leftNanos);
      }
      if (state == State.ENDED || queue.isEmpty()) {
        return new Turn.End();
      }
      inFlight = queue.take(settings.maxTransactionBytes(), settings.maxTransactionBatches());
      return new Turn.Batches(inFlight);
    } finally {
      lock.unlock();
    }
  }

  private boolean mayGetMore() {
    return state == State.RUNNING || (state == State.CLOSING && book.batches() > 0);
  }

  /** The transaction in flight is in Kafka. */
  List<Revoked> committed() {
    lock.lock();
    try {
      List<Revoked> revoked = new ArrayList<>();
      for (Work work : inFlight) {
        revoked.addAll(book.close(work, true));
      }
      inFlight = List.of();
      return revoked;
    } finally {
      lock.unlock();
    }
  }

  /** The transaction in flight is not in Kafka, for certain. */
  List<Revoked> aborted(AbortPlan plan) {
    lock.lock();
    try {
      if (state == State.ENDED) {
        return List.of();
      }
      List<Revoked> revoked = new ArrayList<>();
      plan.suspects().forEach(book::suspect);
      for (Work work : plan.answers().keySet()) {
        revoked.addAll(book.close(work, false));
      }
      queue.putBack(plan.together(), plan.alone());
      inFlight = List.of();
      return revoked;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Queued batches that will not be sent.
   *
   * @param works to be answered
   * @param revoked that waited for them
   */
  record GivenBack(List<Work> works, List<Revoked> revoked) {}

  /** Takes out queued batches that there is no sense in sending. */
  GivenBack giveBack(Predicate<Work> hopeless) {
    lock.lock();
    try {
      List<Work> works = queue.remove(hopeless);
      List<Revoked> revoked = new ArrayList<>();
      works.forEach(work -> revoked.addAll(book.close(work, false)));
      changed.signal();
      return new GivenBack(works, revoked);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Shuts a session out up to an epoch.
   *
   * @return the answer; empty if {@code revoker} has to wait for batches under way
   * @throws LaneDiedException if the lane has ended
   */
  Optional<Revoked> revoke(SessionId session, long epoch, CompletableFuture<OptionalLong> revoker) {
    lock.lock();
    try {
      if (state == State.ENDED) {
        throw new LaneDiedException("the lane has ended");
      }
      return book.revoke(session, epoch, revoker);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes no more batches; {@link #next} gives what there is, then the end. False if it had begun
   * before.
   */
  boolean beginClose() {
    lock.lock();
    try {
      boolean begins = state == State.RUNNING;
      if (begins) {
        state = State.CLOSING;
      }
      changed.signal();
      return begins;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the lane; empty if it had ended before. */
  Optional<Leftovers> end() {
    lock.lock();
    try {
      if (state == State.ENDED) {
        return Optional.empty();
      }
      state = State.ENDED;
      Leftovers left = new Leftovers(inFlight, queue.drain(), book.abandon());
      inFlight = List.of();
      changed.signal();
      return Optional.of(left);
    } finally {
      lock.unlock();
    }
  }
}
