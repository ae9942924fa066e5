package io.switchboard.core.port;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where a node that stops leaves batches that it has accepted and could not publish, encrypted, so
 * that any node can go on with them. Only what the manifest of the register's row names counts
 * ({@link Ownership.Spilled}). Thread-safe; no call blocks. A stage that fails means that the store
 * did not answer, or that there is no key to seal or open with.
 */
public interface SpillStore {

  /** Stores batches of one epoch durably. May be repeated; the same batch overwrites itself. */
  CompletionStage<Void> write(SessionId session, long epoch, List<Batch> batches);

  /** The batches that a manifest names, in order; fails if one is missing or does not open. */
  CompletionStage<List<Batch>> read(SessionId session, Ownership.Spilled spilled);

  /** Deletes what was stored with a lower epoch than this. May be repeated. */
  CompletionStage<Void> deleteBelow(SessionId session, long epoch);

  /** A page of the sessions for which anything is stored, in no particular order. */
  CompletionStage<Page> sessions(int limit, Optional<String> pageToken);

  /** An accepted batch. */
  record Batch(long seq, EventBatch batch) {}

  /** A page, and the token of the next one if there is more. */
  record Page(List<SessionId> sessions, Optional<String> nextPageToken) {}
}
