package io.switchboard.node.metrics;

import io.switchboard.entity.seen.TopicBook;
import io.switchboard.entity.seen.TopicFigures;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Events and bytes by topic, for as many topics as the book has pages. */
final class TopicMeters {
  private final Meters meters;
  private final TopicBook topics;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  TopicMeters(Meters meters, TopicBook topics) {
    this.meters = meters;
    this.topics = topics;
  }

  /** Takes up topics that were new since the last time. */
  void refresh() {
    topics.forEach(
        (topic, figures) -> {
          if (known.add(topic)) {
            register(topic, figures);
          }
        });
  }

  private void register(String topic, TopicFigures figures) {
    meters.counter(
        "topic.published.events", "Events in Kafka.", figures::publishedEvents, "topic", topic);
    meters.counter(
        "topic.published.bytes",
        "Bytes of their keys, values and headers, in clear.",
        figures::publishedBytes,
        "topic",
        topic);
    meters.counter(
        "topic.delivered.events",
        "Events given to readers, repeats included.",
        figures::deliveredEvents,
        "topic",
        topic);
    meters.counter(
        "topic.delivered.bytes",
        "Bytes of their keys, values and headers, in clear.",
        figures::deliveredBytes,
        "topic",
        topic);
    meters.gauge(
        "topic.reader.lag.events",
        "Offsets that the readers who read now are behind, all together.",
        figures::lagEvents,
        "topic",
        topic);
  }
}
