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
import io.switchboard.core.session.ReaderState.Payload;
import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.BatchFetched;
import io.switchboard.core.session.SessionCommand.Read;
import java.util.Optional;

/**
 * What a read and an ack of a reader mean to an owner with an epoch, given what was acknowledged
 * (n), what is open (n + 1, or nothing) and what the client's token proves.
 */
final class ReaderRules {
  private ReaderRules() {}

  // Reads.

  static Decision read(ReaderState from, long epoch, Optional<Payload> payload, Read c, Context x) {
    Durable.Reader d = from.durable();
    Optional<Decision> refused = refusedRead(from, epoch, c, x);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (c.lastToken().isPresent()) {
      ReadToken token = c.lastToken().get();
      switch (TokenVerdict.of(token, d, epoch)) {
        case BEHIND:
          return ReaderEndings.behind(from, c.call());
        case SUPERSEDED:
          return Decision.answer(from, c.call(), superseded(d));
        case ADOPT:
          return adoptThenFetch(from, epoch, token, c);
        case MATCHES:
          if (token.seq() == d.ackedSeq() + 1) {
            Positions behind = d.positions().after(d.open());
            return fetchNext(from, new Fetching(d, epoch, c, false, true), behind).done();
          }
          break;
      }
    } else if (c.seq() != d.ackedSeq() + 1) {
      return Decision.answer(from, c.call(), outOfOrder(d, c.seq()));
    }
    return d.open().isEmpty()
        ? fetchNext(from, new Fetching(d, epoch, c, false, false), d.positions()).done()
        : repeat(from, epoch, payload, c, x);
  }

  /** The batch n + 1 again: from memory, or by reading exactly the journaled ranges again. */
  private static Decision repeat(
      ReaderState from, long epoch, Optional<Payload> payload, Read c, Context x) {
    Durable.Reader d = from.durable();
    if (payload.isPresent()) {
      return Decision.answer(from, c.call(), openBatch(from, epoch, payload.get(), x));
    }
    return replacing(from, new Fetching(d, epoch, c, true, false))
        .run(new Effect.FetchAgain(c.call(), d.spec().topic(), d.open(), c.maxWait()))
        .done();
  }

  /** The open batch with its token. */
  private static Reply.Batch openBatch(ReaderState of, long epoch, Payload payload, Context x) {
    Durable.Reader d = of.durable();
    ReadToken token =
        new ReadToken(
            x.session(),
            d.holder(),
            d.spec().topic().id(),
            d.ackedSeq() + 1,
            epoch,
            d.positions(),
            d.positions().after(d.open()));
    return new Reply.Batch(payload.events(), token, payload.missing());
  }

  private static Decision adoptThenFetch(ReaderState from, long epoch, ReadToken token, Read c) {
    SessionEvent adopted = new SessionEvent.Adopted(epoch, token.seq(), token.end());
    Durable.Reader moved = ReaderFacts.evolve(from.durable(), adopted);
    return fetchNext(from, new Fetching(moved, epoch, c, false, false), moved.positions())
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

  // What the fetch of a waiting read brought.

  static Decision deliver(Fetching from, BatchFetched c, Context x) {
    if (c.ranges().isEmpty()) {
      return endWait(from);
    }
    Payload payload = Payload.of(c.events(), 0);
    Durable.Reader d = from.durable();
    var facts = ReaderFacts.delivered(d, from.epoch(), c.ranges());
    for (SessionEvent fact : facts) {
      d = ReaderFacts.evolve(d, fact);
    }
    Delivered next = new Delivered(d, from.epoch(), Optional.of(payload));
    Decision.Builder decision = Decision.to(next);
    facts.forEach(decision::persist);
    return decision.answer(from.read().call(), openBatch(next, from.epoch(), payload, x)).done();
  }

  static Decision redeliver(Fetching from, BatchFetched c, Context x) {
    Durable.Reader d = from.durable();
    int expected = d.open().stream().mapToInt(Range::events).sum();
    Payload payload = Payload.of(c.events(), Math.max(0, expected - c.events().size()));
    Delivered next = new Delivered(d, from.epoch(), Optional.of(payload));
    return Decision.answer(next, from.read().call(), openBatch(next, from.epoch(), payload, x));
  }

  /**
   * The wait of a read is over. If it carried an ack, that is journaled now, so that the answer may
   * tell it.
   */
  static Decision endWait(Fetching from) {
    Durable.Reader d = from.durable();
    long call = from.read().call();
    if (!from.acksOpen()) {
      return Decision.answer(from.settled(), call, new Reply.Nothing(d.ackedSeq()));
    }
    SessionEvent acked = ReaderFacts.acked(d, from.epoch());
    Durable.Reader next = ReaderFacts.evolve(d, acked);
    return Decision.to(new Idle(next, from.epoch()))
        .persist(acked)
        .answer(call, new Reply.Nothing(next.ackedSeq()))
        .done();
  }

  // Acks.

  static Decision ack(ReaderState from, long epoch, AckRead c, Context x) {
    Durable.Reader d = from.durable();
    Optional<Decision> refused =
        ReaderEndings.otherHolder(from, c)
            .or(() -> refusedToken(from, epoch, c.call(), c.seq(), c.token(), x));
    if (refused.isPresent()) {
      return refused.get();
    }
    Reply already = new Reply.Acked(true, d.ackedSeq());
    if (c.seq() < d.ackedSeq()) {
      boolean covered = d.positions().isAtOrAfter(c.token().end());
      return Decision.answer(from, c.call(), covered ? already : superseded(d));
    }
    return switch (TokenVerdict.of(c.token(), d, epoch)) {
      case BEHIND -> ReaderEndings.behind(from, c.call());
      case SUPERSEDED -> Decision.answer(from, c.call(), superseded(d));
      case ADOPT ->
          acknowledge(
              from, epoch, new SessionEvent.Adopted(epoch, c.seq(), c.token().end()), false, c);
      case MATCHES ->
          c.seq() == d.ackedSeq()
              ? Decision.answer(from, c.call(), already)
              : acknowledge(from, epoch, ReaderFacts.acked(d, epoch), true, c);
    };
  }

  /**
   * @param own whether it is this owner's version of the open batch, which the read that waits may
   *     have acknowledged too
   */
  private static Decision acknowledge(
      ReaderState from, long epoch, SessionEvent event, boolean own, AckRead c) {
    Durable.Reader next = ReaderFacts.evolve(from.durable(), event);
    Reply done = new Reply.Acked(false, next.ackedSeq());
    if (!(from instanceof Fetching waits)) {
      return Decision.to(new Idle(next, epoch)).persist(event).answer(c.call(), done).done();
    }
    if (waits.acksOpen() && own) {
      // The read goes on: only what it would have acknowledged is done already.
      return Decision.to(waits.acknowledged(next)).persist(event).answer(c.call(), done).done();
    }
    return Decision.to(new Idle(next, epoch))
        .persist(event)
        .run(new Effect.CancelFetch(waits.read().call()))
        .answer(c.call(), done)
        .answer(waits.read().call(), overtaken(waits, next))
        .done();
  }

  /** The answer to a read that waits while an ack moves the position away under it. */
  private static Reply overtaken(Fetching waits, Durable.Reader next) {
    return waits.read().seq() <= next.ackedSeq() ? supersededSeq(next) : superseded(next);
  }

  // Refusals.

  private static Optional<Decision> refusedRead(ReaderState from, long epoch, Read c, Context x) {
    Durable.Reader d = from.durable();
    Optional<Decision> refused =
        ReaderEndings.otherHolder(from, c)
            .or(
                () ->
                    c.lastToken()
                        .flatMap(t -> refusedToken(from, epoch, c.call(), c.seq() - 1, t, x)));
    if (refused.isPresent()) {
      return refused;
    }
    if (c.seq() <= d.ackedSeq()) {
      return Optional.of(Decision.answer(from, c.call(), supersededSeq(d)));
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
    SessionEvent acked = ReaderFacts.acked(waits.durable(), waits.epoch());
    Durable.Reader next = ReaderFacts.evolve(waits.durable(), acked);
    return Decision.to(waits.acknowledged(next))
        .persist(acked)
        .answer(stale.call(), supersededSeq(next))
        .done();
  }

  private static Optional<Decision> refusedToken(
      ReaderState from, long epoch, long call, long seq, ReadToken token, Context x) {
    if (!token.session().equals(x.session())
        || !token.topicId().equals(from.durable().spec().topic().id())) {
      return Optional.of(Decision.answer(from, call, Refusals.foreignToken()));
    }
    if (token.seq() != seq) {
      return Optional.of(Decision.answer(from, call, Refusals.tokenOfOtherSeq(seq, token.seq())));
    }
    // A later owner delivered it: this one was replaced, and must not judge by what it knows.
    return token.epoch() > epoch ? Optional.of(ReaderEndings.behind(from, call)) : Optional.empty();
  }

  private static Reply outOfOrder(Durable.Reader d, long seq) {
    long expected = d.ackedSeq() + 1;
    boolean unacknowledged = !d.open().isEmpty() && seq == expected + 1;
    return Reply.Rejected.expecting(
        SEQ_OUT_OF_ORDER,
        expected,
        unacknowledged
            ? "batch " + expected + " is not acknowledged: send its token as lastToken, or ack it"
            : "expected seq " + expected + ", got " + seq);
  }

  private static Reply supersededSeq(Durable.Reader d) {
    long expected = d.ackedSeq() + 1;
    return Reply.Rejected.expecting(
        SEQ_SUPERSEDED, expected, "this batch is acknowledged; the next one is " + expected);
  }

  private static Reply superseded(Durable.Reader d) {
    long expected = d.ackedSeq() + 1;
    return Reply.Rejected.expecting(
        TOKEN_SUPERSEDED,
        expected,
        "another version of this batch was acknowledged; drop it and read seq " + expected);
  }
}
