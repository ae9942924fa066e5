package io.switchboard.kafka.lane;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;

/**
 * Gathers the failed sends of one transaction and finds out who is to blame. Thread-safe: the
 * producer calls back on its own thread.
 *
 * <p>After the first failure the producer fails every record that it has not sent yet with the same
 * exception object, or with one that wraps it. Taking these for failures of their own would blame
 * innocent batches.
 */
final class SendFailures {
  /** Index of records that belong to no batch's client: the ledger's. */
  static final int NOBODY = -1;

  private final List<Failed> failed = new ArrayList<>();
  private volatile boolean any;
  private boolean closed;

  /**
   * A record that was not taken.
   *
   * @param workIndex whose it was, or {@link #NOBODY}
   */
  record Failed(int workIndex, TopicPartition partition, Exception error) {}

  Callback callback(int workIndex) {
    return (metadata, error) -> {
      if (error != null) {
        add(
            new Failed(
                workIndex, new TopicPartition(metadata.topic(), metadata.partition()), error));
      }
    };
  }

  boolean any() {
    return any;
  }

  /** The genuine failures so far; what fails later, by aborting, is not looked at. */
  synchronized List<Failed> close() {
    closed = true;
    List<Failed> genuine = new ArrayList<>();
    Set<TopicPartition> partitions = new HashSet<>();
    Set<Exception> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Failed next : failed) {
      boolean own = !seen.contains(next.error()) && !isConsequence(next.error());
      if (genuine.isEmpty() || partitions.contains(next.partition()) || own) {
        genuine.add(next);
        partitions.add(next.partition());
      }
      seen.add(next.error());
    }
    return genuine;
  }

  private synchronized void add(Failed failure) {
    if (!closed) {
      failed.add(failure);
      any = true;
    }
  }

  private static boolean isConsequence(Exception error) {
    return error instanceof TransactionAbortableException
        || error instanceof TransactionAbortedException;
  }
}
