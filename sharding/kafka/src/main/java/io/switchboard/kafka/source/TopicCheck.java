package io.switchboard.kafka.source;

import io.switchboard.core.model.TopicRef;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Asks Kafka, at the time of the call, whether topics are still the same ones. Thread-safe. */
interface TopicCheck extends AutoCloseable {

  /**
   * Answers for each topic that could be asked about; one that is missing in the answer is to be
   * asked about again. A failed stage means that Kafka did not answer.
   */
  CompletionStage<Map<TopicRef, Answer>> check(Set<TopicRef> topics);

  @Override
  void close();

  /** What became of a topic. */
  sealed interface Answer {
    /** It is there, with the id that was expected. */
    record Same(int partitions) implements Answer {}

    /** There is none of that name, or it has another id. */
    record Gone(String detail) implements Answer {}

    /** Kafka does not tell us. */
    record Denied() implements Answer {}
  }
}
