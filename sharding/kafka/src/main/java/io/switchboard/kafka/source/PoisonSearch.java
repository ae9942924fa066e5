package io.switchboard.kafka.source;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the partition that breaks a consumer, when the error does not name it: by halves, while
 * partitions that are not suspected are read on. Who was found guilty before is suspected first.
 * One thread.
 */
final class PoisonSearch {
  private static final int MAX_RECORDS = 100;

  private final Set<PartitionKey> suspects = new LinkedHashSet<>();
  private final Set<PartitionKey> tried = new LinkedHashSet<>();
  private final Set<PartitionKey> convicted = new LinkedHashSet<>();

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
    Set<PartitionKey> guilty = both(tried, read);
    if (guilty.isEmpty()) {
      guilty = both(convicted, read);
    }
    if (guilty.isEmpty()) {
      guilty.addAll(read);
    }
    suspects.clear();
    tried.clear();
    if (guilty.size() > 1) {
      suspects.addAll(guilty);
      tryHalf();
      return Optional.empty();
    }
    Optional<PartitionKey> culprit = guilty.stream().findFirst();
    culprit.ifPresent(this::convict);
    return culprit;
  }

  private static Set<PartitionKey> both(Set<PartitionKey> some, Collection<PartitionKey> others) {
    Set<PartitionKey> both = new LinkedHashSet<>(some);
    both.retainAll(Set.copyOf(others));
    return both;
  }

  private void convict(PartitionKey partition) {
    convicted.remove(partition);
    convicted.add(partition);
    if (convicted.size() > MAX_RECORDS) {
      convicted.remove(convicted.iterator().next());
    }
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
