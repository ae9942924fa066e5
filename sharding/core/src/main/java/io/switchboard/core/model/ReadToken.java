package io.switchboard.core.model;

/**
 * What the token of a delivered batch says, once opened. The token travels sealed; a client keeps
 * it and proves with it what it has received.
 *
 * @param session whose batch it was
 * @param holder of the session when it was delivered
 * @param topicId the topic's id
 * @param seq of the batch
 * @param epoch of the owner that delivered it
 * @param start positions before the batch, of every partition of the session
 * @param end positions behind the batch, of every partition of the session
 */
public record ReadToken(
    SessionId session,
    int holder,
    String topicId,
    long seq,
    long epoch,
    Positions start,
    Positions end) {}
