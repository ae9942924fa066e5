package io.switchboard.entity.reading;

import io.switchboard.core.port.TopicSource.Chunk;
import io.switchboard.core.port.TopicSource.Failure;

/**
 * What reaches a {@link ReaderFeed} from outside the actor: it comes back to the entity as a
 * message and is handed in again. {@code reading} tells one opening of the feed from the next; what
 * belongs to an earlier one is dropped.
 */
public sealed interface FeedSignal {
  long reading();

  /** Records arrived. */
  record Arrived(long reading, int index, Chunk chunk) implements FeedSignal {}

  /** A partition cannot be read any further. */
  record Broken(long reading, int index, Failure failure, String detail) implements FeedSignal {}

  /**
   * Where a partition begins, asked because the offset wanted was not there; negative if not known.
   */
  record Earliest(long reading, int index, long offset) implements FeedSignal {}

  /** The wait of a fetch is over. */
  record WaitOver(long reading) implements FeedSignal {}
}
