package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.HOLDER_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.REQUEST_ID_REUSED;
import static io.switchboard.core.session.RejectCode.UNAVAILABLE;
import static io.switchboard.core.session.RejectCode.WRONG_ROLE;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.AcquireFailed;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.LaneAnswered;
import io.switchboard.core.session.SessionCommand.Read;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.SignedOff;
import io.switchboard.core.session.SessionCommand.Slacken;
import io.switchboard.core.session.SessionCommand.Write;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The phases of a writer. What an ack means is decided in {@link WriterRules}. Truth about what is
 * published is the ledger and the ownership register, never the journal.
 */
sealed interface WriterState extends SessionState {

  /** How soon a client should try again when the register or Kafka did not answer. */
  Duration RETRY = Duration.ofMillis(200);

  @Override
  Durable.Writer durable();

  /** This phase with another durable part. */
  WriterState with(Durable.Writer durable);

  /** What waits for an answer in this phase. */
  default Optional<Pending> pending() {
    return Optional.empty();
  }

  /** The same phase with nobody waiting; publishing under way goes on. */
  default WriterState withoutPending() {
    return this;
  }

  /** A batch that was written and not yet published. */
  record Stage(long seq, EventBatch batch) {
    boolean isOf(StageToken token) {
      return seq == token.seq()
          && batch.events().size() == token.events()
          && batch.digest().equals(token.digest());
    }
  }

  /**
   * The right to publish. Exists only while this owner is the one that the register names.
   *
   * @param epoch of the claim
   * @param lane that publishes
   * @param known the last published seq
   * @param lastDigest of that batch, where known
   */
  record Owner(long epoch, LaneId lane, long known, Optional<Digest> lastDigest) {
    Owner committed(Stage stage) {
      return new Owner(epoch, lane, stage.seq(), Optional.of(stage.batch().digest()));
    }

    Ownership.Published published() {
      return new Ownership.Published(known, lastDigest);
    }
  }

  /** A call that waits. */
  sealed interface Pending {
    long call();

    /** Of an ack, or of a write that acknowledges the batch before it. */
    record Ack(long call, StageToken token, Optional<Stage> next) implements Pending {}

    /** Of a client that wants to know for certain where the session stands. */
    record Look(long call) implements Pending {}
  }

  /** This owner may not publish, and does not know what is published. */
  record Unowned(Durable.Writer durable, Optional<Stage> stage) implements WriterState {
    @Override
    public WriterState with(Durable.Writer newDurable) {
      return new Unowned(newDurable, stage);
    }

    private Decision acquireFor(Pending pending) {
      return Decision.to(new Acquiring(durable, stage, pending)).run(new Effect.Acquire()).done();
    }

    @Override
    public Decision onWrite(Write c, Context x) {
      return WriterRules.refusedWrite(this, c, x)
          .orElseGet(
              () ->
                  c.lastToken().isPresent()
                      ? acquireFor(WriterRules.ackAndStage(c))
                      : WriterRules.staged(
                          new Unowned(durable, Optional.of(new Stage(c.seq(), c.batch()))),
                          c,
                          durable.hintSeq(),
                          x));
    }

    @Override
    public Decision onAckWrite(AckWrite c, Context x) {
      return WriterRules.refusedAck(this, c, x)
          .orElseGet(() -> acquireFor(new Pending.Ack(c.call(), c.token(), Optional.empty())));
    }

    /** A claim that nobody waits for any more is kept all the same. */
    @Override
    public Decision onAcquired(Acquired c, Context x) {
      Owner owner = new Owner(c.epoch(), c.lane(), c.known(), c.lastDigest());
      return Decision.ignore(
          WriterState.owned(durable, owner, stage.filter(s -> s.seq() == owner.known() + 1)));
    }

    @Override
    public Decision onAllocate(Allocate c, Context x) {
      boolean same = c.spec().requestDigest().equals(durable.spec().requestDigest());
      return same ? acquireFor(new Pending.Look(c.call())) : WriterState.super.onAllocate(c, x);
    }

    @Override
    public Decision onDescribe(Describe c, Context x) {
      if (!c.takeOver()) {
        return WriterState.super.onDescribe(c, x);
      }
      SessionEvent raised = new SessionEvent.HolderRaised(durable.epoch(), durable.holder() + 1);
      Durable.Writer next = (Durable.Writer) durable.evolve(raised);
      return Decision.to(new Acquiring(next, stage, new Pending.Look(c.call())))
          .persist(raised)
          .run(new Effect.Acquire())
          .done();
    }
  }

  /**
   * Fencing whoever published before, and claiming the register's row; nothing is published
   * meanwhile.
   */
  record Acquiring(Durable.Writer durable, Optional<Stage> stage, Pending waiting)
      implements WriterState {
    @Override
    public WriterState with(Durable.Writer newDurable) {
      return new Acquiring(newDurable, stage, waiting);
    }

    @Override
    public Optional<Pending> pending() {
      return Optional.of(waiting);
    }

    @Override
    public WriterState withoutPending() {
      return new Unowned(durable, stage);
    }

    private Decision waitInstead(Pending pending) {
      return Decision.to(new Acquiring(durable, stage, pending))
          .answer(waiting.call(), WriterRules.replaced())
          .done();
    }

    @Override
    public Decision onWrite(Write c, Context x) {
      return WriterRules.refusedWrite(this, c, x)
          .orElseGet(
              () ->
                  c.lastToken().isPresent()
                      ? waitInstead(WriterRules.ackAndStage(c))
                      : WriterRules.stageWhileAcquiring(this, c, x));
    }

    @Override
    public Decision onAckWrite(AckWrite c, Context x) {
      return WriterRules.refusedAck(this, c, x)
          .orElseGet(() -> waitInstead(new Pending.Ack(c.call(), c.token(), Optional.empty())));
    }

    @Override
    public Decision onAllocate(Allocate c, Context x) {
      boolean same = c.spec().requestDigest().equals(durable.spec().requestDigest());
      return same ? waitInstead(new Pending.Look(c.call())) : WriterState.super.onAllocate(c, x);
    }

    @Override
    public Decision onAcquired(Acquired c, Context x) {
      Owner owner = new Owner(c.epoch(), c.lane(), c.known(), c.lastDigest());
      return WriterRules.serveAfterAcquire(this, owner, x);
    }

    @Override
    public Decision onAcquireFailed(AcquireFailed c, Context x) {
      return Decision.answer(
          withoutPending(),
          waiting.call(),
          Reply.Rejected.retry(c.code(), RETRY, c.reason() + "; try again"));
    }
  }

  /** Owner; everything written is published. */
  record Idle(Durable.Writer durable, Owner owner) implements WriterState {
    @Override
    public WriterState with(Durable.Writer newDurable) {
      return new Idle(newDurable, owner);
    }

    @Override
    public Decision onWrite(Write c, Context x) {
      return WriterRules.write(this, owner, Optional.empty(), c, x);
    }

    @Override
    public Decision onAckWrite(AckWrite c, Context x) {
      return WriterRules.ack(this, owner, Optional.empty(), c, x);
    }

    @Override
    public Decision onRest(Rest c, Context x) {
      return WriterRules.signOff(this, owner, c);
    }
  }

  /** Owner; batch known + 1 is written and waits for its ack. */
  record Staged(Durable.Writer durable, Owner owner, Stage stage) implements WriterState {
    @Override
    public WriterState with(Durable.Writer newDurable) {
      return new Staged(newDurable, owner, stage);
    }

    @Override
    public Decision onWrite(Write c, Context x) {
      return WriterRules.write(this, owner, Optional.of(stage), c, x);
    }

    @Override
    public Decision onAckWrite(AckWrite c, Context x) {
      return WriterRules.ack(this, owner, Optional.of(stage), c, x);
    }

    @Override
    public Decision onRest(Rest c, Context x) {
      return WriterRules.signOff(this, owner, c);
    }
  }

  /** Owner; batch known + 1 is in the lane and may not change any more. */
  record Committing(Durable.Writer durable, Owner owner, Stage stage, Optional<Pending.Ack> waiting)
      implements WriterState {
    @Override
    public WriterState with(Durable.Writer newDurable) {
      return new Committing(newDurable, owner, stage, waiting);
    }

    @Override
    public Optional<Pending> pending() {
      return waiting.map(ack -> ack);
    }

    @Override
    public WriterState withoutPending() {
      return new Committing(durable, owner, stage, Optional.empty());
    }

    @Override
    public Decision onWrite(Write c, Context x) {
      return WriterRules.writeWhileCommitting(this, c, x);
    }

    @Override
    public Decision onAckWrite(AckWrite c, Context x) {
      return WriterRules.ackWhileCommitting(this, c, x);
    }

    @Override
    public Decision onLaneAnswered(LaneAnswered c, Context x) {
      return c.epoch() == owner.epoch() && c.seq() == stage.seq()
          ? WriterRules.laneAnswered(this, c.outcome(), x)
          : Decision.ignore(this);
    }

    @Override
    public Decision onRest(Rest c, Context x) {
      return WriterRules.signOff(this, owner, c);
    }
  }

  /** Emptying the lane and leaving the register; then the entity stops. */
  record SigningOff(Durable.Writer durable, long epoch) implements WriterState {
    @Override
    public WriterState with(Durable.Writer newDurable) {
      return new SigningOff(newDurable, epoch);
    }

    private Decision moving(SessionCommand.ClientCall c) {
      return Decision.answer(
          this,
          c.call(),
          Reply.Rejected.retry(
              UNAVAILABLE, RETRY, "the session moves to another owner; try again"));
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
      return c.takeOver() ? moving(c) : WriterState.super.onDescribe(c, x);
    }

    @Override
    public Decision onSignedOff(SignedOff c, Context x) {
      return c.epoch() == epoch
          ? Decision.to(new Unowned(durable, Optional.empty())).run(new Effect.Stop()).done()
          : Decision.ignore(this);
    }

    @Override
    public Decision onRest(Rest c, Context x) {
      return Decision.ignore(this);
    }
  }

  /** The last seq known to be published here. */
  default long knownSeq() {
    return WriterRules.ownerOf(this).map(Owner::known).orElse(durable().hintSeq());
  }

  /** The session as a client sees it. */
  default Reply.View view() {
    Durable.Writer d = durable();
    Optional<Stage> stage = WriterRules.stageOf(this);
    Reply.Phase phase =
        this instanceof Committing
            ? Reply.Phase.COMMITTING
            : stage.isPresent() ? Reply.Phase.STAGED : Reply.Phase.IDLE;
    return new Reply.View(
        d.spec(),
        phase,
        knownSeq(),
        d.holder(),
        Optional.empty(),
        stage.map(s -> OptionalLong.of(s.seq())).orElse(OptionalLong.empty()));
  }

  @Override
  default Decision onAllocate(Allocate c, Context x) {
    return c.spec().requestDigest().equals(durable().spec().requestDigest())
        ? Decision.answer(this, c.call(), view())
        : Decision.reject(
            this,
            c.call(),
            REQUEST_ID_REUSED,
            "this request id was used to allocate a session with other parameters; use new random bytes");
  }

  @Override
  default Decision onRead(Read c, Context x) {
    return Decision.reject(
        this, c.call(), WRONG_ROLE, "this session is a writer; allocate a reader to read");
  }

  @Override
  default Decision onAckRead(AckRead c, Context x) {
    return Decision.reject(
        this,
        c.call(),
        WRONG_ROLE,
        "this session is a writer; ack with the stage token of a write");
  }

  @Override
  default Decision onDescribe(Describe c, Context x) {
    if (!c.takeOver()) {
      return Decision.answer(this, c.call(), view());
    }
    SessionEvent raised = new SessionEvent.HolderRaised(durable().epoch(), durable().holder() + 1);
    WriterState next = withoutPending().with((Durable.Writer) durable().evolve(raised));
    Decision.Builder decision = Decision.to(next).persist(raised).answer(c.call(), next.view());
    pending()
        .ifPresent(
            p ->
                decision.answer(
                    p.call(),
                    Reply.Rejected.of(
                        HOLDER_SUPERSEDED, "another client took this session over; stop")));
    return decision.done();
  }

  @Override
  default Decision onDispose(Dispose c, Context x) {
    return WriterRules.dispose(this, c, x);
  }

  @Override
  default Decision onExpire(Expire c, Context x) {
    return this instanceof Committing || this instanceof SigningOff
        ? Decision.ignore(this)
        : WriterRules.end(this, SessionEvent.Reason.EXPIRED, x).done();
  }

  @Override
  default Decision onSlacken(Slacken c, Context x) {
    return Decision.ignore(this);
  }

  @Override
  default Decision onRest(Rest c, Context x) {
    SessionEvent rested = new SessionEvent.Rested(durable().epoch(), c.lastCallAt());
    WriterState next = withoutPending().with((Durable.Writer) durable().evolve(rested));
    Decision.Builder decision =
        Decision.to(next)
            .persist(rested)
            .run(new Effect.NoteInDirectory(durable().hintSeq(), false))
            .run(new Effect.Stop());
    pending()
        .ifPresent(
            p ->
                decision.answer(
                    p.call(),
                    Reply.Rejected.retry(
                        UNAVAILABLE, RETRY, "the session moves to another owner; try again")));
    return decision.done();
  }

  /** The phase that follows from owning the session with nothing in the lane. */
  static WriterState owned(Durable.Writer durable, Owner owner, Optional<Stage> stage) {
    return stage.isPresent() ? new Staged(durable, owner, stage.get()) : new Idle(durable, owner);
  }
}
