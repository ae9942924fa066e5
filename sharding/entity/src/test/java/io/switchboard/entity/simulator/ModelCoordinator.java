package io.switchboard.entity.simulator;

import io.switchboard.core.model.LaneId;
import io.switchboard.entity.simulator.ModelLog.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Kafka's transaction coordinator with transactions of version 2 (KIP-890): every end of a
 * transaction raises the producer's epoch. Followed here because safety depends on it: a fence
 * first aborts and is told to come again, and only its last answer is the end of the producer; an
 * abort by a producer whose transaction the coordinator aborted is taken for a repeat, and gives
 * the producer the new epoch, with which it lives on; a commit that was decided is visible only
 * when its markers are written.
 */
final class ModelCoordinator {
  private static final int TRANSACTION_TIMEOUT_MS = 1_000;

  /** An answer to a producer. */
  enum Answer {
    DONE,
    /** The transaction before has not ended everywhere: come again. */
    CONCURRENT,
    /** Fenced, or in the wrong state: the end of this producer. */
    REFUSED
  }

  /** The answer to a commit or an abort, with the producer's epoch from now on. */
  record Ended(Answer answer, int epoch) {}

  private enum State {
    RESTING,
    ONGOING,
    COMMITTING,
    ABORTING,
    COMMITTED,
    ABORTED
  }

  private static final class Producer {
    private int epoch;
    private State state = State.RESTING;
    private Transaction transaction = Transaction.NONE;
    private boolean fenced;
    private int unmarked;
  }

  private final Scheduler scheduler;
  private final Faults faults;
  private final Consumer<Transaction> onCommit;
  private final Map<LaneId, Producer> producers = new HashMap<>();

  ModelCoordinator(Scheduler scheduler, Faults faults, Consumer<Transaction> onCommit) {
    this.scheduler = scheduler;
    this.faults = faults;
    this.onCommit = onCommit;
  }

  /** initTransactions of a new id; its epoch is 0. */
  void initialise(LaneId id) {
    if (producers.put(id, new Producer()) != null) {
      throw new IllegalStateException(id + " was used before");
    }
  }

  Answer append(LaneId id, int epoch, ModelLog log, List<Payload> payloads) {
    Producer producer = producers.get(id);
    if (producer.epoch != epoch) {
      return Answer.REFUSED;
    }
    switch (producer.state) {
      case COMMITTING, ABORTING -> {
        return Answer.CONCURRENT;
      }
      case ONGOING -> {}
      default -> begin(id, producer);
    }
    payloads.forEach(payload -> log.append(producer.transaction, payload));
    return Answer.DONE;
  }

  private void begin(LaneId id, Producer producer) {
    Transaction begun = new Transaction(id);
    producer.transaction = begun;
    producer.state = State.ONGOING;
    scheduler.in(
        TRANSACTION_TIMEOUT_MS,
        "transaction time-out",
        () -> {
          if (producer.state == State.ONGOING && producer.transaction == begun) {
            faults.note(Fault.TRANSACTION_TIMED_OUT);
            prepare(producer, false);
          }
        });
  }

  Ended end(LaneId id, int epoch, boolean commit) {
    Producer producer = producers.get(id);
    if (producer.epoch == epoch) {
      return end(producer, commit);
    }
    boolean repeated =
        producer.epoch == epoch + 1
            && (commit
                ? producer.state == State.COMMITTING || producer.state == State.COMMITTED
                : producer.state == State.ABORTING || producer.state == State.ABORTED);
    return new Ended(repeated ? Answer.DONE : Answer.REFUSED, producer.epoch);
  }

  private Ended end(Producer producer, boolean commit) {
    switch (producer.state) {
      case ONGOING -> prepare(producer, commit);
      case COMMITTING, ABORTING -> {
        return new Ended(Answer.CONCURRENT, producer.epoch);
      }
      default -> {
        if (commit) {
          return new Ended(Answer.REFUSED, producer.epoch);
        }
        producer.transaction = new Transaction(producer.transaction.producer());
        prepare(producer, false);
      }
    }
    return new Ended(Answer.DONE, producer.epoch);
  }

  /** One try to fence: done only when nothing of the producer is under way any more. */
  Answer fence(LaneId id) {
    Producer producer = producers.get(id);
    switch (producer.state) {
      case ONGOING -> {
        prepare(producer, false);
        return Answer.CONCURRENT;
      }
      case COMMITTING, ABORTING -> {
        return Answer.CONCURRENT;
      }
      default -> {
        producer.epoch++;
        producer.state = State.RESTING;
        producer.fenced = true;
        return Answer.DONE;
      }
    }
  }

  boolean isFenced(LaneId id) {
    return producers.get(id).fenced;
  }

  /** The decision; the markers follow, partition by partition. */
  private void prepare(Producer producer, boolean commit) {
    Transaction transaction = producer.transaction;
    producer.epoch++;
    producer.state = commit ? State.COMMITTING : State.ABORTING;
    if (commit) {
      transaction.commit();
      onCommit.accept(transaction);
    }
    List<ModelLog> logs = new ArrayList<>(transaction.logs());
    producer.unmarked = logs.size();
    for (ModelLog log : logs) {
      int delayMs =
          faults.strikes(Fault.SLOW_MARKERS)
              ? scheduler.between(100, 2_000)
              : scheduler.between(0, 10);
      scheduler.in(
          delayMs,
          "marker",
          () -> {
            log.mark(transaction);
            if (--producer.unmarked == 0) {
              producer.state = commit ? State.COMMITTED : State.ABORTED;
            }
          });
    }
    if (logs.isEmpty()) {
      producer.state = State.ABORTED;
    }
  }
}
