package io.switchboard.core.session;

import io.switchboard.core.model.StageToken;
import io.switchboard.core.session.OutsiderState.Acquiring;
import io.switchboard.core.session.OwnerState.Committing;
import io.switchboard.core.session.OwnerState.Resting;
import io.switchboard.core.session.OwnerState.Staged;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.WriterState.Owner;
import io.switchboard.core.session.WriterState.Pending;
import io.switchboard.core.session.WriterState.Stage;
import java.util.Optional;

/**
 * What an ack means, given what is published (known), what is staged, and what is in the lane. An
 * ack is served only by what ledger and register said, and by the digest of the bytes that are
 * there.
 */
final class WriterAcks {
  private WriterAcks() {}

  static Optional<Decision> refusedHolder(WriterState from, long call, int given, Context x) {
    int current = from.durable().holder();
    if (given == current) {
      return Optional.empty();
    }
    return Optional.of(
        given < current
            ? Decision.answer(from, call, Refusals.holderSuperseded())
            : WriterEndings.behind(from, call, given, x));
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
    return refusedHolder(from, c.call(), c.holder(), x)
        .or(() -> refusedToken(from, c.call(), c.seq(), c.token(), x));
  }

  static Pending.Ack pending(AckWrite c) {
    return new Pending.Ack(c.call(), c.token(), Optional.empty());
  }

  static Decision ack(Resting from, AckWrite c, Context x) {
    return refusedAck(from, c, x)
        .orElseGet(() -> serve(from.durable(), from.owner(), from.staged(), pending(c), x));
  }

  static Decision ack(Committing from, AckWrite c, Context x) {
    return refusedAck(from, c, x)
        .orElseGet(
            () ->
                c.seq() <= from.owner().known()
                    ? Decision.answer(from, c.call(), repeated(from.owner(), pending(c)))
                    : waitForLane(from, pending(c)));
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
  static Decision serveAfterAcquire(Acquiring from, Owner owner, Context x) {
    Resting next = OwnerState.of(from.durable(), owner, from.staged());
    Pending waiting = from.waiting();
    long expected = owner.known() + 1;
    if (waiting instanceof Pending.Ack ack && ack.token().seq() <= expected) {
      return serve(from.durable(), owner, from.staged(), ack, x);
    }
    if (waiting instanceof Pending.Ahead ahead && ahead.written().seq() <= expected) {
      return WriterStaging.written(next, ahead.call(), ahead.written(), x);
    }
    return from.joined()
        ? next.acquireFor(waiting)
        : Decision.answer(next, waiting.call(), found(next, waiting, expected));
  }

  private static Reply found(Resting owner, Pending waiting, long expected) {
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
    return Decision.to(new Committing(d, owner, next, ack))
        .run(new Effect.Publish(owner.lane(), owner.epoch(), seq, d.spec().topic(), next.batch()))
        .done();
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
