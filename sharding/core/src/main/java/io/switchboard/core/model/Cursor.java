package io.switchboard.core.model;

/**
 * Where a reader stood, for a new session of the same subject on the same topic. Travels sealed.
 *
 * @param subject whose it is
 * @param topic name and id
 * @param positions the next offset of every partition
 */
public record Cursor(String subject, TopicRef topic, Positions positions) {}
