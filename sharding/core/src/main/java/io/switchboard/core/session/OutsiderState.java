package io.switchboard.core.session;

import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.AcquireFailed;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.PublishAgain;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.Resume;
import io.switchboard.core.session.SessionCommand.SignedOff;
import io.switchboard.core.session.SessionCommand.Slacken;
import io.switchboard.core.session.SessionCommand.Write;
import java.util.Optional;

/** A writer without the right to publish: it does not know for certain what is published. */
sealed interface OutsiderState extends WriterState {

  /** The phase in which nothing is done about it any more. */
  Unowned unowned();

  @Override
  default boolean isBusy() {
    return buffer().isPresent();
  }

  @Override
  default Decision onRest(Rest c, Context x) {
    return WriterEndings.rest(this, c);
  }

  /**
   * May not publish, and nothing is being done about it, because nobody has asked for it.
   *
   * @param knownSeq at least this much is published
   */
  record Unowned(
      Durable.Writer durable, long knownSeq, Optional<Stage> staged, Optional<Buffer> buffer)
      implements OutsiderState {
    Unowned(Durable.Writer durable, long knownSeq, Optional<Stage> staged) {
      this(durable, knownSeq, staged, Optional.empty());
    }

    static Unowned recovered(Durable.Writer durable) {
      return new Unowned(durable, durable.hintSeq(), Optional.empty());
    }

    @Override
    public Unowned unowned() {
      return this;
    }

    Unowned with(Durable.Writer newDurable) {
      return new Unowned(newDurable, knownSeq, staged, buffer);
    }

    Unowned with(Optional<Stage> stage) {
      return new Unowned(durable, knownSeq, stage, buffer);
    }

    /** A batch that nobody acknowledges is not kept for long: its client can write it again. */
    @Override
    public Decision onSlacken(Slacken c, Context x) {
      return Decision.ignore(with(Optional.empty()));
    }

    Decision acquireFor(Pending pending) {
      boolean raise = pending instanceof Pending.Look look && look.takesOver();
      return Decision.to(new Acquiring(durable, knownSeq, staged, pending, false, buffer))
          .run(new Effect.Acquire(durable.holder(), raise))
          .done();
    }

    @Override
    public Decision onWrite(Write c, Context x) {
      return WriterStaging.write(this, c, x);
    }

    @Override
    public Decision onAckWrite(AckWrite c, Context x) {
      return WriterAcks.refusedAck(this, c, x).orElseGet(() -> acquireFor(WriterAcks.pending(c)));
    }

    /** A claim that nobody waits for any more is kept all the same. */
    @Override
    public Decision onAcquired(Acquired c, Context x) {
      return WriterAcks.serveAfterAcquire(
          new Acquiring(durable, knownSeq, staged, new Pending.Nobody(), false, buffer), c, x);
    }

    @Override
    public Decision onPublishAgain(PublishAgain c, Context x) {
      return buffer.isPresent() ? acquireFor(new Pending.Nobody()) : Decision.ignore(this);
    }

    @Override
    public Decision onResume(Resume c, Context x) {
      return acquireFor(new Pending.Nobody());
    }

    @Override
    public Decision onAllocate(Allocate c, Context x) {
      return isRepeated(c)
          ? acquireFor(new Pending.Look(c.call(), false))
          : Decision.answer(this, c.call(), Refusals.requestIdReused());
    }
  }

  /**
   * Fencing whoever published before, and claiming the register's row; nothing is published
   * meanwhile.
   *
   * @param knownSeq at least this much is published
   * @param joined whether the waiting call came when this was under way already: then what is found
   *     may be older than the call
   */
  record Acquiring(
      Durable.Writer durable,
      long knownSeq,
      Optional<Stage> staged,
      Pending waiting,
      boolean joined,
      Optional<Buffer> buffer)
      implements OutsiderState {
    Acquiring with(Stage stage) {
      return new Acquiring(durable, knownSeq, Optional.of(stage), waiting, joined, buffer);
    }

    @Override
    public Optional<Pending> pending() {
      return Optional.of(waiting).filter(w -> w.call() != Decision.NOBODY);
    }

    @Override
    public Unowned unowned() {
      return new Unowned(durable, knownSeq, staged, buffer);
    }

    Decision waitInstead(Pending pending) {
      return Decision.to(new Acquiring(durable, knownSeq, staged, pending, true, buffer))
          .answer(waiting.call(), Refusals.replaced())
          .done();
    }

    @Override
    public Decision onWrite(Write c, Context x) {
      return WriterStaging.write(this, c, x);
    }

    @Override
    public Decision onAckWrite(AckWrite c, Context x) {
      return WriterAcks.refusedAck(this, c, x).orElseGet(() -> waitInstead(WriterAcks.pending(c)));
    }

    /** Whoever waits already is served first: clients that ask again and again starve nobody. */
    @Override
    public Decision onAllocate(Allocate c, Context x) {
      return Decision.answer(
          this, c.call(), isRepeated(c) ? WriterReplies.settling() : Refusals.requestIdReused());
    }

    @Override
    public Decision onAcquired(Acquired c, Context x) {
      return WriterAcks.serveAfterAcquire(this, c, x);
    }

    @Override
    public Decision onAcquireFailed(AcquireFailed c, Context x) {
      Decision.Builder decision =
          Decision.to(unowned())
              .answer(
                  waiting.call(),
                  Reply.Rejected.retry(c.code(), Refusals.RETRY, c.reason() + "; try again"));
      if (buffer.isPresent()) {
        decision.run(new Effect.PublishLater(WriterBuffer.PAUSE));
      }
      return decision.done();
    }
  }

  /** Emptying the lane and leaving the register; then the entity stops. */
  record SigningOff(Durable.Writer durable, long epoch) implements OutsiderState {
    @Override
    public Unowned unowned() {
      return Unowned.recovered(durable);
    }

    @Override
    public long knownSeq() {
      return durable.hintSeq();
    }

    @Override
    public Optional<Stage> staged() {
      return Optional.empty();
    }

    private Decision moving(SessionCommand.ClientCall c) {
      return Decision.answer(this, c.call(), Refusals.moving());
    }

    @Override
    public Decision onWrite(Write c, Context x) {
      return moving(c);
    }

    @Override
    public Decision onAckWrite(AckWrite c, Context x) {
      return moving(c);
    }

    @Override
    public Decision onAllocate(Allocate c, Context x) {
      return moving(c);
    }

    @Override
    public Decision onDescribe(Describe c, Context x) {
      return c.takeOver() ? moving(c) : OutsiderState.super.onDescribe(c, x);
    }

    @Override
    public Decision onSignedOff(SignedOff c, Context x) {
      return c.epoch() == epoch
          ? Decision.to(unowned()).run(new Effect.Stop()).done()
          : Decision.ignore(this);
    }

    @Override
    public Decision onRest(Rest c, Context x) {
      return Decision.ignore(this);
    }
  }
}
