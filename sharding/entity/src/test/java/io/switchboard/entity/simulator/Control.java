package io.switchboard.entity.simulator;

import io.switchboard.entity.simulator.Fault.Of;
import java.util.List;

/**
 * Safeguards that can be taken away, to see that the simulator notices. A control changes a model,
 * or what passes between the models and the real code; never the real code. Its runs are of the
 * role that it concerns, and have the faults without which the safeguard is not needed.
 */
enum Control {
  /** Nothing is taken away. */
  NONE(Of.ANY),
  /** A new owner reads the ledger of the lane before, but does not fence it. */
  FENCE_OFF(Of.WRITER),
  /** A fence whose call timed out is taken for done. */
  FENCE_TIMED_OUT_IS_DONE(
      Of.WRITER, Fault.FENCE_TIMED_OUT, Fault.DOUBLE_OWNER, Fault.COMMIT_LATE, Fault.NODE_PAUSE),
  /** A new owner puts itself into the register first, and fences and reads after that. */
  CLAIM_BEFORE_FENCE(Of.WRITER),
  /** The lane before is fenced, but what it published is not looked up. */
  LEDGER_OFF(Of.WRITER),
  /** The ledger is read up to the last stable offset at that moment. */
  STABLE_OFFSET_IS_THE_END(
      Of.WRITER, Fault.FOREIGN_TRANSACTION, Fault.NODE_CRASH, Fault.COMMIT_ANSWER_LOST),
  /** Ledger records are written beside the transaction, not in it. */
  LEDGER_OUTSIDE_TRANSACTION(Of.WRITER),
  /** A checkpoint takes the ledger's end when it is written, and not before the last seq. */
  CHECKPOINT_END_TAKEN_LAST(Of.WRITER, Fault.NODE_CRASH),
  /** A batch is delivered without its interval in the journal. */
  INTERVAL_NOT_JOURNALED(Of.READER),
  /** A token of an owner before proves nothing to the owner after it. */
  ADOPTION_OFF(Of.READER, Fault.DOUBLE_OWNER),
  /** Events of an owner that was replaced count as much as its successor's. */
  EPOCH_IGNORED(Of.READER, Fault.DOUBLE_OWNER),
  /**
   * The register does not keep the holder: a take-over is in the journal alone. Of two owners that
   * write to it at once, replay may leave out one's events; then the client that took over is not
   * known any more, and the one before it is let in again.
   */
  HOLDER_ONLY_IN_THE_JOURNAL(
      Of.WRITER,
      Fault.DOUBLE_OWNER,
      Fault.CLIENT_ZOMBIE,
      Fault.HAND_OVER,
      Fault.NODE_PAUSE,
      Fault.NODE_CRASH),
  /** All of what an owner before had left is published, also what is published already. */
  LEFT_IS_PUBLISHED_AGAIN(Of.WRITER, Fault.SPILL_AWAY, Fault.HAND_OVER, Fault.LANE_DIED),
  /** An owner goes on with what it had accepted, also if somebody else was it in between. */
  STALE_BUFFER_GOES_ON(
      Of.WRITER, Fault.SPILL_AWAY, Fault.DOUBLE_OWNER, Fault.LANE_REAPED, Fault.NODE_PAUSE),
  /** A manifest is taken out of the row before what it names is published. */
  MANIFEST_CLEARED_FIRST(Of.WRITER, Fault.SPILL_AWAY, Fault.HAND_OVER),
  /** Who takes a manifest out moves the scan start to the ledger's end at that moment. */
  CLEARING_MOVES_THE_SCAN_START(
      Of.WRITER, Fault.SPILL_AWAY, Fault.REGISTER_LATE, Fault.LANE_DIED, Fault.LANE_REAPED);

  private final Of role;
  private final List<Fault> needs;

  Control(Of role, Fault... needs) {
    this.role = role;
    this.needs = List.of(needs);
  }

  boolean isBuffered() {
    return needs.contains(Fault.SPILL_AWAY);
  }

  Of role() {
    return role;
  }

  List<Fault> needs() {
    return needs;
  }
}
