package io.switchboard.kafka.lane;

import io.switchboard.kafka.lane.SendFailure.Kind;
import io.switchboard.kafka.lane.SendFailures.Failed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * One Kafka transaction, from begin to an outcome that is certain, or to the lane's death. Blocks;
 * used by the lane's thread only.
 *
 * <p>The rules, each of which keeps a batch from being published twice: a commit without answer may
 * only be committed again. An abort may only follow a send that failed, because then the producer
 * has not asked for the commit (it does so when every record is acknowledged). Only an abort that
 * returned normally says "not published". Everything else is death.
 */
final class LaneTransaction {
  private final Producer<byte[], byte[]> producer;
  private final Duration endTimeout;
  private final LongSupplier nanoClock;

  /**
   * @param endTimeout for how long an unanswered commit or abort is repeated
   */
  LaneTransaction(Producer<byte[], byte[]> producer, Duration endTimeout, LongSupplier nanoClock) {
    this.producer = producer;
    this.endTimeout = endTimeout;
    this.nanoClock = nanoClock;
  }

  /** How it ended. */
  sealed interface Result {
    /** All of it is in Kafka. */
    record Committed() implements Result {}

    /** Nothing of it is in Kafka, for certain. */
    record Aborted(List<Failed> failures) implements Result {}

    /** Not known; the lane must not be used again. */
    record Dead(String reason, Throwable cause) implements Result {}
  }

  Result run(List<Work> works) {
    SendFailures failures = new SendFailures();
    return end(send(works, failures), failures);
  }

  /** A transaction with nothing but this record, which is nobody's. */
  Result run(ProducerRecord<byte[], byte[]> record) {
    SendFailures failures = new SendFailures();
    Optional<RuntimeException> error = Optional.empty();
    try {
      producer.beginTransaction();
      producer.send(record, failures.callback(SendFailures.NOBODY));
    } catch (RuntimeException e) {
      error = Optional.of(e);
    }
    return end(error, failures);
  }

  /**
   * @param sent the error with which sending ended, if any
   */
  private Result end(Optional<RuntimeException> sent, SendFailures failures) {
    Optional<RuntimeException> error = sent;
    if (error.isEmpty() && !failures.any()) {
      error = repeatWhileUnanswered(producer::commitTransaction);
      if (error.isEmpty() && !failures.any()) {
        return new Result.Committed();
      }
      if (error.isEmpty()) {
        // Kafka promises that this cannot be.
        IllegalStateException bug = new IllegalStateException("committed after a failed send");
        return new Result.Dead(bug.getMessage(), bug);
      }
      if (isUnanswered(error.get())) {
        return new Result.Dead("no answer to the commit within " + endTimeout, error.get());
      }
    }
    if (!failures.any()) {
      return new Result.Dead("begin, send or commit failed", error.orElseThrow());
    }
    return abort(failures.close());
  }

  private Optional<RuntimeException> send(List<Work> works, SendFailures failures) {
    try {
      producer.beginTransaction();
      SmallBatches small = new SmallBatches(producer);
      for (int i = 0; i < works.size() && !failures.any(); i++) {
        send(works.get(i), failures.callback(i), failures, small);
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(e);
    }
  }

  private void send(Work work, Callback onAnswer, SendFailures failures, SmallBatches small) {
    List<ProducerRecord<byte[], byte[]>> records = work.records();
    boolean carefully = SmallBatches.concerns(work);
    for (ProducerRecord<byte[], byte[]> event : records.subList(0, records.size() - 1)) {
      if (carefully) {
        small.beforeSend(event, work.maxProducerBatchBytes());
      }
      producer.send(event, onAnswer);
    }
    producer.send(records.get(records.size() - 1), failures.callback(SendFailures.NOBODY));
  }

  private Result abort(List<Failed> failures) {
    for (Failed failed : failures) {
      if (SendFailure.of(failed.error()).kind() == Kind.FATAL) {
        return new Result.Dead("a send failed on " + failed.partition(), failed.error());
      }
    }
    Optional<RuntimeException> error = repeatWhileUnanswered(producer::abortTransaction);
    return error.isEmpty()
        ? new Result.Aborted(failures)
        : new Result.Dead("abort failed", error.get());
  }

  /** Both calls may be repeated when they were not answered; then they wait for the same answer. */
  private Optional<RuntimeException> repeatWhileUnanswered(Runnable end) {
    long start = nanoClock.getAsLong();
    while (true) {
      try {
        end.run();
        return Optional.empty();
      } catch (RuntimeException e) {
        boolean late = nanoClock.getAsLong() - start > endTimeout.toNanos();
        if (!isUnanswered(e) || late) {
          return Optional.of(e);
        }
        // Kafka has set the flag again; with it every further call would fail at once.
        Thread.interrupted();
      }
    }
  }

  private static boolean isUnanswered(RuntimeException error) {
    return error instanceof TimeoutException || error instanceof InterruptException;
  }
}
