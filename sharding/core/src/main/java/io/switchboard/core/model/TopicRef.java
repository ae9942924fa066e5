package io.switchboard.core.model;

/**
 * A topic as a session knows it: a topic that was deleted and made anew has another id and is
 * another topic.
 *
 * @param name the Kafka topic's name
 * @param id the Kafka topic's id, as Kafka prints it
 */
public record TopicRef(String name, String id) {}
