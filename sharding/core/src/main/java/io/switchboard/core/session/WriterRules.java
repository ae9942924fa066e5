package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.BACKPRESSURE;
import static io.switchboard.core.session.RejectCode.INVALID_ARGUMENT;
import static io.switchboard.core.session.RejectCode.KEY_UNAVAILABLE;
import static io.switchboard.core.session.RejectCode.NOT_READY;
import static io.switchboard.core.session.RejectCode.NOT_STAGED;
import static io.switchboard.core.session.RejectCode.OWNER_CHANGED;
import static io.switchboard.core.session.RejectCode.REFUSED_BY_KAFKA;
import static io.switchboard.core.session.RejectCode.REPLACED_BY_RETRY;
import static io.switchboard.core.session.RejectCode.SEQ_CONFLICT;
import static io.switchboard.core.session.RejectCode.SEQ_OUT_OF_ORDER;
import static io.switchboard.core.session.RejectCode.SESSION_DISPOSED;
import static io.switchboard.core.session.RejectCode.SESSION_EXPIRED;
import static io.switchboard.core.session.RejectCode.TOKEN_FOREIGN;
import static io.switchboard.core.session.RejectCode.TOKEN_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.UNAVAILABLE;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.Write;
import io.switchboard.core.session.WriterState.Acquiring;
import io.switchboard.core.session.WriterState.Committing;
import io.switchboard.core.session.WriterState.Idle;
import io.switchboard.core.session.WriterState.Owner;
import io.switchboard.core.session.WriterState.Pending;
import io.switchboard.core.session.WriterState.SigningOff;
import io.switchboard.core.session.WriterState.Stage;
import io.switchboard.core.session.WriterState.Staged;
import io.switchboard.core.session.WriterState.Unowned;
import java.util.Optional;

/**
 * What a write and an ack of a writer mean, given what is published (known), what is staged, and
 * what is in the lane. An ack is served only by what ledger and register said, and by the digest of
 * the bytes that are there.
 */
final class WriterRules {
  /** How many commits may pass until the journal's hint follows. */
  static final int PROGRESS_EVERY = 1_000;

  private WriterRules() {}

  // Refusals that hold in every phase.

  static Optional<Decision> refusedWrite(WriterState from, Write c, Context x) {
    Optional<Decision> refused =
        Holders.refuse(from, from.durable().holder(), c.call(), c.holder());
    return refused.isPresent() || c.lastToken().isEmpty()
        ? refused
        : refusedToken(from, c.call(), c.seq() - 1, c.lastToken().get(), x);
  }

  static Optional<Decision> refusedAck(WriterState from, AckWrite c, Context x) {
    return Holders.refuse(from, from.durable().holder(), c.call(), c.holder())
        .or(() -> refusedToken(from, c.call(), c.seq(), c.token(), x));
  }

  private static Optional<Decision> refusedToken(
      WriterState from, long call, long seq, StageToken token, Context x) {
    if (!token.session().equals(x.session())) {
      return Optional.of(
          Decision.reject(
              from,
              call,
              TOKEN_FOREIGN,
              "this token belongs to another session; use this session's own"));
    }
    if (token.seq() != seq) {
      return Optional.of(
          Decision.reject(
              from,
              call,
              INVALID_ARGUMENT,
              "expected the token of batch " + seq + ", got that of " + token.seq()));
    }
    return Optional.empty();
  }

  static Pending.Ack ackAndStage(Write c) {
    return new Pending.Ack(
        c.call(), c.lastToken().orElseThrow(), Optional.of(new Stage(c.seq(), c.batch())));
  }

  // Writes.

  static Decision write(WriterState from, Owner owner, Optional<Stage> stage, Write c, Context x) {
    Optional<Decision> refused = refusedWrite(from, c, x);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (c.lastToken().isPresent()) {
      return serve(from.durable(), owner, stage, ackAndStage(c), x);
    }
    if (c.seq() <= owner.known()) {
      return writtenBefore(from, owner, c, x);
    }
    if (c.seq() > owner.known() + 1) {
      return Decision.answer(from, c.call(), outOfOrder(owner.known() + 1, c.seq()));
    }
    Stage next = new Stage(c.seq(), c.batch());
    return staged(new Staged(from.durable(), owner, next), c, owner.known(), x);
  }

  /** A repeated write of a published batch is told so; other bytes under its seq are refused. */
  private static Decision writtenBefore(WriterState from, Owner owner, Write c, Context x) {
    return c.seq() == owner.known() && differs(owner.lastDigest(), c.batch().digest())
        ? Decision.answer(from, c.call(), conflict(c.seq()))
        : staged(from, c, owner.known(), x);
  }

  static Decision staged(WriterState next, Write c, long committedSeq, Context x) {
    return Decision.answer(
        next,
        c.call(),
        new Reply.Staged(token(next, new Stage(c.seq(), c.batch()), x), committedSeq));
  }

  private static StageToken token(WriterState of, Stage stage, Context x) {
    return new StageToken(
        x.session(),
        of.durable().holder(),
        stage.seq(),
        stage.batch().events().size(),
        stage.batch().digest());
  }

  /**
   * While ownership is settled an ack is under way: its batch is frozen, unless it is missing or
   * completed by these bytes.
   */
  static Decision stageWhileAcquiring(Acquiring from, Write c, Context x) {
    Optional<Stage> frozen =
        from.waiting() instanceof Pending.Ack ack
            ? from.stage().filter(s -> s.isOf(ack.token()))
            : Optional.empty();
    if (frozen.isPresent() && c.seq() != frozen.get().seq()) {
      return Decision.answer(from, c.call(), outOfOrder(frozen.get().seq(), c.seq()));
    }
    if (frozen.isPresent() && !frozen.get().batch().digest().equals(c.batch().digest())) {
      return Decision.answer(from, c.call(), conflict(c.seq()));
    }
    Optional<Stage> stage = Optional.of(new Stage(c.seq(), c.batch()));
    return staged(
        new Acquiring(from.durable(), stage, from.waiting()), c, from.durable().hintSeq(), x);
  }

  static Decision writeWhileCommitting(Committing from, Write c, Context x) {
    Optional<Decision> refused = refusedWrite(from, c, x);
    if (refused.isPresent()) {
      return refused.get();
    }
    long inLane = from.stage().seq();
    if (c.lastToken().isPresent() && c.seq() == inLane + 1) {
      return waitForLane(from, ackAndStage(c));
    }
    if (c.seq() == inLane) {
      return from.stage().batch().digest().equals(c.batch().digest())
          ? staged(from, c, from.owner().known(), x)
          : Decision.answer(from, c.call(), conflict(c.seq()));
    }
    return c.seq() <= from.owner().known()
        ? writtenBefore(from, from.owner(), c, x)
        : Decision.answer(from, c.call(), outOfOrder(inLane, c.seq()));
  }

  // Acks.

  static Decision ack(WriterState from, Owner owner, Optional<Stage> stage, AckWrite c, Context x) {
    return refusedAck(from, c, x)
        .orElseGet(
            () ->
                serve(
                    from.durable(),
                    owner,
                    stage,
                    new Pending.Ack(c.call(), c.token(), Optional.empty()),
                    x));
  }

  static Decision ackWhileCommitting(Committing from, AckWrite c, Context x) {
    Optional<Decision> refused = refusedAck(from, c, x);
    if (refused.isPresent()) {
      return refused.get();
    }
    Pending.Ack ack = new Pending.Ack(c.call(), c.token(), Optional.empty());
    if (c.seq() <= from.owner().known()) {
      return Decision.answer(from, c.call(), published(from.owner(), ack));
    }
    return waitForLane(from, ack);
  }

  private static Decision waitForLane(Committing from, Pending.Ack ack) {
    if (!from.stage().isOf(ack.token())) {
      return Decision.answer(from, ack.call(), supersededStage(ack.token().seq()));
    }
    Committing next = new Committing(from.durable(), from.owner(), from.stage(), Optional.of(ack));
    Decision.Builder decision = Decision.to(next);
    from.waiting().ifPresent(old -> decision.answer(old.call(), replaced()));
    return decision.done();
  }

  static Decision serveAfterAcquire(Acquiring from, Owner owner, Context x) {
    Optional<Stage> stage = from.stage().filter(s -> s.seq() == owner.known() + 1);
    if (from.waiting() instanceof Pending.Ack ack) {
      return ack.token().seq() > owner.known() + 1
          ? Decision.answer(
              WriterState.owned(from.durable(), owner, stage),
              ack.call(),
              outOfOrder(owner.known() + 1, ack.token().seq()))
          : serve(from.durable(), owner, stage, ack, x);
    }
    WriterState next = WriterState.owned(from.durable(), owner, stage);
    return Decision.answer(next, from.waiting().call(), next.view());
  }

  /**
   * Serves an ack as the owner, with nothing in the lane: done before, to be published now, or not
   * here.
   */
  private static Decision serve(
      Durable.Writer d, Owner owner, Optional<Stage> stage, Pending.Ack ack, Context x) {
    long seq = ack.token().seq();
    WriterState idle = WriterState.owned(d, owner, stage);
    if (seq <= owner.known()) {
      return ack.next().isEmpty() || seq < owner.known() || wasOtherBatch(owner, ack)
          ? Decision.answer(idle, ack.call(), published(owner, ack))
          : stageNext(d, owner, ack, x).done();
    }
    if (seq > owner.known() + 1) {
      // A genuine token of a batch that this owner cannot know of: somebody else published
      // meanwhile. Find out.
      return Decision.to(new Acquiring(d, Optional.empty(), ack)).run(new Effect.Acquire()).done();
    }
    if (stage.isEmpty()) {
      return Decision.answer(idle, ack.call(), notStaged(seq));
    }
    if (!stage.get().isOf(ack.token())) {
      return Decision.answer(idle, ack.call(), supersededStage(seq));
    }
    return Decision.to(new Committing(d, owner, stage.get(), Optional.of(ack)))
        .run(
            new Effect.Publish(
                owner.lane(), owner.epoch(), seq, d.spec().topic(), stage.get().batch()))
        .done();
  }

  private static boolean wasOtherBatch(Owner owner, Pending.Ack ack) {
    return ack.token().seq() == owner.known() && differs(owner.lastDigest(), ack.token().digest());
  }

  private static boolean differs(Optional<Digest> known, Digest given) {
    return known.isPresent() && !known.get().equals(given);
  }

  /** The answer to an ack of a batch that is published already. */
  private static Reply published(Owner owner, Pending.Ack ack) {
    if (wasOtherBatch(owner, ack)) {
      return conflict(ack.token().seq());
    }
    return ack.next().isPresent()
        ? outOfOrder(owner.known() + 1, ack.token().seq() + 1)
        : new Reply.Acked(true, owner.known());
  }

  /** After the ack that a write carried: the written batch takes the stage. */
  private static Decision.Builder stageNext(
      Durable.Writer d, Owner owner, Pending.Ack ack, Context x) {
    Stage stage = ack.next().orElseThrow();
    Staged next = new Staged(d, owner, stage);
    return Decision.to(next)
        .answer(ack.call(), new Reply.Staged(token(next, stage, x), owner.known()));
  }

  // The lane's answers.

  static Decision laneAnswered(Committing from, Outcome outcome, Context x) {
    if (outcome instanceof Outcome.Committed) {
      return committed(from, x);
    }
    Decision.Builder decision;
    Reply reply;
    if (outcome instanceof Outcome.NotPublished not) {
      decision = Decision.to(new Staged(from.durable(), from.owner(), from.stage()));
      reply =
          Reply.Rejected.retry(
              not.overloaded() ? BACKPRESSURE : NOT_READY,
              WriterState.RETRY,
              "the batch is not published: " + not.reason() + "; try again");
    } else if (outcome instanceof Outcome.Refused refused) {
      decision = Decision.to(new Idle(from.durable(), from.owner()));
      reply = refused(refused, from.owner());
    } else {
      Outcome.Unknown unknown = (Outcome.Unknown) outcome;
      decision = Decision.to(new Unowned(from.durable(), Optional.of(from.stage())));
      reply =
          Reply.Rejected.retry(
              OWNER_CHANGED,
              WriterState.RETRY,
              "the lane ended before it knew the outcome ("
                  + unknown.reason()
                  + "); try again to learn it");
    }
    from.waiting().ifPresent(ack -> decision.answer(ack.call(), reply));
    return decision.done();
  }

  private static Reply refused(Outcome.Refused refused, Owner owner) {
    RejectCode code =
        refused.refusal() == Refusal.KEY_UNAVAILABLE ? KEY_UNAVAILABLE : REFUSED_BY_KAFKA;
    return Reply.Rejected.expecting(
        code,
        owner.known() + 1,
        "the batch is not published: " + refused.reason() + "; change it and write it again");
  }

  private static Decision committed(Committing from, Context x) {
    Owner owner = from.owner().committed(from.stage());
    Durable.Writer d = from.durable();
    Optional<SessionEvent> progressed = Optional.empty();
    if (owner.known() - d.hintSeq() >= PROGRESS_EVERY) {
      progressed = Optional.of(new SessionEvent.Progressed(owner.epoch(), owner.known()));
      d = (Durable.Writer) d.evolve(progressed.get());
    }
    Optional<Pending.Ack> waiting = from.waiting();
    boolean carriesNext = waiting.flatMap(Pending.Ack::next).isPresent();
    Decision.Builder decision =
        carriesNext ? stageNext(d, owner, waiting.get(), x) : Decision.to(new Idle(d, owner));
    if (!carriesNext) {
      waiting.ifPresent(ack -> decision.answer(ack.call(), new Reply.Acked(false, owner.known())));
    }
    progressed.ifPresent(decision::persist);
    return decision.done();
  }

  // Endings.

  static Decision signOff(WriterState from, Owner owner, Rest c) {
    Durable.Writer d = from.durable();
    SessionEvent progressed = new SessionEvent.Progressed(owner.epoch(), owner.known());
    SessionEvent rested = new SessionEvent.Rested(owner.epoch(), c.lastCallAt());
    Durable.Writer next = (Durable.Writer) d.evolve(progressed).evolve(rested);
    Decision.Builder decision =
        Decision.to(new SigningOff(next, owner.epoch()))
            .persist(progressed)
            .persist(rested)
            .run(new Effect.SignOff(owner.lane(), owner.epoch(), owner.published()))
            .run(new Effect.NoteInDirectory(owner.known(), false));
    from.pending()
        .ifPresent(
            p ->
                decision.answer(
                    p.call(),
                    Reply.Rejected.retry(
                        UNAVAILABLE,
                        WriterState.RETRY,
                        "the session moves to another owner; try again")));
    return decision.done();
  }

  static Decision dispose(WriterState from, Dispose c, Context x) {
    Optional<Decision> refused =
        Holders.refuse(from, from.durable().holder(), c.call(), c.holder());
    if (refused.isPresent()) {
      return refused.get();
    }
    if (from instanceof Committing || from instanceof SigningOff) {
      return Decision.answer(
          from,
          c.call(),
          Reply.Rejected.retry(
              UNAVAILABLE,
              WriterState.RETRY,
              "a batch is being published; ack it, or try again to dispose"));
    }
    return end(from, SessionEvent.Reason.CLIENT, x)
        .answer(c.call(), new Reply.DisposeDone(false))
        .done();
  }

  static Decision.Builder end(WriterState from, SessionEvent.Reason reason, Context x) {
    Durable.Writer d = from.durable();
    Optional<SessionEvent> progressed =
        ownerOf(from)
            .filter(o -> o.known() > d.hintSeq())
            .map(o -> new SessionEvent.Progressed(o.epoch(), o.known()));
    Durable before = progressed.map(d::evolve).orElse(d);
    SessionEvent.Disposed disposed = new SessionEvent.Disposed(before.epoch(), reason, x.now());
    Durable.Ended ended = (Durable.Ended) before.evolve(disposed);
    Decision.Builder decision = Decision.to(new EndedState(ended));
    progressed.ifPresent(decision::persist);
    decision.persist(disposed).run(new Effect.NoteInDirectory(ended.lastSeq(), true));
    RejectCode code = reason == SessionEvent.Reason.EXPIRED ? SESSION_EXPIRED : SESSION_DISPOSED;
    from.pending()
        .ifPresent(
            p ->
                decision.answer(
                    p.call(), Reply.Rejected.of(code, "the session has ended; allocate another")));
    return decision;
  }

  // Views of a phase.

  static Optional<Owner> ownerOf(WriterState state) {
    if (state instanceof Idle idle) {
      return Optional.of(idle.owner());
    }
    if (state instanceof Staged staged) {
      return Optional.of(staged.owner());
    }
    return state instanceof Committing committing
        ? Optional.of(committing.owner())
        : Optional.empty();
  }

  static Optional<Stage> stageOf(WriterState state) {
    if (state instanceof Unowned unowned) {
      return unowned.stage();
    }
    if (state instanceof Acquiring acquiring) {
      return acquiring.stage();
    }
    if (state instanceof Staged staged) {
      return Optional.of(staged.stage());
    }
    return state instanceof Committing committing
        ? Optional.of(committing.stage())
        : Optional.empty();
  }

  // Replies.

  /** The answer to a call whose place another one took. */
  static Reply.Rejected replaced() {
    return Reply.Rejected.of(
        REPLACED_BY_RETRY, "a later call for the same batch took this one's place");
  }

  private static Reply.Rejected conflict(long seq) {
    return Reply.Rejected.of(
        SEQ_CONFLICT,
        "other bytes were acknowledged under seq "
            + seq
            + "; never change a batch once its ack was sent");
  }

  private static Reply.Rejected outOfOrder(long expected, long got) {
    return Reply.Rejected.expecting(
        SEQ_OUT_OF_ORDER, expected, "expected seq " + expected + ", got " + got);
  }

  private static Reply.Rejected notStaged(long seq) {
    return Reply.Rejected.expecting(
        NOT_STAGED,
        seq,
        "batch " + seq + " is not staged here: send the write again, then its ack");
  }

  private static Reply.Rejected supersededStage(long seq) {
    return Reply.Rejected.of(
        TOKEN_SUPERSEDED,
        "batch " + seq + " was replaced by a later write; ack with that one's token");
  }
}
