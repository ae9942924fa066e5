package io.switchboard.core.model;

import java.time.Duration;
import java.time.Instant;

/**
 * What a session was allocated as; never changes.
 *
 * @param role reader or writer
 * @param topic its topic
 * @param subject who allocated it; cursors are bound to it
 * @param start where a reader began, one position per partition; no partitions for a writer
 * @param idleTimeout how long it may go uncalled before it expires
 * @param clientName for operators; may be empty
 * @param clientVersion for operators; may be empty
 * @param requestDigest over the parameters of the allocate request: tells a repeat from a re-used
 *     request id
 * @param allocatedAt when
 * @param ackMode of a writer
 */
public record SessionSpec(
    SessionRole role,
    TopicRef topic,
    String subject,
    Positions start,
    Duration idleTimeout,
    String clientName,
    String clientVersion,
    Digest requestDigest,
    Instant allocatedAt,
    AckMode ackMode) {

  /** A session whose acks follow the commit. */
  public SessionSpec(
      SessionRole role,
      TopicRef topic,
      String subject,
      Positions start,
      Duration idleTimeout,
      String clientName,
      String clientVersion,
      Digest requestDigest,
      Instant allocatedAt) {
    this(
        role,
        topic,
        subject,
        start,
        idleTimeout,
        clientName,
        clientVersion,
        requestDigest,
        allocatedAt,
        AckMode.COMMITTED);
  }

  /** True for a writer whose acks do not wait for the commit. */
  public boolean isBuffered() {
    return ackMode == AckMode.BUFFERED;
  }
}
