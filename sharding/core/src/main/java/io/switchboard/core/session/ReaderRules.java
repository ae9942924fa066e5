package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.SEQ_OUT_OF_ORDER;
import static io.switchboard.core.session.RejectCode.SEQ_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.TOKEN_SUPERSEDED;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.session.ReaderState.Delivered;
import io.switchboard.core.session.ReaderState.Fetching;
import io.switchboard.core.session.ReaderState.Idle;
import io.switchboard.core.session.ReaderState.Owner;
import io.switchboard.core.session.ReaderState.Payload;
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

  static Decision read(
      ReaderState from, Owner owner, Optional<Payload> payload, Read c, Context x) {
    Durable.Reader d = from.durable();
    Optional<Decision> refused = refusedRead(from, d, owner, c, x);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (c.lastToken().isPresent()) {
      ReadToken token = c.lastToken().get();
      switch (TokenVerdict.of(token, d, owner)) {
        case BEHIND:
          return ReaderEndings.behind(from, c.call());
        case SUPERSEDED:
          return superseded(from, c.call(), d);
        case ADOPT:
          return adoptThenFetch(from, d, owner, token, c);
        case MATCHES:
          if (token.seq() == d.ackedSeq() + 1) {
            return fetchNext(
                    from, new Fetching(d, owner, c, false, true), d.positions().after(d.open()))
                .done();
          }
          break;
      }
    } else if (c.seq() != d.ackedSeq() + 1) {
      return outOfOrder(from, c, d);
    }
    return d.open().isEmpty()
        ? fetchNext(from, new Fetching(d, owner, c, false, false), d.positions()).done()
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
    return replacing(from, new Fetching(d, owner, c, true, false))
        .run(new Effect.FetchAgain(c.call(), d.spec().topic(), d.open(), c.maxWait()))
        .done();
  }

  private static Decision adoptThenFetch(
      ReaderState from, Durable.Reader d, Owner owner, ReadToken token, Read c) {
    SessionEvent adopted = new SessionEvent.Adopted(owner.epoch(), token.seq(), token.end());
    Durable.Reader moved = (Durable.Reader) d.evolve(adopted);
    return fetchNext(from, new Fetching(moved, owner.withAck(), c, false, false), moved.positions())
        .persist(adopted)
        .done();
  }

  private static Decision.Builder fetchNext(ReaderState from, Fetching next, Positions at) {
    Read c = next.read();
    return replacing(from, next)
        .run(
            new Effect.FetchNext(
                c.call(),
                next.durable().spec().topic(),
                at,
                c.maxEvents(),
                c.maxBytes(),
                c.maxWait()));
  }

  /** A read takes the place of the one that waits, if any. */
  private static Decision.Builder replacing(ReaderState from, Fetching next) {
    Decision.Builder decision = Decision.to(next);
    from.waiting()
        .ifPresent(
            old -> decision.run(new Effect.CancelFetch(old)).answer(old, Refusals.replaced()));
    return decision;
  }

  static Decision deliver(Fetching from, BatchFetched c, Context x) {
    if (c.ranges().isEmpty()) {
      return endWait(from);
    }
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
        ReaderEndings.refusedHolder(from, c.call(), c.holder())
            .or(() -> refusedToken(from, d, owner, c.call(), c.seq(), c.token(), x));
    if (refused.isPresent()) {
      return refused.get();
    }
    if (c.seq() < d.ackedSeq()) {
      return d.positions().isAtOrAfter(c.token().end())
          ? Decision.answer(from, c.call(), new Reply.Acked(true, d.ackedSeq()))
          : superseded(from, c.call(), d);
    }
    return switch (TokenVerdict.of(c.token(), d, owner)) {
      case BEHIND -> ReaderEndings.behind(from, c.call());
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
    Reply done = new Reply.Acked(false, next.ackedSeq());
    if (!(from instanceof Fetching fetching)) {
      return Decision.to(new Idle(next, owner.withAck()))
          .persist(event)
          .answer(c.call(), done)
          .done();
    }
    Read read = fetching.read();
    if (fetching.acksOpen() && event instanceof SessionEvent.Acked) {
      // The read goes on: only what it would have acknowledged is done already.
      return Decision.to(new Fetching(next, owner.withAck(), read, false, false))
          .persist(event)
          .answer(c.call(), done)
          .done();
    }
    return Decision.to(new Idle(next, owner.withAck()))
        .persist(event)
        .run(new Effect.CancelFetch(read.call()))
        .answer(c.call(), done)
        .answer(read.call(), overtaken(fetching, next))
        .done();
  }

  /** The answer to a read that waits while an ack moves the position away under it. */
  private static Reply overtaken(Fetching from, Durable.Reader next) {
    if (from.read().seq() <= next.ackedSeq()) {
      return supersededSeqReply(next.ackedSeq() + 1);
    }
    return from.acksOpen() ? supersededReply(next) : Refusals.replaced();
  }

  private static Optional<Decision> refusedRead(
      ReaderState from, Durable.Reader d, Owner owner, Read c, Context x) {
    Optional<Decision> refused = ReaderEndings.refusedHolder(from, c.call(), c.holder());
    if (refused.isPresent()) {
      return refused;
    }
    refused =
        c.lastToken()
            .flatMap(token -> refusedToken(from, d, owner, c.call(), c.seq() - 1, token, x));
    if (refused.isPresent()) {
      return refused;
    }
    if (c.seq() <= d.ackedSeq()) {
      return Optional.of(supersededSeq(from, c.call(), d.ackedSeq() + 1));
    }
    return from instanceof Fetching waits && waits.acksOpen() && c.seq() == d.ackedSeq() + 1
        ? Optional.of(overtakenBy(waits, c))
        : Optional.empty();
  }

  /**
   * A stale read of the batch that the read under way acknowledges: the ack is journaled now, so
   * that the answer may tell it; the wait goes on.
   */
  private static Decision overtakenBy(Fetching waits, Read stale) {
    SessionEvent acked =
        new SessionEvent.Acked(waits.owner().epoch(), waits.durable().ackedSeq() + 1);
    Durable.Reader next = (Durable.Reader) waits.durable().evolve(acked);
    return Decision.to(new Fetching(next, waits.owner().withAck(), waits.read(), false, false))
        .persist(acked)
        .answer(stale.call(), supersededSeqReply(next.ackedSeq() + 1))
        .done();
  }

  private static Optional<Decision> refusedToken(
      ReaderState from,
      Durable.Reader d,
      Owner owner,
      long call,
      long seq,
      ReadToken token,
      Context x) {
    if (!token.session().equals(x.session()) || !token.topicId().equals(d.spec().topic().id())) {
      return Optional.of(Decision.answer(from, call, Refusals.foreignToken()));
    }
    if (token.seq() != seq) {
      return Optional.of(Decision.answer(from, call, Refusals.tokenOfOtherSeq(seq, token.seq())));
    }
    // A later owner delivered it: this one was replaced, and must not judge by what it knows.
    return token.epoch() > owner.epoch()
        ? Optional.of(ReaderEndings.behind(from, call))
        : Optional.empty();
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
    return Decision.answer(from, call, supersededSeqReply(expected));
  }

  private static Reply supersededSeqReply(long expected) {
    return Reply.Rejected.expecting(
        SEQ_SUPERSEDED, expected, "this batch is acknowledged; the next one is " + expected);
  }

  private static Decision superseded(ReaderState from, long call, Durable.Reader d) {
    return Decision.answer(from, call, supersededReply(d));
  }

  private static Reply supersededReply(Durable.Reader d) {
    return Reply.Rejected.expecting(
        TOKEN_SUPERSEDED,
        d.ackedSeq() + 1,
        "another version of this batch was acknowledged; drop it and read seq "
            + (d.ackedSeq() + 1));
  }
}
