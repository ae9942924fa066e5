package io.switchboard.core.session;

import io.switchboard.core.port.Ownership;
import io.switchboard.core.session.OutsiderState.Acquiring;
import io.switchboard.core.session.OutsiderState.SigningOff;
import io.switchboard.core.session.OwnerState.Buffering;
import io.switchboard.core.session.OwnerState.Committing;
import io.switchboard.core.session.OwnerState.Resting;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.WriterState.Owner;
import io.switchboard.core.session.WriterState.Pending;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How a writer changes hands and ends: take-over, sign-off, disposal, expiry. */
final class WriterEndings {
  private WriterEndings() {}

  private static Decision.Builder tell(Decision.Builder decision, WriterState from, Reply reply) {
    from.pending().ifPresent(p -> decision.answer(p.call(), reply));
    return decision;
  }

  /**
   * Locks the client before out. The register decides, because two owners may be alive; and the new
   * client is told where the session stands only when that is certain, because what it writes next
   * depends on it.
   */
  static Decision takeOver(WriterState from, Describe c) {
    Pending.Look look = new Pending.Look(c.call(), true);
    if (isPublishing(from)) {
      return Decision.answer(from, c.call(), WriterReplies.publishing(from.knownSeq() + 1));
    }
    if (from instanceof Acquiring acquiring) {
      return acquiring.waiting() instanceof Pending.Look
          ? Decision.answer(from, c.call(), WriterReplies.settling())
          : acquiring.waitInstead(look);
    }
    return acquireFor(from, look);
  }

  private static boolean isPublishing(WriterState from) {
    return from instanceof Committing || from instanceof Buffering;
  }

  /** An owner before may have left batches that it had accepted: they are published first. */
  private static boolean mayHaveLeft(WriterState from) {
    return from instanceof OutsiderState && from.durable().spec().isBuffered();
  }

  private static Decision acquireFor(WriterState from, Pending pending) {
    return from instanceof Resting resting
        ? resting.acquireFor(pending)
        : ((OutsiderState) from).unowned().acquireFor(pending);
  }

  /** Stops without sign-off if there is nothing to sign off. */
  static Decision rest(OutsiderState from, Rest c) {
    if (from.buffer().isPresent()) {
      // Whether more is published is not known.
      Ownership.Published known = new Ownership.Published(from.knownSeq(), Optional.empty());
      return leave(from, from.buffer().get(), known);
    }
    SessionEvent rested = new SessionEvent.Rested(from.durable().epoch(), c.lastCallAt());
    WriterState next = from.unowned().with((Durable.Writer) from.durable().evolve(rested));
    Decision.Builder decision =
        Decision.to(next)
            .persist(rested)
            .run(new Effect.NoteInDirectory(from.durable().hintSeq(), false))
            .run(new Effect.Stop());
    return tell(decision, from, Refusals.moving()).done();
  }

  /**
   * Leaves what was accepted for the next owner. Nothing is journaled before that: what would be is
   * a hint only, and the journal may be away just then.
   */
  private static Decision leave(WriterState from, Buffer buffer, Ownership.Published published) {
    Decision.Builder decision =
        Decision.to(new SigningOff(from.durable(), buffer.epoch()))
            .run(new Effect.SignOff(buffer.lane(), buffer.epoch(), published, buffer.accepted()))
            .run(new Effect.NoteInDirectory(published.seq(), false));
    return tell(decision, from, Refusals.moving()).done();
  }

  static Decision signOff(OwnerState from, Rest c) {
    Owner owner = from.owner();
    if (from.buffer().isPresent()) {
      return leave(from, from.buffer().get(), owner.published());
    }
    SessionEvent progressed = new SessionEvent.Progressed(owner.epoch(), owner.known());
    SessionEvent rested = new SessionEvent.Rested(owner.epoch(), c.lastCallAt());
    Durable.Writer next = (Durable.Writer) from.durable().evolve(progressed).evolve(rested);
    Decision.Builder decision =
        Decision.to(new SigningOff(next, owner.epoch()))
            .persist(progressed)
            .persist(rested)
            .run(new Effect.SignOff(owner.lane(), owner.epoch(), owner.published(), List.of()))
            .run(new Effect.NoteInDirectory(owner.known(), false));
    return tell(decision, from, Refusals.moving()).done();
  }

  static Decision dispose(WriterState from, Dispose c, Context x) {
    Optional<Decision> refused = WriterAcks.superseded(from, c);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (isPublishing(from)) {
      return Decision.answer(from, c.call(), WriterReplies.publishing(from.knownSeq() + 1));
    }
    if (from instanceof SigningOff) {
      return Decision.answer(from, c.call(), Refusals.moving());
    }
    if (WriterAcks.isAhead(from, c.caller()) || mayHaveLeft(from)) {
      return from instanceof Acquiring
          ? Decision.answer(from, c.call(), WriterReplies.settling())
          : acquireFor(from, new Pending.End(c.call(), c.caller()));
    }
    return disposed(from, c.call(), c.caller(), x);
  }

  static Decision disposed(WriterState from, long call, OptionalInt caller, Context x) {
    return end(from, Dispose.reason(caller), x).answer(call, new Reply.DisposeDone(false)).done();
  }

  /** Only a session that nobody waits for, and in which nothing is under way, is idle. */
  static Decision expire(WriterState from, Expire c, Context x) {
    Durable.Writer d = from.durable();
    boolean busy =
        from.isBusy()
            || from instanceof Acquiring
            || from instanceof Committing
            || from instanceof SigningOff;
    return !busy && Idleness.isOver(d.spec(), d.lastCallAt(), c.lastCallAt(), x.now())
        ? end(from, SessionEvent.Reason.EXPIRED, x).done()
        : Decision.ignore(from);
  }

  private static Decision.Builder end(WriterState from, SessionEvent.Reason reason, Context x) {
    Durable.Writer d = from.durable();
    Optional<SessionEvent> progressed =
        from instanceof OwnerState owning && owning.owner().known() > d.hintSeq()
            ? Optional.of(
                new SessionEvent.Progressed(owning.owner().epoch(), owning.owner().known()))
            : Optional.empty();
    Durable before = progressed.map(d::evolve).orElse(d);
    SessionEvent.Disposed disposed = new SessionEvent.Disposed(before.epoch(), reason, x.now());
    Durable.Ended ended = (Durable.Ended) before.evolve(disposed);
    Decision.Builder decision = Decision.to(new EndedState(ended));
    progressed.ifPresent(decision::persist);
    decision.persist(disposed).run(new Effect.NoteInDirectory(ended.lastSeq(), true));
    return tell(decision, from, Refusals.ended(ended));
  }
}
