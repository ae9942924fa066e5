package io.switchboard.entity.seen;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Figures by topic, for a bounded number of topics: the first so many that this node meets have
 * their own, all others share one. Thread-safe.
 */
public final class TopicBook {
  /** The name of all other topics together; no topic of Kafka can be called so. */
  public static final String OTHERS = "(other)";

  private final int maxTopics;
  private final Map<String, TopicFigures> byName = new ConcurrentHashMap<>();
  private final TopicFigures others = new TopicFigures();

  /**
   * @param maxTopics topics with figures of their own, 0 or more
   */
  public TopicBook(int maxTopics) {
    this.maxTopics = maxTopics;
  }

  /** The topic's own figures, or those of all others. The same ones for ever. */
  public TopicFigures of(String topic) {
    TopicFigures known = byName.get(topic);
    return known == null ? enter(topic) : known;
  }

  private synchronized TopicFigures enter(String topic) {
    if (byName.size() < maxTopics) {
      return byName.computeIfAbsent(topic, name -> new TopicFigures());
    }
    return byName.getOrDefault(topic, others);
  }

  /** Shows every topic's figures once, and those of {@link #OTHERS}. */
  public void forEach(BiConsumer<String, TopicFigures> look) {
    byName.forEach(look);
    look.accept(OTHERS, others);
  }
}
