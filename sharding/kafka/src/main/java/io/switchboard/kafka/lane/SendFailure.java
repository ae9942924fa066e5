package io.switchboard.kafka.lane;

import io.switchboard.core.port.ProducerLane.Refusal;
import java.util.Optional;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What a failed send means. Only failures that are named here let the lane abort and go on; with
 * every other one the lane dies, because nobody has shown that going on is safe.
 *
 * @param kind what the lane may do
 * @param refusal why Kafka will not take it, for {@link Kind#DEFINITE}
 * @param reason for the answer
 */
record SendFailure(Kind kind, Optional<Refusal> refusal, String reason) {

  /** True if the partition did not take the record in time. */
  static boolean isTimeout(Throwable error) {
    return error instanceof TimeoutException && of(error).kind() == Kind.RETRIABLE;
  }

  /** What the lane may do. */
  enum Kind {
    /** Abort; this record will never be taken as it is. */
    DEFINITE,
    /** Abort; it may go better next time. */
    RETRIABLE,
    /** Die. */
    FATAL
  }

  static SendFailure of(Throwable error) {
    String reason = error.getClass().getSimpleName() + ": " + error.getMessage();
    Optional<Refusal> refusal = refusal(error);
    if (refusal.isPresent()) {
      return new SendFailure(Kind.DEFINITE, refusal, reason);
    }
    return new SendFailure(isRetriable(error) ? Kind.RETRIABLE : Kind.FATAL, refusal, reason);
  }

  private static Optional<Refusal> refusal(Throwable error) {
    if (error instanceof RecordTooLargeException || error instanceof RecordBatchTooLargeException) {
      return Optional.of(Refusal.TOO_LARGE);
    }
    if (error instanceof TopicAuthorizationException) {
      return Optional.of(Refusal.NOT_AUTHORIZED);
    }
    if (error instanceof UnknownTopicOrPartitionException
        || error.getCause() instanceof UnknownTopicOrPartitionException) {
      return Optional.of(Refusal.TOPIC_GONE);
    }
    if (error instanceof InvalidRecordException
        || error instanceof InvalidTimestampException
        || error instanceof InvalidTopicException
        || error instanceof PolicyViolationException
        || error instanceof SerializationException) {
      return Optional.of(Refusal.INVALID);
    }
    return Optional.empty();
  }

  /**
   * A plain {@code KafkaException} is what records get that only shared a producer batch with an
   * invalid one.
   */
  private static boolean isRetriable(Throwable error) {
    return error instanceof RetriableException
        || error instanceof TransactionAbortableException
        || error.getClass() == KafkaException.class;
  }
}
