package io.switchboard.sdk;

import java.time.Duration;

/**
 * The limits of a session, as the back end granted them.
 *
 * @param maxEventBytes of key, value and headers of one event
 * @param maxBatchBytes of all events of one batch
 * @param maxBatchEvents of one batch
 * @param maxWait longest wait of one read or ack; the SDK repeats the call for longer ones
 * @param idleTimeout a session that is not called for this long expires
 */
public record SessionLimits(
    int maxEventBytes,
    int maxBatchBytes,
    int maxBatchEvents,
    Duration maxWait,
    Duration idleTimeout) {}
