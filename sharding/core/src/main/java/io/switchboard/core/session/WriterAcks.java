package io.switchboard.core.session;

import io.switchboard.core.model.StageToken;
import io.switchboard.core.session.OutsiderState.Acquiring;
import io.switchboard.core.session.OwnerState.Buffering;
import io.switchboard.core.session.OwnerState.Committing;
import io.switchboard.core.session.OwnerState.Resting;
import io.switchboard.core.session.OwnerState.Staged;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.WriterState.Owner;
import io.switchboard.core.session.WriterState.Pending;
import io.switchboard.core.session.WriterState.Stage;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an ack means, given what is published (known), what is staged, and what is in the lane. An
 * ack is served only by what ledger and register said, and by the digest of the bytes that are
 * there.
 */
final class WriterAcks {
  private WriterAcks() {}

  /** A refusal, if another client took the session over. */
  static Optional<Decision> superseded(WriterState from, ClientCall c) {
    OptionalInt caller = c.caller();
    return caller.isPresent() && caller.getAsInt() < from.durable().holder()
        ? Optional.of(Decision.answer(from, c.call(), Refusals.holderSuperseded()))
        : Optional.empty();
  }

  /** True for a client of which this owner has not heard yet: the register knows better. */
  static boolean isAhead(WriterState from, OptionalInt caller) {
    return caller.isPresent() && caller.getAsInt() > from.durable().holder();
  }

  static Optional<Decision> refusedToken(
      WriterState from, long call, long seq, StageToken token, Context x) {
    if (!token.session().equals(x.session())) {
      return Optional.of(Decision.answer(from, call, Refusals.foreignToken()));
    }
    return token.seq() == seq
        ? Optional.empty()
        : Optional.of(Decision.answer(from, call, Refusals.tokenOfOtherSeq(seq, token.seq())));
  }

  static Optional<Decision> refusedAck(WriterState from, AckWrite c, Context x) {
    return superseded(from, c).or(() -> refusedToken(from, c.call(), c.seq(), c.token(), x));
  }

  static Pending.Ack pending(AckWrite c) {
    return new Pending.Ack(c.call(), c.caller(), c.token(), Optional.empty(), c.maxWait());
  }

  static Decision ack(Resting from, AckWrite c, Context x) {
    return refusedAck(from, c, x)
        .orElseGet(
            () ->
                isAhead(from, c.caller())
                    ? from.acquireFor(pending(c))
                    : serve(from.durable(), from.owner(), from.staged(), pending(c), x));
  }

  static Decision ack(Committing from, AckWrite c, Context x) {
    return refusedAck(from, c, x)
        .or(() -> unknownHolder(from, c))
        .orElseGet(
            () ->
                c.seq() <= from.owner().known()
                    ? Decision.answer(from, c.call(), repeated(from.owner(), pending(c)))
                    : waitForLane(from, pending(c)));
  }

  /** While a batch is in the lane, whoever this owner does not know has to wait. */
  static Optional<Decision> unknownHolder(Committing from, ClientCall c) {
    return isAhead(from, c.caller())
        ? Optional.of(
            Decision.answer(from, c.call(), Refusals.unknownHolder(c.caller().getAsInt())))
        : Optional.empty();
  }

  /** Waits with the batch in the lane, in the place of whoever waited before. */
  static Decision waitForLane(Committing from, Pending.Ack ack) {
    Stage inLane = from.stage();
    if (ack.token().seq() > inLane.seq()) {
      return Decision.answer(from, ack.call(), WriterReplies.publishing(inLane.seq()));
    }
    if (!inLane.isOf(ack.token())) {
      return Decision.answer(from, ack.call(), WriterReplies.supersededStage(inLane.seq()));
    }
    return Decision.to(new Committing(from.durable(), from.owner(), inLane, ack))
        .answer(from.waiting().call(), Refusals.replaced())
        .done();
  }

  /**
   * Carries out the call that waited for the right to publish. What it may be told depends on
   * whether the call was there before the acquisition began: if not, somebody else may have
   * published between what was found and the call, so a gap, and where to go on, are looked for
   * again.
   */
  static Decision serveAfterAcquire(Acquiring from, Acquired acquired, Context x) {
    Optional<SessionEvent> raised = from.durable().raisedTo(acquired.holder());
    Durable.Writer durable = raised.map(from.durable()::evolved).orElse(from.durable());
    WriterBuffer.Start start =
        WriterBuffer.start(durable, Owner.of(acquired), from.staged(), from.buffer(), acquired);
    return serveAfterAcquire(from, start.owner(), x).afterRunning(start.effects()).after(raised);
  }

  private static Decision serveAfterAcquire(Acquiring from, OwnerState next, Context x) {
    Pending waiting = from.waiting();
    OptionalInt caller = waiting.caller();
    if (caller.isPresent() && caller.getAsInt() < next.durable().holder()) {
      return Decision.answer(next, waiting.call(), Refusals.holderSuperseded());
    }
    if (waiting instanceof Pending.Nobody) {
      return next instanceof Resting resting
          // What no manifest names was left by an owner that was too late: it means nothing.
          ? WriterBuffer.forgetLeft(resting)
          : Decision.ignore(next);
    }
    if (!isAhead(next, caller)) {
      Optional<Decision> served =
          next instanceof Buffering buffering
              ? serveBuffering(buffering, waiting, x)
              : serveResting((Resting) next, waiting, x);
      if (served.isPresent()) {
        return served.get();
      }
    } else if (!from.joined()) {
      return Decision.answer(next, waiting.call(), Refusals.unknownHolder(caller.getAsInt()));
    }
    return from.joined()
        ? next.unowned().acquireFor(waiting)
        : Decision.answer(next, waiting.call(), found(next, waiting));
  }

  private static Optional<Decision> serveResting(Resting next, Pending waiting, Context x) {
    long expected = next.owner().known() + 1;
    if (waiting instanceof Pending.Ack ack && ack.token().seq() <= expected) {
      return Optional.of(serve(next.durable(), next.owner(), next.staged(), ack, x));
    }
    if (waiting instanceof Pending.Ahead ahead && ahead.written().seq() <= expected) {
      return Optional.of(WriterStaging.written(next, ahead.call(), ahead.written(), x));
    }
    return waiting instanceof Pending.End end
        ? Optional.of(WriterEndings.disposed(next, end.call(), end.caller(), x))
        : Optional.empty();
  }

  /** Accepted batches are published first: until then nobody is told where the session stands. */
  private static Optional<Decision> serveBuffering(Buffering next, Pending waiting, Context x) {
    if (waiting instanceof Pending.Ack ack && ack.token().seq() <= next.nextSeq()) {
      return Optional.of(WriterBuffer.served(next, ack, x));
    }
    if (waiting instanceof Pending.Ahead ahead && ahead.written().seq() <= next.nextSeq()) {
      return Optional.of(WriterBuffer.written(next, ahead, x));
    }
    return waiting instanceof Pending.Look || waiting instanceof Pending.End
        ? Optional.of(
            Decision.answer(
                next, waiting.call(), WriterReplies.publishing(next.owned().first().seq())))
        : Optional.empty();
  }

  private static Reply found(OwnerState owner, Pending waiting) {
    long expected =
        owner instanceof Buffering buffering ? buffering.nextSeq() : owner.owner().known() + 1;
    if (waiting instanceof Pending.Ack ack) {
      return WriterReplies.outOfOrder(expected, ack.token().seq());
    }
    return waiting instanceof Pending.Ahead ahead
        ? WriterReplies.outOfOrder(expected, ahead.written().seq())
        : owner.view();
  }

  /**
   * Serves an ack as the owner, with nothing in the lane: done before, to be published now, or not
   * here.
   */
  static Decision serve(
      Durable.Writer d, Owner owner, Optional<Stage> stage, Pending.Ack ack, Context x) {
    long seq = ack.token().seq();
    Resting same = OwnerState.of(d, owner, stage);
    if (seq <= owner.known()) {
      return ack.next().isPresent()
          ? carriedAgain(same, ack, x)
          : Decision.answer(same, ack.call(), repeated(owner, ack));
    }
    if (seq > owner.known() + 1) {
      // A genuine token of a batch that this owner cannot know of: somebody else published
      // meanwhile. Find out.
      return same.acquireFor(ack);
    }
    if (same.staged().isEmpty()) {
      return Decision.answer(same, ack.call(), WriterReplies.notStaged(seq));
    }
    Stage next = same.staged().get();
    if (!next.isOf(ack.token())) {
      return Decision.answer(same, ack.call(), WriterReplies.supersededStage(seq));
    }
    return d.spec().isBuffered()
        ? WriterBuffer.begin(d, owner, next, ack, x)
        : commit(d, owner, next, ack);
  }

  private static Decision commit(Durable.Writer d, Owner owner, Stage next, Pending.Ack ack) {
    return Decision.to(new Committing(d, owner, next, ack)).run(owner.publish(d, next)).done();
  }

  /** An ack of a batch that is published already is done, if it was this batch. */
  private static Reply repeated(Owner owner, Pending.Ack ack) {
    return owner.publishedOtherThan(ack.token().seq(), ack.token().digest())
        ? WriterReplies.conflict(ack.token().seq())
        : new Reply.Acked(true, owner.known());
  }

  /** A write whose ack of the batch before is done already: only the write is left to do. */
  private static Decision carriedAgain(OwnerState same, Pending.Ack ack, Context x) {
    Owner owner = same.owner();
    Stage written = ack.next().orElseThrow();
    if (owner.publishedOtherThan(ack.token().seq(), ack.token().digest())) {
      return Decision.answer(same, ack.call(), WriterReplies.conflict(ack.token().seq()));
    }
    return written.seq() <= owner.known()
        ? Decision.answer(same, ack.call(), WriterStaging.writtenBefore(same, owner, written, x))
        : stageNext(same.durable(), owner, ack, x).done();
  }

  /** After the ack that a write carried: the written batch takes the stage. */
  static Decision.Builder stageNext(Durable.Writer d, Owner owner, Pending.Ack ack, Context x) {
    Stage stage = ack.next().orElseThrow();
    Staged next = new Staged(d, owner, stage);
    return Decision.to(next).answer(ack.call(), WriterReplies.staged(next, stage, x));
  }
}
