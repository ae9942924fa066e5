package io.switchboard.core.session;

import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.BeginCheckpoint;
import io.switchboard.core.session.SessionCommand.Checkpointed;
import io.switchboard.core.session.SessionCommand.LaneAnswered;
import io.switchboard.core.session.SessionCommand.LedgerEndFound;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.Slacken;
import io.switchboard.core.session.SessionCommand.Write;
import java.util.Optional;

/** A writer with the right to publish: it knows exactly what is published. */
sealed interface OwnerState extends WriterState {

  /** The right to publish. */
  Owner owner();

  @Override
  default long knownSeq() {
    return owner().known();
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
      return new OutsiderState.Unowned(durable(), knownSeq(), staged()).acquireFor(pending);
    }

    /** An owner that was replaced without knowing it must not tell where to go on. */
    @Override
    default Decision onAllocate(Allocate c, Context x) {
      return isRepeated(c)
          ? acquireFor(new Pending.Look(c.call(), false))
          : Decision.answer(this, c.call(), Refusals.requestIdReused());
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
          ? new OutsiderState.Unowned(durable(), knownSeq(), staged()).onAcquired(c, x)
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
