package io.switchboard.core.session;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.SpillStore;
import java.time.Duration;
import java.util.List;

/** What a decision wants done in the world. Never stored; results come back as commands. */
public sealed interface Effect {

  /**
   * Take the next epoch of a reader from the register, unless that is under way. Answered by
   * EpochClaimed or ClaimFailed.
   *
   * @param holder what the journal tells; the register's may be higher
   * @param raise whether a client takes the session over: then the holder becomes one more
   */
  record ClaimEpoch(int holder, boolean raise) implements Effect {}

  /**
   * Collect the next batch from a position, waiting for one. Answered by BatchFetched, FetchEmpty
   * or FetchFailed.
   */
  record FetchNext(
      long fetch, TopicRef topic, Positions from, int maxEvents, int maxBytes, Duration maxWait)
      implements Effect {}

  /** Read exactly these ranges again. Answered by BatchFetched or FetchFailed. */
  record FetchAgain(long fetch, TopicRef topic, List<Range> ranges, Duration maxWait)
      implements Effect {}

  /** Nobody waits for this fetch any more; what was read ahead is kept. */
  record CancelFetch(long fetch) implements Effect {}

  /** Stop reading ahead and forget what was read. */
  record CloseSource() implements Effect {}

  /**
   * Become the session's publisher, unless that is under way: fence and settle the owner before,
   * then claim. Answered by Acquired or AcquireFailed.
   *
   * @param holder what the journal tells; the register's may be higher
   * @param raise whether a client takes the session over: then the holder becomes one more
   */
  record Acquire(int holder, boolean raise) implements Effect {}

  /**
   * Hand a batch to the lane. Answered by LaneAnswered; with an unknown outcome if the lane is no
   * more, or does not take this epoch, because only a new acquisition can help then.
   */
  record Publish(LaneId lane, long epoch, long seq, TopicRef topic, EventBatch batch)
      implements Effect {}

  /**
   * Empty the lane of this session and leave the register. Answered by SignedOff, whatever the
   * result.
   *
   * @param published what was published when this was decided; a batch may be in the lane, so what
   *     is written into the register is the later of this and what the emptied lane tells
   * @param accepted batches whose acks were answered already; those that the lane has not published
   *     are left for the next owner
   */
  record SignOff(
      LaneId lane, long epoch, Ownership.Published published, List<SpillStore.Batch> accepted)
      implements Effect {}

  /** Bring PublishAgain after a while. */
  record PublishLater(Duration delay) implements Effect {}

  /** Bring WaitOver after a while. */
  record WaitAtMost(long call, Duration maxWait) implements Effect {}

  /**
   * What an owner before had left is published, or will never be: take its manifest out of the
   * register, and then delete it. Nothing waits for it; the next owner does it again if need be.
   */
  record ClearSpill(LaneId lane, long epoch, Ownership.Published published) implements Effect {}

  /**
   * Look where the lane's ledger ends. Answered by LedgerEndFound; not at all if that cannot be
   * told, because a checkpoint may wait.
   */
  record FindLedgerEnd(LaneId lane, long epoch) implements Effect {}

  /**
   * Move the scan start of the register's row, if this owner is still in it. Answered by
   * Checkpointed, or not at all if it is no time to ask the register, or its answer is lost.
   */
  record Checkpoint(long epoch, Ownership.Claim claim) implements Effect {}

  /** The session has ended: delete whatever an owner before had left. */
  record DropSpill() implements Effect {}

  /** Write the session's directory entry. */
  record NoteInDirectory(long ackedSeq, boolean disposed) implements Effect {}

  /**
   * The session has nothing left to do here: the entity stops; the next call starts it anew from
   * the journal.
   */
  record Stop() implements Effect {}
}
