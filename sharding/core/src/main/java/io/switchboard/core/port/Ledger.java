package io.switchboard.core.port;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a dead lane committed, for certain. Thread-safe. One fence and one scan serve all sessions
 * of a lane.
 */
public interface Ledger {

  /**
   * Fences the lane until that succeeded, takes the end of its ledger partition after that, and
   * reads the ledger ({@code read_committed}) from a position up to that end. Fails when this could
   * not be finished in a bounded time: then nothing is known, and the call may be repeated.
   *
   * @param lane the lane that the ownership row names
   * @param partition its ledger partition
   * @param fromOffset the position that the row names
   */
  CompletionStage<Settled> settle(LaneId lane, int partition, long fromOffset);

  /** The outcome of a settled lane: the last record of each session behind the asked position. */
  interface Settled {
    Optional<Entry> last(SessionId session);
  }

  /**
   * A ledger record.
   *
   * @param seq of the batch
   * @param epoch of the owner that published it
   * @param events number of events
   * @param digest of the batch
   */
  record Entry(long seq, long epoch, int events, Digest digest) {}
}
