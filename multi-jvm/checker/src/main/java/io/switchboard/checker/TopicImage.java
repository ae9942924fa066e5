package io.switchboard.checker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The topic as the final read found it. */
final class TopicImage {
  private final Map<Integer, TopicPartition> partitions = new TreeMap<>();

  /** When the final read began; what was acknowledged before must be in it. */
  long begunAtMicros = Long.MIN_VALUE;

  long begunPlace = Stamp.NOWHERE;
  private final Set<Integer> readToTheEnd = new HashSet<>();
  private boolean complete;

  void complete(Map<Integer, Long> ends) {
    ends.forEach((number, end) -> partition(number).endOffset = end);
    readToTheEnd.addAll(ends.keySet());
    complete = true;
  }

  boolean isComplete() {
    return complete;
  }

  /** Whether the final read went through this partition. */
  boolean covers(int partition) {
    return readToTheEnd.contains(partition);
  }

  TopicPartition partition(int number) {
    return partitions.computeIfAbsent(number, TopicPartition::new);
  }

  Collection<TopicPartition> partitions() {
    return partitions.values();
  }

  long eventCount() {
    return partitions.values().stream().mapToLong(TopicPartition::size).sum();
  }

  /** Where an event lies; a search through everything, for explanations only. */
  List<String> whereIs(Batch batch, int index) {
    List<String> found = new ArrayList<>();
    for (TopicPartition partition : partitions.values()) {
      for (int i = 0; i < partition.size(); i++) {
        if (partition.batch(i) == batch && partition.index(i) == index) {
          found.add(partition.number + ":" + partition.offset(i));
        }
      }
    }
    return found;
  }
}
