package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.INVALID_ARGUMENT;
import static io.switchboard.core.session.RejectCode.REPLACED_BY_RETRY;
import static io.switchboard.core.session.RejectCode.SEQ_OUT_OF_ORDER;
import static io.switchboard.core.session.RejectCode.SEQ_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.SERVER_BEHIND;
import static io.switchboard.core.session.RejectCode.SESSION_DISPOSED;
import static io.switchboard.core.session.RejectCode.SESSION_EXPIRED;
import static io.switchboard.core.session.RejectCode.TOKEN_FOREIGN;
import static io.switchboard.core.session.RejectCode.TOKEN_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.TOPIC_GONE;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.session.ReaderState.Delivered;
import io.switchboard.core.session.ReaderState.Fetching;
import io.switchboard.core.session.ReaderState.Idle;
import io.switchboard.core.session.ReaderState.Owner;
import io.switchboard.core.session.ReaderState.Payload;
import io.switchboard.core.session.ReaderState.Unclaimed;
import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.BatchFetched;
import io.switchboard.core.session.SessionCommand.Read;
import java.util.Optional;

/**
 * What a read and an ack of a reader mean, given what was acknowledged (n), what is open (n + 1, or
 * nothing) and what the client's token proves.
 */
final class ReaderRules {
  private ReaderRules() {}

  /** What a genuine token of this session says against what this owner knows. */
  private enum Verdict {
    /** It is the token of the very batch that this owner has under that seq. */
    MATCHES,
    /**
     * An owner before this one went further, and this owner has not answered an ack yet: the
     * client's word counts.
     */
    ADOPT,
    /** This owner was replaced, or its journal lags: the client must not go back. */
    BEHIND,
    /** Another version of the batch was acknowledged. */
    SUPERSEDED
  }

  private static Verdict judge(ReadToken token, Durable.Reader d, Owner owner) {
    if (token.epoch() > owner.epoch()) {
      return Verdict.BEHIND;
    }
    if (token.seq() == d.ackedSeq() && token.end().equals(d.positions())) {
      return Verdict.MATCHES;
    }
    boolean open = !d.open().isEmpty();
    if (open
        && token.seq() == d.ackedSeq() + 1
        && token.start().equals(d.positions())
        && token.end().equals(d.positions().after(d.open()))) {
      return Verdict.MATCHES;
    }
    if (token.epoch() < owner.epoch()) {
      boolean forward = token.seq() >= d.ackedSeq() && token.end().isAtOrAfter(d.positions());
      return forward && !owner.acked() ? Verdict.ADOPT : Verdict.SUPERSEDED;
    }
    return token.seq() > d.ackedSeq() + (open ? 1 : 0) ? Verdict.BEHIND : Verdict.SUPERSEDED;
  }

  static Decision read(
      ReaderState from, Owner owner, Optional<Payload> payload, Read c, Context x) {
    Durable.Reader d = from.durable();
    Optional<Decision> refused = refusedRead(from, d, c, x);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (c.lastToken().isPresent()) {
      ReadToken token = c.lastToken().get();
      switch (judge(token, d, owner)) {
        case BEHIND:
          return behind(from, c.call());
        case SUPERSEDED:
          return superseded(from, c.call(), d);
        case ADOPT:
          return adoptThenFetch(from, d, owner, token, c);
        case MATCHES:
          if (token.seq() == d.ackedSeq() + 1) {
            return fetchNext(new Fetching(d, owner, c, false, true), d.positions().after(d.open()))
                .done();
          }
          break;
      }
    } else if (c.seq() != d.ackedSeq() + 1) {
      return outOfOrder(from, c, d);
    }
    return d.open().isEmpty()
        ? fetchNext(new Fetching(d, owner, c, false, false), d.positions()).done()
        : repeat(from, d, owner, payload, c, x);
  }

  /** The batch n + 1 again: from memory, or by reading exactly the journaled ranges again. */
  private static Decision repeat(
      ReaderState from,
      Durable.Reader d,
      Owner owner,
      Optional<Payload> payload,
      Read c,
      Context x) {
    if (payload.isPresent()) {
      Positions end = d.positions().after(d.open());
      ReadToken token = from.token(x, owner.epoch(), d.ackedSeq() + 1, d.positions(), end);
      return Decision.answer(
          from, c.call(), new Reply.Batch(payload.get().events(), token, payload.get().missing()));
    }
    return Decision.to(new Fetching(d, owner, c, true, false))
        .run(new Effect.FetchAgain(c.call(), d.spec().topic(), d.open(), c.maxWait()))
        .done();
  }

  private static Decision adoptThenFetch(
      ReaderState from, Durable.Reader d, Owner owner, ReadToken token, Read c) {
    SessionEvent adopted = new SessionEvent.Adopted(owner.epoch(), token.seq(), token.end());
    Durable.Reader moved = (Durable.Reader) d.evolve(adopted);
    return fetchNext(new Fetching(moved, owner.withAck(), c, false, false), moved.positions())
        .persist(adopted)
        .done();
  }

  private static Decision.Builder fetchNext(Fetching next, Positions at) {
    Read c = next.read();
    return Decision.to(next)
        .run(
            new Effect.FetchNext(
                c.call(),
                next.durable().spec().topic(),
                at,
                c.maxEvents(),
                c.maxBytes(),
                c.maxWait()));
  }

  /**
   * A retry takes the place of the call that waits; a stale call is told so and the wait goes on.
   */
  static Decision readWhileFetching(Fetching from, Read c, Context x) {
    if (from.acksOpen() && c.seq() == from.durable().ackedSeq() + 1) {
      return supersededSeq(from, c.call(), from.read().seq());
    }
    Decision other = read(from.settled(), from.owner(), Optional.empty(), c, x);
    return other.next() instanceof Fetching
        ? withAnswer(other, from.read().call(), replaced())
        : keep(from, other);
  }

  /** The answers of a decision that changes nothing, while the fetch under way goes on. */
  private static Decision keep(ReaderState from, Decision refused) {
    return refused.next() instanceof Unclaimed
        ? withAnswer(refused, from.waiting().orElseThrow(), behindReply())
        : new Decision(from, refused.events(), refused.effects(), refused.answers());
  }

  private static Decision withAnswer(Decision d, long call, Reply reply) {
    var answers = new java.util.ArrayList<>(d.answers());
    answers.add(new Decision.Answer(call, reply));
    return new Decision(d.next(), d.events(), d.effects(), java.util.List.copyOf(answers));
  }

  static Decision deliver(Fetching from, BatchFetched c, Context x) {
    Durable.Reader d = from.durable();
    long seq = from.read().seq();
    SessionEvent delivered = new SessionEvent.Delivered(from.owner().epoch(), seq, c.ranges());
    Durable.Reader next = (Durable.Reader) d.evolve(delivered);
    Owner owner = from.acksOpen() ? from.owner().withAck() : from.owner();
    ReadToken token =
        from.token(x, owner.epoch(), seq, next.positions(), next.positions().after(next.open()));
    return Decision.to(new Delivered(next, owner, Optional.of(new Payload(c.events(), 0))))
        .persist(delivered)
        .answer(from.read().call(), new Reply.Batch(c.events(), token, 0))
        .done();
  }

  static Decision redeliver(Fetching from, BatchFetched c, Context x) {
    Durable.Reader d = from.durable();
    int expected = d.open().stream().mapToInt(Range::events).sum();
    Payload payload = new Payload(c.events(), Math.max(0, expected - c.events().size()));
    Delivered next = new Delivered(d, from.owner(), Optional.of(payload));
    return repeat(next, d, from.owner(), next.payload(), from.read(), x);
  }

  /**
   * The wait of a read is over. If it carried an ack, that is journaled now, so that the answer may
   * tell it.
   */
  static Decision endWait(Fetching from) {
    Durable.Reader d = from.durable();
    if (!from.acksOpen()) {
      return Decision.answer(from.settled(), from.read().call(), new Reply.Nothing(d.ackedSeq()));
    }
    SessionEvent acked = new SessionEvent.Acked(from.owner().epoch(), d.ackedSeq() + 1);
    Durable.Reader next = (Durable.Reader) d.evolve(acked);
    return Decision.to(new Idle(next, from.owner().withAck()))
        .persist(acked)
        .answer(from.read().call(), new Reply.Nothing(next.ackedSeq()))
        .done();
  }

  static Decision ack(ReaderState from, Owner owner, AckRead c, Context x) {
    Durable.Reader d = from.durable();
    Optional<Decision> refused =
        refusedHolder(from, d, c.call(), c.holder())
            .or(() -> refusedToken(from, d, c.call(), c.seq(), c.token(), x));
    if (refused.isPresent()) {
      return refused.get();
    }
    if (c.seq() < d.ackedSeq()) {
      return d.positions().isAtOrAfter(c.token().end())
          ? Decision.answer(from, c.call(), new Reply.Acked(true, d.ackedSeq()))
          : superseded(from, c.call(), d);
    }
    return switch (judge(c.token(), d, owner)) {
      case BEHIND -> behind(from, c.call());
      case SUPERSEDED -> superseded(from, c.call(), d);
      case ADOPT ->
          acknowledge(
              from, owner, new SessionEvent.Adopted(owner.epoch(), c.seq(), c.token().end()), c);
      case MATCHES ->
          c.seq() == d.ackedSeq()
              ? Decision.answer(from, c.call(), new Reply.Acked(true, d.ackedSeq()))
              : acknowledge(from, owner, new SessionEvent.Acked(owner.epoch(), c.seq()), c);
    };
  }

  private static Decision acknowledge(
      ReaderState from, Owner owner, SessionEvent event, AckRead c) {
    Durable.Reader next = (Durable.Reader) from.durable().evolve(event);
    Decision.Builder decision =
        Decision.to(new Idle(next, owner.withAck()))
            .persist(event)
            .answer(c.call(), new Reply.Acked(false, next.ackedSeq()));
    from.waiting()
        .ifPresent(call -> decision.run(new Effect.CancelFetch(call)).answer(call, replaced()));
    return decision.done();
  }

  static Decision ackWhileFetching(Fetching from, AckRead c, Context x) {
    if (from.acksOpen() && c.seq() == from.durable().ackedSeq() + 1) {
      Decision acked = ack(from.settled(), from.owner(), c, x);
      // The read goes on: only what it would have acknowledged is done already.
      return acked.next() instanceof Idle idle
          ? new Decision(
              new Fetching(idle.durable(), idle.owner(), from.read(), false, false),
              acked.events(),
              acked.effects(),
              acked.answers())
          : keep(from, acked);
    }
    Decision acked = ack(from, from.owner(), c, x);
    return acked.next() instanceof Unclaimed ? keep(from, acked) : acked;
  }

  static Decision.Builder end(ReaderState from, SessionEvent.Reason reason, Context x) {
    Durable.Reader d = from.durable();
    SessionEvent.Disposed disposed = new SessionEvent.Disposed(d.epoch(), reason, x.now());
    Decision.Builder decision =
        Decision.to(new EndedState((Durable.Ended) d.evolve(disposed)))
            .persist(disposed)
            .run(new Effect.CloseSource())
            .run(new Effect.NoteInDirectory(d.ackedSeq(), true));
    RejectCode code =
        switch (reason) {
          case CLIENT, OPERATOR -> SESSION_DISPOSED;
          case EXPIRED -> SESSION_EXPIRED;
          case TOPIC_GONE -> TOPIC_GONE;
        };
    from.waiting()
        .ifPresent(
            call ->
                decision.answer(
                    call, Reply.Rejected.of(code, "the session has ended; allocate another")));
    return decision;
  }

  private static Optional<Decision> refusedRead(
      ReaderState from, Durable.Reader d, Read c, Context x) {
    Optional<Decision> refused = refusedHolder(from, d, c.call(), c.holder());
    if (refused.isPresent()) {
      return refused;
    }
    if (c.seq() <= d.ackedSeq()) {
      return Optional.of(supersededSeq(from, c.call(), d.ackedSeq() + 1));
    }
    return c.lastToken().flatMap(token -> refusedToken(from, d, c.call(), c.seq() - 1, token, x));
  }

  static Optional<Decision> refusedHolder(
      ReaderState from, Durable.Reader d, long call, int holder) {
    return Holders.refuse(from, d.holder(), call, holder);
  }

  private static Optional<Decision> refusedToken(
      ReaderState from, Durable.Reader d, long call, long seq, ReadToken token, Context x) {
    if (!token.session().equals(x.session()) || !token.topicId().equals(d.spec().topic().id())) {
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

  private static Decision outOfOrder(ReaderState from, Read c, Durable.Reader d) {
    boolean open = !d.open().isEmpty();
    String reason =
        open && c.seq() == d.ackedSeq() + 2
            ? "batch "
                + (d.ackedSeq() + 1)
                + " is not acknowledged: send its token as lastToken, or ack it"
            : "expected seq " + (d.ackedSeq() + 1) + ", got " + c.seq();
    return Decision.answer(
        from, c.call(), Reply.Rejected.expecting(SEQ_OUT_OF_ORDER, d.ackedSeq() + 1, reason));
  }

  private static Decision supersededSeq(ReaderState from, long call, long expected) {
    return Decision.answer(
        from,
        call,
        Reply.Rejected.expecting(
            SEQ_SUPERSEDED, expected, "this batch is acknowledged; the next one is " + expected));
  }

  private static Decision superseded(ReaderState from, long call, Durable.Reader d) {
    return Decision.answer(
        from,
        call,
        Reply.Rejected.expecting(
            TOKEN_SUPERSEDED,
            d.ackedSeq() + 1,
            "another version of this batch was acknowledged; drop it and read seq "
                + (d.ackedSeq() + 1)));
  }

  /**
   * This owner knows less than the client proves: it stops, so that the next call replays the
   * journal and claims anew.
   */
  private static Decision behind(ReaderState from, long call) {
    return Decision.to(new Unclaimed(from.durable()))
        .run(new Effect.CloseSource())
        .run(new Effect.Stop())
        .answer(call, behindReply())
        .done();
  }

  private static Reply.Rejected behindReply() {
    return Reply.Rejected.retry(
        SERVER_BEHIND, ReaderState.RETRY, "this owner is behind what the token proves; try again");
  }

  /** The answer to a call whose place another one took. */
  static Reply.Rejected replaced() {
    return Reply.Rejected.of(
        REPLACED_BY_RETRY, "a later call for the same batch took this one's place");
  }
}
