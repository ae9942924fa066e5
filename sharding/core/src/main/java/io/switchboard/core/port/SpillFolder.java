package io.switchboard.core.port;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The last resort: a folder of this node for what could not be left in the {@link SpillStore},
 * encrypted like there. What lies in it is brought into the store when the node starts again.
 * Thread-safe; no call blocks.
 */
public interface SpillFolder {

  /** Writes a file of its own and forces it to the disk. */
  CompletionStage<Void> write(Left left);

  /** What is there; files that do not open are told in the log and left alone. */
  CompletionStage<List<Left>> all();

  /** Deletes the file of this session and epoch. */
  CompletionStage<Void> delete(Left left);

  /**
   * What an owner left.
   *
   * @param session whose batches they are
   * @param epoch of the owner
   * @param owner its lane
   * @param settled what is published, if that was known for certain
   * @param batches accepted, in order, none missing between
   */
  record Left(
      SessionId session,
      long epoch,
      LaneId owner,
      Optional<Ownership.Published> settled,
      List<SpillStore.Batch> batches) {}
}
