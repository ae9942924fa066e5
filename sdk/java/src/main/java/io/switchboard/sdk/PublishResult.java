package io.switchboard.sdk;

/**
 * A batch that is committed in Kafka, exactly once.
 *
 * @param session that published it
 * @param seq its number in the session
 */
public record PublishResult(String session, long seq) {}
