package io.switchboard.core.port;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.TopicRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The list of sessions, for people and for expiry. A hint: eventually true, never used to decide
 * what a session may do. Thread-safe.
 */
public interface SessionDirectory {

  /**
   * Writes or overwrites a session's entry. A disposed session's entry expires by itself after a
   * while.
   */
  CompletionStage<Void> put(Entry entry);

  /** One session's entry. */
  CompletionStage<Optional<Entry>> find(SessionId session);

  /** A page of entries in no particular order. */
  CompletionStage<Page> list(int limit, Optional<String> pageToken);

  /**
   * An entry.
   *
   * @param session the session
   * @param role reader or writer
   * @param topic its topic
   * @param clientName as the client gave it, or empty
   * @param allocatedAt when it was allocated
   * @param lastActiveAt when it was last written here: at allocation, passivation, disposal, and
   *     every few minutes
   * @param expiresAt when it may be expired if it is not called again
   * @param ackedSeq the last acknowledged seq then
   * @param disposed whether it has ended
   */
  record Entry(
      SessionId session,
      SessionRole role,
      TopicRef topic,
      String clientName,
      Instant allocatedAt,
      Instant lastActiveAt,
      Instant expiresAt,
      long ackedSeq,
      boolean disposed) {}

  /** A page, and the token of the next one if there is more. */
  record Page(List<Entry> entries, Optional<String> nextPageToken) {}
}
