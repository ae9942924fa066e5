package io.switchboard.core.model;

/**
 * Where a reader stood, for a new session of the same subject on the same topic. Travels sealed.
 *
 * @param subject whose it is
 * @param topicId the topic's id: a topic made anew under the same name is another one
 * @param positions the next offset of every partition
 */
public record Cursor(String subject, String topicId, Positions positions) {}
