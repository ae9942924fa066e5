package io.switchboard.core.session;

import io.switchboard.core.session.ReaderState.Claiming;
import io.switchboard.core.session.ReaderState.Fetching;
import io.switchboard.core.session.ReaderState.Unclaimed;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.Rest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How a reader changes hands and ends: take-over, rest, disposal, expiry. */
final class ReaderEndings {
  private ReaderEndings() {}

  private static Decision.Builder tell(Decision.Builder decision, ReaderState from, Reply reply) {
    from.waiting().ifPresent(call -> decision.answer(call, reply));
    return decision;
  }

  /** A refusal, if another client took the session over. */
  static Optional<Decision> superseded(ReaderState from, ClientCall c) {
    OptionalInt caller = c.caller();
    return caller.isPresent() && caller.getAsInt() < from.durable().holder()
        ? Optional.of(Decision.answer(from, c.call(), Refusals.holderSuperseded()))
        : Optional.empty();
  }

  /** What becomes of a call whose holder is not the one known here: the register knows better. */
  static Optional<Decision> otherHolder(ReaderState from, ClientCall c) {
    return superseded(from, c)
        .or(() -> isAhead(from, c) ? Optional.of(claimFor(from, c)) : Optional.empty());
  }

  private static boolean isAhead(ReaderState from, ClientCall c) {
    return c.caller().isPresent() && c.caller().getAsInt() > from.durable().holder();
  }

  /**
   * Asks the register for a new epoch, and carries the call out then. A read that waits has to come
   * again: whether its client is locked out is not known before the register has answered.
   */
  static Decision claimFor(ReaderState from, ClientCall c) {
    Durable.Reader d = from.durable();
    boolean takesOver = c instanceof Describe;
    Decision.Builder decision =
        Decision.to(new Claiming(d, c, from.epoch()))
            .run(new Effect.ClaimEpoch(d.holder(), takesOver));
    if (from instanceof Fetching fetching) {
      decision.run(new Effect.CancelFetch(fetching.read().call()));
    }
    return tell(decision, from, Refusals.replaced()).done();
  }

  /** The call for which an epoch was claimed, with the holder that the register told. */
  static Decision carryOut(ReaderState claimed, long epoch, ClientCall c, Context x) {
    if (c instanceof Describe) {
      return tellWhereItStands(claimed, epoch, c);
    }
    return isAhead(claimed, c)
        ? Decision.answer(claimed, c.call(), Refusals.unknownHolder(c.caller().getAsInt()))
        : c.applyTo(claimed, x);
  }

  /**
   * The new client has no token that could prove where it was told to go on. So that is journaled
   * under the new epoch, and what an owner before still writes does not count any more.
   */
  private static Decision tellWhereItStands(ReaderState claimed, long epoch, ClientCall c) {
    Durable.Reader d = claimed.durable();
    List<SessionEvent> facts = ReaderFacts.standing(d, epoch);
    for (SessionEvent fact : facts) {
      d = ReaderFacts.evolve(d, fact);
    }
    ReaderState next = claimed.with(d);
    Decision.Builder decision = Decision.to(next);
    facts.forEach(decision::persist);
    return decision.answer(c.call(), next.view()).done();
  }

  /** This owner knows less than the client, or the register, proves. */
  static Decision behind(ReaderState from, long call) {
    return stop(
        from,
        call,
        Reply.Rejected.retry(
            RejectCode.SERVER_BEHIND, Refusals.RETRY, "this owner is behind; try again"));
  }

  /** This owner was replaced while it waited for its epoch. */
  static Decision makeWay(ReaderState claimed, ClientCall c) {
    return superseded(claimed, c).isPresent()
        ? stop(claimed, c.call(), Refusals.holderSuperseded())
        : behind(claimed, c.call());
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

  /**
   * Locks the client before out, and tells the new one where the session stands. The register
   * decides, because two owners may be alive, and must not both know of one holder only.
   */
  static Decision takeOver(ReaderState from, Describe c) {
    return from instanceof Claiming
        ? Decision.answer(from, c.call(), Refusals.moving())
        : claimFor(from, c);
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
    return otherHolder(from, c)
        .orElseGet(
            () ->
                end(from, Dispose.reason(c.caller()), x)
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
