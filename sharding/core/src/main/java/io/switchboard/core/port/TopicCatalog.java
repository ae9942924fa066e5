package io.switchboard.core.port;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.model.TopicRef;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What topics there are, and where in them a new reader starts. Thread-safe; answers are cached for
 * seconds; a stage that fails means that Kafka did not answer in time (try again).
 */
public interface TopicCatalog {

  /**
   * The topic; empty if there is none of this name (also for Switchboard's own internal topics).
   */
  CompletionStage<Optional<TopicInfo>> find(String name);

  /** All topics that sessions may use, sorted by name; internal ones left out. */
  CompletionStage<List<TopicInfo>> list();

  /** The positions of a start, for each of the partitions (ascending). Never cached. */
  CompletionStage<Positions> positionsAt(TopicRef topic, int[] partitions, StartPoint start);

  /** Where a reader starts. */
  sealed interface StartPoint {
    /** The oldest record. */
    record Earliest() implements StartPoint {}

    /** Behind the newest record that {@code read_committed} readers see. */
    record Latest() implements StartPoint {}

    /** The first record at or after a time; the end where there is none. */
    record AtTime(long timestampMs) implements StartPoint {}
  }
}
