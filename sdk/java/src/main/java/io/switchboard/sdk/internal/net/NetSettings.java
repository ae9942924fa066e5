package io.switchboard.sdk.internal.net;

import java.time.Duration;

/**
 * What the transports need to know.
 *
 * @param connectTimeout for one connection attempt
 * @param idleConnectionTimeout after which an unused TCP connection is closed
 * @param maxConnections to one address; further exchanges wait for a free one
 * @param maxReplyBytes a longer reply is a fault; counted after decompression
 * @param gzip whether HTTP requests are compressed and compressed replies are asked for
 */
public record NetSettings(
    Duration connectTimeout,
    Duration idleConnectionTimeout,
    int maxConnections,
    int maxReplyBytes,
    boolean gzip) {}
