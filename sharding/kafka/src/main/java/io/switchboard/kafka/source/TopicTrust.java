package io.switchboard.kafka.source;

import io.switchboard.core.model.TopicRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which topics a consumer surely reads as the topics that they are meant to be.
 *
 * <p>A consumer knows a topic by name: if it is deleted and made anew, the consumer learns the new
 * id with its metadata and goes on, at the old offsets, in another topic. It cannot do so without a
 * metadata update, so each update takes the trust away from all topics, and what is read then is
 * held back until a check that began after the update has confirmed the ids. Ids never come back.
 * One thread.
 */
final class TopicTrust {
  private final Map<TopicRef, Long> confirmed = new HashMap<>();
  private final Map<TopicRef, Long> untrustedSinceNanos = new HashMap<>();
  private long generation;

  /** The consumer's metadata may say something new. */
  void metadataChanged() {
    generation++;
  }

  /** Marks what a check that begins now can confirm. */
  long generation() {
    return generation;
  }

  boolean trusts(TopicRef topic) {
    Long at = confirmed.get(topic);
    return at != null && at == generation;
  }

  /** A check that began at that generation said that the topic is the same. */
  void confirm(TopicRef topic, long atGeneration) {
    confirmed.merge(topic, atGeneration, Math::max);
    if (trusts(topic)) {
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
      if (!trusts(topic)) {
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
