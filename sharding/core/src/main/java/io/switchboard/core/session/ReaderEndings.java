package io.switchboard.core.session;

import io.switchboard.core.session.ReaderState.Fetching;
import io.switchboard.core.session.ReaderState.Unclaimed;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.Rest;
import java.util.Optional;

/** How a reader changes hands and ends: take-over, rest, disposal, expiry. */
final class ReaderEndings {
  private ReaderEndings() {}

  private static Decision.Builder tell(Decision.Builder decision, ReaderState from, Reply reply) {
    from.waiting().ifPresent(call -> decision.answer(call, reply));
    return decision;
  }

  /** A refusal, if the caller's holder is not the session's. */
  static Optional<Decision> refusedHolder(ReaderState from, long call, int given) {
    int current = from.durable().holder();
    if (given == current) {
      return Optional.empty();
    }
    return Optional.of(
        given < current
            ? Decision.answer(from, call, Refusals.holderSuperseded())
            : stop(from, call, Refusals.unknownHolder(given)));
  }

  /** This owner knows less than the client proves. */
  static Decision behind(ReaderState from, long call) {
    return stop(
        from,
        call,
        Reply.Rejected.retry(
            RejectCode.SERVER_BEHIND,
            Refusals.RETRY,
            "this owner is behind what the token proves; try again"));
  }

  /** Makes way for an owner that replays the journal again and claims a new epoch. */
  private static Decision stop(ReaderState from, long call, Reply reply) {
    Decision.Builder decision =
        Decision.to(new Unclaimed(from.durable()))
            .run(new Effect.CloseSource())
            .run(new Effect.Stop())
            .answer(call, reply);
    return tell(decision, from, Refusals.moving()).done();
  }

  /** Locks the client before out, and tells the new one where the session stands. */
  static Decision takeOver(ReaderState from, Describe c) {
    Durable.Reader d = from.durable();
    SessionEvent raised = new SessionEvent.HolderRaised(d.epoch(), d.holder() + 1);
    ReaderState next = from.settled().with((Durable.Reader) d.evolve(raised));
    Decision.Builder decision = Decision.to(next).persist(raised).answer(c.call(), next.view());
    if (from instanceof Fetching fetching) {
      decision.run(new Effect.CancelFetch(fetching.read().call()));
    }
    return tell(decision, from, Refusals.holderSuperseded()).done();
  }

  static Decision rest(ReaderState from, Rest c) {
    Durable.Reader d = from.durable();
    SessionEvent rested = new SessionEvent.Rested(d.epoch(), c.lastCallAt());
    Decision.Builder decision =
        Decision.to(from.settled().with((Durable.Reader) d.evolve(rested)))
            .persist(rested)
            .run(new Effect.CloseSource())
            .run(new Effect.NoteInDirectory(d.ackedSeq(), false))
            .run(new Effect.Stop());
    return tell(decision, from, Refusals.moving()).done();
  }

  static Decision dispose(ReaderState from, Dispose c, Context x) {
    return refusedHolder(from, c.call(), c.holder())
        .orElseGet(
            () ->
                end(from, SessionEvent.Reason.CLIENT, x)
                    .answer(c.call(), new Reply.DisposeDone(false))
                    .done());
  }

  /** Only a session that nobody waits for is idle. */
  static Decision expire(ReaderState from, Expire c, Context x) {
    Durable.Reader d = from.durable();
    return from.waiting().isEmpty()
            && Idleness.isOver(d.spec(), d.lastCallAt(), c.lastCallAt(), x.now())
        ? end(from, SessionEvent.Reason.EXPIRED, x).done()
        : Decision.ignore(from);
  }

  static Decision.Builder end(ReaderState from, SessionEvent.Reason reason, Context x) {
    Durable.Reader d = from.durable();
    SessionEvent.Disposed disposed = new SessionEvent.Disposed(d.epoch(), reason, x.now());
    Durable.Ended ended = (Durable.Ended) d.evolve(disposed);
    Decision.Builder decision =
        Decision.to(new EndedState(ended))
            .persist(disposed)
            .run(new Effect.CloseSource())
            .run(new Effect.NoteInDirectory(d.ackedSeq(), true));
    return tell(decision, from, Refusals.ended(ended));
  }
}
