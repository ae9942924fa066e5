package io.switchboard.core.port;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.TopicRef;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Publishes batches of many sessions in shared Kafka transactions, each batch with its ledger
 * record. Thread-safe; no call blocks. A lane that is fenced, or does not know an outcome, dies for
 * good.
 */
public interface ProducerLane {

  /** The transactional.id, already initialised. */
  LaneId id();

  /** The partition of the ledger topic that this lane writes to, fixed for its life. */
  int ledgerPartition();

  /** False once the lane died or closed; it never comes back. */
  boolean isAlive();

  /**
   * The latest offset of this lane's ledger partition, read uncommitted: where a scan for what
   * comes next can start.
   */
  CompletionStage<Long> ledgerEnd();

  /**
   * Encrypts, checks and queues a batch. The stage always completes normally, once, on any thread.
   */
  CompletionStage<Outcome> publish(Publication publication);

  /**
   * Refuses later batches of this session with this epoch or a lower one, and completes when none
   * of them is queued or in flight: with the last seq that this lane committed for the session, if
   * any. Fails if the lane dies meanwhile (then only fencing and the ledger tell).
   */
  CompletionStage<OptionalLong> revoke(SessionId session, long epoch);

  /**
   * A batch to publish.
   *
   * @param session whose batch it is
   * @param epoch of the owner
   * @param seq of the batch
   * @param topic where it goes
   * @param batch the events, in clear
   */
  record Publication(SessionId session, long epoch, long seq, TopicRef topic, EventBatch batch) {}

  /** What became of a batch. */
  sealed interface Outcome {
    /** It is in Kafka, whole, with its ledger record. */
    record Committed() implements Outcome {}

    /** It is definitely not in Kafka and will not be; it may be tried again. */
    record NotPublished(String reason, boolean overloaded) implements Outcome {}

    /** It is definitely not in Kafka, and Kafka (or the missing key) will not take it as it is. */
    record Refused(Refusal refusal, String reason) implements Outcome {}

    /** The lane died: whether it is in Kafka, only fencing and the ledger tell. */
    record Unknown(String reason) implements Outcome {}
  }

  /** Why a batch was refused. */
  enum Refusal {
    TOO_LARGE,
    NOT_AUTHORIZED,
    TOPIC_GONE,
    UNKNOWN_PARTITION,
    KEY_UNAVAILABLE,
    INVALID
  }
}
