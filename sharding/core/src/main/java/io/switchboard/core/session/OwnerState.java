package io.switchboard.core.session;

import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.BeginCheckpoint;
import io.switchboard.core.session.SessionCommand.Checkpointed;
import io.switchboard.core.session.SessionCommand.LaneAnswered;
import io.switchboard.core.session.SessionCommand.LedgerEndFound;
import io.switchboard.core.session.SessionCommand.PublishAgain;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.Resume;
import io.switchboard.core.session.SessionCommand.Slacken;
import io.switchboard.core.session.SessionCommand.WaitOver;
import io.switchboard.core.session.SessionCommand.Write;
import java.util.Optional;
import java.util.OptionalInt;

/** A writer with the right to publish: it knows exactly what is published. */
sealed interface OwnerState extends WriterState {

  /** The right to publish. */
  Owner owner();

  @Override
  default long knownSeq() {
    return owner().known();
  }

  /** The phase of one that is no owner any more. */
  default OutsiderState.Unowned unowned() {
    return new OutsiderState.Unowned(durable(), knownSeq(), staged(), buffer());
  }

  @Override
  default Decision onRest(Rest c, Context x) {
    return WriterEndings.signOff(this, c);
  }

  @Override
  default Decision onBeginCheckpoint(BeginCheckpoint c, Context x) {
    return Checkpoints.begin(this);
  }

  /** The phase of an owner with nothing in the lane; a stage that is not the next batch goes. */
  static Resting of(Durable.Writer durable, Owner owner, Optional<Stage> stage) {
    return stage
        .filter(s -> s.seq() == owner.known() + 1)
        .<Resting>map(s -> new Staged(durable, owner, s))
        .orElseGet(() -> new Idle(durable, owner));
  }

  /** An owner with nothing in the lane. */
  sealed interface Resting extends OwnerState {
    @Override
    default Decision onWrite(Write c, Context x) {
      return WriterStaging.write(this, c, x);
    }

    @Override
    default Decision onAckWrite(AckWrite c, Context x) {
      return WriterAcks.ack(this, c, x);
    }

    /** Looks for what a call cannot be answered from what this owner knows. */
    default Decision acquireFor(Pending pending) {
      return unowned().acquireFor(pending);
    }

    /** An owner that was replaced without knowing it must not tell where to go on. */
    @Override
    default Decision onAllocate(Allocate c, Context x) {
      return isRepeated(c)
          ? acquireFor(new Pending.Look(c.call(), false))
          : Decision.answer(this, c.call(), Refusals.requestIdReused());
    }

    /** What an owner before had left, and no manifest names any more, means nothing. */
    @Override
    default Decision onResume(Resume c, Context x) {
      return WriterBuffer.forgetLeft(this);
    }

    @Override
    default Decision onLedgerEndFound(LedgerEndFound c, Context x) {
      return Checkpoints.write(this, c);
    }

    @Override
    default Decision onCheckpointed(Checkpointed c, Context x) {
      return Checkpoints.written(this, c);
    }

    /**
     * The register names this owner with a later epoch than the one it publishes with: an
     * acquisition that nobody waited for. The lane takes the later one only.
     */
    @Override
    default Decision onAcquired(Acquired c, Context x) {
      return c.epoch() > owner().epoch() && c.known() >= owner().known()
          ? unowned().onAcquired(c, x)
          : Decision.ignore(this);
    }
  }

  /** Everything written is published. */
  record Idle(Durable.Writer durable, Owner owner) implements Resting {
    @Override
    public Optional<Stage> staged() {
      return Optional.empty();
    }
  }

  /** Batch known + 1 is written and waits for its ack. */
  record Staged(Durable.Writer durable, Owner owner, Stage stage) implements Resting {
    /** A batch that nobody acknowledges is not kept for long: its client can write it again. */
    @Override
    public Decision onSlacken(Slacken c, Context x) {
      return Decision.ignore(new Idle(durable, owner));
    }

    @Override
    public Optional<Stage> staged() {
      return Optional.of(stage);
    }
  }

  /**
   * Everything written is published, except a batch that Kafka refused after its ack was answered:
   * its client is told so until it writes that seq again.
   *
   * @param refusal for every call from the next seq on
   */
  record Spoiled(Durable.Writer durable, Owner owner, Reply.Rejected refusal) implements Resting {
    @Override
    public Optional<Stage> staged() {
      return Optional.empty();
    }

    private boolean concerns(OptionalInt caller, long ackedSeq, boolean writesNext) {
      return caller.equals(OptionalInt.of(durable.holder()))
          && ackedSeq > owner.known()
          && !writesNext;
    }

    @Override
    public Decision onWrite(Write c, Context x) {
      boolean writesNext = c.seq() == owner.known() + 1;
      return concerns(c.caller(), c.seq(), writesNext)
          ? Decision.answer(this, c.call(), refusal)
          : stillSpoiled(Resting.super.onWrite(c, x));
    }

    @Override
    public Decision onAckWrite(AckWrite c, Context x) {
      return concerns(c.caller(), c.seq(), false)
          ? Decision.answer(this, c.call(), refusal)
          : stillSpoiled(Resting.super.onAckWrite(c, x));
    }

    /** A late repeat from before the refusal does not make it forgotten. */
    private Decision stillSpoiled(Decision made) {
      return made.next() instanceof Idle
          ? new Decision(this, made.events(), made.effects(), made.answers())
          : made;
    }
  }

  /**
   * Accepted batches are being published, one at a time, while the client goes on.
   *
   * @param owned the batches
   * @param inLane whether the first of them is in the lane; else it waits for its next try
   * @param awaiting the call that waits for a commit
   */
  record Buffering(
      Durable.Writer durable,
      Owner owner,
      Buffer owned,
      Optional<Stage> staged,
      boolean inLane,
      Optional<Pending.Ack> awaiting)
      implements OwnerState {
    @Override
    public Optional<Buffer> buffer() {
      return Optional.of(owned);
    }

    @Override
    public Optional<Pending> pending() {
      return awaiting.map(Pending.class::cast);
    }

    @Override
    public boolean isBusy() {
      return true;
    }

    /** The next seq that a client may write. */
    long nextSeq() {
      return owned.lastSeq() + 1;
    }

    Buffering with(Optional<Stage> newStage) {
      return new Buffering(durable, owner, owned, newStage, inLane, awaiting);
    }

    Buffering with(Buffer more, Optional<Stage> newStage) {
      return new Buffering(durable, owner, more, newStage, inLane, awaiting);
    }

    Buffering waiting(Optional<Pending.Ack> newWait) {
      return new Buffering(durable, owner, owned, staged, inLane, newWait);
    }

    Buffering inLane(boolean isInLane) {
      return new Buffering(durable, owner, owned, staged, isInLane, awaiting);
    }

    @Override
    public Decision onWrite(Write c, Context x) {
      return WriterBuffer.write(this, c, x);
    }

    @Override
    public Decision onAckWrite(AckWrite c, Context x) {
      return WriterBuffer.ack(this, c, x);
    }

    @Override
    public Decision onAllocate(Allocate c, Context x) {
      return Decision.answer(
          this,
          c.call(),
          isRepeated(c)
              ? WriterReplies.publishing(owned.first().seq())
              : Refusals.requestIdReused());
    }

    @Override
    public Decision onLaneAnswered(LaneAnswered c, Context x) {
      return inLane && c.epoch() == owner.epoch() && c.seq() == owned.first().seq()
          ? WriterBuffer.laneAnswered(this, c.outcome(), x)
          : Decision.ignore(this);
    }

    @Override
    public Decision onPublishAgain(PublishAgain c, Context x) {
      return inLane ? Decision.ignore(this) : WriterBuffer.publish(inLane(true)).done();
    }

    @Override
    public Decision onWaitOver(WaitOver c, Context x) {
      return awaiting.filter(w -> w.call() == c.call()).isPresent()
          ? Decision.answer(
              waiting(Optional.empty()), c.call(), new Reply.Acked(true, owner.known()))
          : Decision.ignore(this);
    }

    /** A batch that nobody acknowledges is not kept for long: its client can write it again. */
    @Override
    public Decision onSlacken(Slacken c, Context x) {
      return Decision.ignore(with(Optional.<Stage>empty()));
    }
  }

  /** Batch known + 1 is in the lane and may not change any more. */
  record Committing(Durable.Writer durable, Owner owner, Stage stage, Pending.Ack waiting)
      implements OwnerState {
    @Override
    public Optional<Stage> staged() {
      return Optional.of(stage);
    }

    @Override
    public Optional<Pending> pending() {
      return Optional.of(waiting);
    }

    @Override
    public Decision onWrite(Write c, Context x) {
      return WriterStaging.write(this, c, x);
    }

    @Override
    public Decision onAckWrite(AckWrite c, Context x) {
      return WriterAcks.ack(this, c, x);
    }

    @Override
    public Decision onAllocate(Allocate c, Context x) {
      return Decision.answer(
          this,
          c.call(),
          isRepeated(c) ? WriterReplies.publishing(stage.seq()) : Refusals.requestIdReused());
    }

    @Override
    public Decision onLaneAnswered(LaneAnswered c, Context x) {
      return c.epoch() == owner.epoch() && c.seq() == stage.seq()
          ? LaneAnswers.decide(this, c.outcome(), x)
          : Decision.ignore(this);
    }
  }
}
