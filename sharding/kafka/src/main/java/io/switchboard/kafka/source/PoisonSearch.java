package io.switchboard.kafka.source;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the partition that breaks a consumer, when the error does not name it: by halves, while
 * partitions that are not suspected are read on. One thread.
 */
final class PoisonSearch {
  private final Set<PartitionKey> suspects = new LinkedHashSet<>();
  private final Set<PartitionKey> tried = new LinkedHashSet<>();

  /** Whether a partition may be read now. */
  boolean allows(PartitionKey partition) {
    return suspects.isEmpty() || tried.contains(partition) || !suspects.contains(partition);
  }

  boolean isSearching() {
    return !suspects.isEmpty();
  }

  /**
   * The consumer broke while it read these.
   *
   * @return the culprit, if only one is left
   */
  Optional<PartitionKey> broke(Collection<PartitionKey> read) {
    Set<PartitionKey> guilty = new LinkedHashSet<>(tried);
    guilty.retainAll(read);
    if (guilty.isEmpty()) {
      guilty.addAll(read);
    }
    suspects.clear();
    tried.clear();
    if (guilty.size() <= 1) {
      return guilty.stream().findFirst();
    }
    suspects.addAll(guilty);
    tryHalf();
    return Optional.empty();
  }

  /** What was tried was read for long enough without an error. */
  void survived() {
    suspects.removeAll(tried);
    tried.clear();
    tryHalf();
  }

  private void tryHalf() {
    int half = (suspects.size() + 1) / 2;
    suspects.stream().limit(half).forEach(tried::add);
  }
}
