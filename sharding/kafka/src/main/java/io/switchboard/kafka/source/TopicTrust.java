package io.switchboard.kafka.source;

import io.switchboard.core.model.TopicRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which runs are surely of the topic that a reader means.
 *
 * <p>A consumer knows a topic by name. If it is deleted and made anew, the consumer learns the new
 * id with its metadata and goes on, at the old offsets, in another topic. Two rules keep that from
 * the readers, both resting on ids that never come back:
 *
 * <ul>
 *   <li>The id in use changes only with a metadata update. Updates are counted; a run carries the
 *       count under which it was read, and is handed over only when a check that began no earlier
 *       than that has found the id unchanged.
 *   <li>What was fetched before a new id was first heard of may be of the old topic, and is thrown
 *       away then. Afterwards no broker gives out the old topic's records any more.
 * </ul>
 *
 * <p>One thread.
 */
final class TopicTrust {
  private final int maxNames;
  private final Map<TopicRef, Long> confirmed = new HashMap<>();
  private final Map<TopicRef, Long> untrustedSinceNanos = new HashMap<>();
  private final Map<String, String> lastIds = new LinkedHashMap<>();
  private long generation;

  /**
   * @param maxNames names of topics to remember; more than have readers at a time
   */
  TopicTrust(int maxNames) {
    this.maxNames = maxNames;
  }

  /** The consumer's metadata may say something new. */
  void metadataChanged() {
    generation++;
  }

  /** The count of updates: what is read now carries it, and a check that begins now confirms it. */
  long generation() {
    return generation;
  }

  /**
   * Notes that a reader of this topic has come.
   *
   * @return whether what was fetched of the topic of that name must be thrown away
   */
  boolean isNewId(TopicRef topic) {
    String before = lastIds.remove(topic.name());
    lastIds.put(topic.name(), topic.id());
    if (lastIds.size() > maxNames) {
      lastIds.remove(lastIds.keySet().iterator().next());
    }
    return before != null && !before.equals(topic.id());
  }

  /** Whether a run that was read under a generation is of the topic. */
  boolean trusts(TopicRef topic, long readUnder) {
    Long at = confirmed.get(topic);
    return at != null && at >= readUnder;
  }

  /** A check that began at that generation said that the topic is the same. */
  void confirm(TopicRef topic, long atGeneration) {
    confirmed.merge(topic, atGeneration, Math::max);
    if (trusts(topic, generation)) {
      untrustedSinceNanos.remove(topic);
    }
  }

  /** Something looks wrong: ask again. */
  void doubt(String topic) {
    confirmed.keySet().removeIf(known -> known.name().equals(topic));
  }

  /**
   * The topics among these that need a check. Forgets all others.
   *
   * @param used the topics that readers stand on
   */
  Set<TopicRef> untrusted(Set<TopicRef> used, long nowNanos) {
    confirmed.keySet().retainAll(used);
    untrustedSinceNanos.keySet().retainAll(used);
    Set<TopicRef> open = new HashSet<>();
    for (TopicRef topic : used) {
      if (!trusts(topic, generation)) {
        untrustedSinceNanos.putIfAbsent(topic, nowNanos);
        open.add(topic);
      }
    }
    return open;
  }

  /** How long a topic has waited to be confirmed; 0 if it is trusted. */
  long untrustedNanos(TopicRef topic, long nowNanos) {
    Long since = untrustedSinceNanos.get(topic);
    return since == null ? 0 : nowNanos - since;
  }
}
