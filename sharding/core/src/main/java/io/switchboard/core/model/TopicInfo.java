package io.switchboard.core.model;

/**
 * What the node knows of a topic at the moment.
 *
 * @param ref name and id
 * @param partitions number of partitions
 * @param maxMessageBytes the topic's own limit for a record batch
 * @param encrypted whether values of this topic are encrypted before they reach Kafka
 */
public record TopicInfo(TopicRef ref, int partitions, int maxMessageBytes, boolean encrypted) {}
