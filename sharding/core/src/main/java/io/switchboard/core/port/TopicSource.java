package io.switchboard.core.port;

import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.TopicRef;
import java.util.List;

/**
 * Reads partitions for sessions: {@code read_committed}, from explicit positions, without consumer
 * groups. One consumer per session, pooled consumers and shared tail readers are interchangeable
 * behind it.
 */
public interface TopicSource {

  /**
   * Starts to read a partition. Nothing is fetched before the first {@link Subscription#request}.
   * Returns at once.
   *
   * @param topic name and id; a topic of that name with another id ends the subscription with
   *     TOPIC_GONE
   * @param partition the partition
   * @param fromOffset the first offset wanted
   * @param sink where chunks and failures go; called on the source's threads, one call at a time
   *     per subscription, and must neither block nor throw
   */
  Subscription subscribe(TopicRef topic, int partition, long fromOffset, Sink sink);

  /** A partition being read for one session. Thread-safe. */
  interface Subscription {
    /**
     * Allows that many more bytes to be handed over, counted as in {@link Chunk#sizeBytes}. At
     * least one record comes for any positive credit.
     */
    void request(int bytes);

    /**
     * Stops reading. No call of the sink begins afterwards, but one may be under way. Idempotent.
     */
    void close();
  }

  /** Receives what was read. */
  interface Sink {
    /** Records in offset order, starting at the position where the chunk before ended. */
    void onChunk(Chunk chunk);

    /** Reading stopped for good; a new subscription may be made later. */
    void onFailure(Failure failure, String detail);
  }

  /**
   * A run of records of one partition.
   *
   * @param partition the partition
   * @param fromOffset where this chunk starts
   * @param nextOffset the position behind it; offsets between may hold no visible record
   * @param events opened events, possibly none (only markers and aborted records lay between)
   * @param sizeBytes what the events take in memory ({@link ReceivedEvent#heldBytes}), as counted
   *     against credits
   * @param endOffset end of the partition as last seen, for the lag; -1 if not known
   */
  record Chunk(
      int partition,
      long fromOffset,
      long nextOffset,
      List<ReceivedEvent> events,
      int sizeBytes,
      long endOffset) {}

  /** Why reading stopped. */
  enum Failure {
    /** Kafka does not answer; try again later. */
    UNAVAILABLE,
    /** The topic was deleted or made anew. */
    TOPIC_GONE,
    /** The offset is no longer there (retention) or not yet there. */
    OFFSET_OUT_OF_RANGE,
    /** Kafka does not allow this node to read the topic. */
    NOT_AUTHORIZED
  }
}
