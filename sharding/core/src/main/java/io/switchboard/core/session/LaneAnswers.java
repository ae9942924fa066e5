package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.BACKPRESSURE;
import static io.switchboard.core.session.RejectCode.KEY_UNAVAILABLE;
import static io.switchboard.core.session.RejectCode.NOT_READY;
import static io.switchboard.core.session.RejectCode.OWNER_CHANGED;
import static io.switchboard.core.session.RejectCode.REFUSED_BY_KAFKA;

import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.core.session.OwnerState.Committing;
import io.switchboard.core.session.OwnerState.Idle;
import io.switchboard.core.session.OwnerState.Staged;
import io.switchboard.core.session.WriterState.Owner;
import io.switchboard.core.session.WriterState.Pending;
import java.util.Optional;

/**
 * What follows from the lane's answer. Done only when the lane said so; an unknown outcome costs
 * the right to publish, because only fencing and the ledger can settle it.
 */
final class LaneAnswers {
  /** How many commits may pass until the journal's hint follows. */
  static final int PROGRESS_EVERY = 1_000;

  private LaneAnswers() {}

  static Decision decide(Committing from, Outcome outcome, Context x) {
    if (outcome instanceof Outcome.Committed) {
      return committed(from, x);
    }
    if (outcome instanceof Outcome.NotPublished not) {
      return notDone(new Staged(from.durable(), from.owner(), from.stage()), from, tryAgain(not));
    }
    if (outcome instanceof Outcome.Refused refused) {
      return notDone(new Idle(from.durable(), from.owner()), from, refused(refused, from.owner()));
    }
    Outcome.Unknown unknown = (Outcome.Unknown) outcome;
    return notDone(
        new OutsiderState.Unowned(from.durable(), from.owner().known(), Optional.of(from.stage())),
        from,
        unknown(unknown));
  }

  private static Decision notDone(WriterState next, Committing from, Reply reply) {
    return Decision.answer(next, from.waiting().call(), reply);
  }

  private static Reply tryAgain(Outcome.NotPublished not) {
    return Reply.Rejected.retry(
        not.overloaded() ? BACKPRESSURE : NOT_READY,
        Refusals.RETRY,
        "the batch is not published: " + not.reason() + "; try again");
  }

  static Reply.Rejected refused(Outcome.Refused refused, Owner owner) {
    return Reply.Rejected.expecting(
        refused.refusal() == Refusal.KEY_UNAVAILABLE ? KEY_UNAVAILABLE : REFUSED_BY_KAFKA,
        owner.known() + 1,
        "the batch is not published: " + refused.reason() + "; change it and write it again");
  }

  static Reply unknown(Outcome.Unknown unknown) {
    return Reply.Rejected.retry(
        OWNER_CHANGED,
        Refusals.RETRY,
        "the lane ended before it knew the outcome ("
            + unknown.reason()
            + "); try again to learn it");
  }

  /** Now and then the journal's hint follows. */
  static Optional<SessionEvent> progressed(Durable.Writer d, Owner owner) {
    return owner.known() - d.hintSeq() >= PROGRESS_EVERY
        ? Optional.of(new SessionEvent.Progressed(owner.epoch(), owner.known()))
        : Optional.empty();
  }

  private static Decision committed(Committing from, Context x) {
    Owner owner = from.owner().committed(from.stage());
    Durable.Writer d = from.durable();
    Optional<SessionEvent> progressed = progressed(d, owner);
    d = progressed.map(d::evolved).orElse(d);
    Pending.Ack ack = from.waiting();
    Decision.Builder decision =
        ack.next().isPresent()
            ? WriterAcks.stageNext(d, owner, ack, x)
            : Decision.to(new Idle(d, owner))
                .answer(ack.call(), new Reply.Acked(false, owner.known()));
    progressed.ifPresent(decision::persist);
    return decision.done();
  }
}
