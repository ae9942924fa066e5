package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.BACKPRESSURE;

import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.SpillStore;
import io.switchboard.core.session.OwnerState.Buffering;
import io.switchboard.core.session.OwnerState.Resting;
import io.switchboard.core.session.OwnerState.Spoiled;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.Write;
import io.switchboard.core.session.WriterState.Owner;
import io.switchboard.core.session.WriterState.Pending;
import io.switchboard.core.session.WriterState.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The write buffer of a session whose acks do not wait for the commit. "Accepted" is no more than
 * that: the client keeps a batch until committedSeq has passed it, and sends again what an owner
 * that died had accepted.
 */
final class WriterBuffer {
  /** Until what could not be published is tried again. */
  static final Duration PAUSE = Duration.ofMillis(500);

  private WriterBuffer() {}

  /** The first batch is accepted by an owner with nothing else to publish. */
  static Decision begin(Durable.Writer d, Owner owner, Stage first, Pending.Ack ack, Context x) {
    Buffer buffer = new Buffer(owner.lane(), owner.epoch(), List.of(first), Optional.empty());
    Buffering next = new Buffering(d, owner, buffer, Optional.empty(), true, Optional.empty());
    return accepted(next, ack, false, x).afterRunning(List.of(owner.publish(d, first)));
  }

  /**
   * Where an owner begins: with what the one before has left, or with what this one had accepted
   * itself, if nobody else was the owner in between; a client may have gone on there with other
   * bytes.
   */
  static Start start(
      Durable.Writer d, Owner owner, Optional<Stage> staged, Optional<Buffer> own, Acquired how) {
    List<Stage> batches =
        how.left().isPresent()
            ? how.left().get().batches().stream()
                .map((SpillStore.Batch b) -> new Stage(b.seq(), b.batch()))
                .toList()
            : own.filter(buffer -> buffer.epoch() + 1 == owner.epoch())
                .map(Buffer::batches)
                .orElse(List.of());
    List<Stage> next = following(batches, owner.known());
    List<Effect> effects = new ArrayList<>(1);
    if (next.isEmpty()) {
      if (how.left().isPresent()) {
        effects.add(new Effect.ClearSpill(owner.lane(), owner.epoch(), owner.published()));
      }
      return new Start(OwnerState.of(d, owner, staged), effects);
    }
    Buffer buffer =
        new Buffer(owner.lane(), owner.epoch(), next, how.left().map(Acquired.Left::manifest));
    Optional<Stage> kept = staged.filter(s -> s.seq() == buffer.lastSeq() + 1);
    effects.add(owner.publish(d, next.get(0)));
    return new Start(new Buffering(d, owner, buffer, kept, true, Optional.empty()), effects);
  }

  /** Where an owner begins, and what it does at once. */
  record Start(OwnerState owner, List<Effect> effects) {}

  private static List<Stage> following(List<Stage> batches, long known) {
    List<Stage> next = batches.stream().filter(s -> s.seq() > known).toList();
    return next.isEmpty() || next.get(0).seq() > known + 1 ? List.of() : next;
  }

  /** Takes whatever an owner before had left out of the register and the store. */
  static Decision forgetLeft(Resting from) {
    Owner owner = from.owner();
    return Decision.to(from)
        .run(new Effect.ClearSpill(owner.lane(), owner.epoch(), owner.published()))
        .done();
  }

  static Decision.Builder publish(Buffering from) {
    return Decision.to(from).run(from.owner().publish(from.durable(), from.owned().first()));
  }

  static Decision write(Buffering from, Write c, Context x) {
    Optional<Decision> refused = refused(from, WriterStaging.refused(from, c, x), c);
    if (refused.isPresent()) {
      return refused.get();
    }
    return c.lastToken().isPresent()
        ? served(from, WriterStaging.ackAndStage(c), x)
        : written(from, WriterStaging.ahead(c), x);
  }

  /** While a batch is in the lane, whoever this owner does not know has to wait. */
  private static Optional<Decision> refused(
      Buffering from, Optional<Decision> first, SessionCommand.ClientCall c) {
    return first.or(
        () ->
            WriterAcks.isAhead(from, c.caller())
                ? Optional.of(
                    Decision.answer(from, c.call(), Refusals.unknownHolder(c.caller().getAsInt())))
                : Optional.empty());
  }

  /** A write without an ack; what is ahead of this owner makes it look who published. */
  static Decision written(Buffering from, Pending.Ahead write, Context x) {
    Stage stage = write.written();
    if (stage.seq() > from.nextSeq()) {
      return lookAgain(from, write);
    }
    return staged(from, write.call(), stage, x);
  }

  /** What waits for a commit gives its place to the call that makes this owner look. */
  private static Decision lookAgain(Buffering from, Pending pending) {
    Decision acquire = from.unowned().acquireFor(pending);
    Decision.Builder decision = Decision.to(acquire.next());
    acquire.effects().forEach(decision::run);
    return told(decision, from, Refusals.replaced()).done();
  }

  private static Decision staged(Buffering from, long call, Stage stage, Context x) {
    if (stage.seq() == from.nextSeq()) {
      return Decision.answer(
          from.with(Optional.of(stage)), call, WriterReplies.staged(from, stage, x));
    }
    boolean isSame =
        stage.seq() <= from.owner().known()
            ? !from.owner().publishedOtherThan(stage.seq(), stage.batch().digest())
            : from.owned().at(stage.seq()).batch().digest().equals(stage.batch().digest());
    return Decision.answer(
        from,
        call,
        isSame ? WriterReplies.staged(from, stage, x) : WriterReplies.conflict(stage.seq()));
  }

  static Decision ack(Buffering from, AckWrite c, Context x) {
    return refused(from, WriterAcks.refusedAck(from, c, x), c)
        .orElseGet(() -> served(from, WriterAcks.pending(c), x));
  }

  /** An ack, of whatever seq. */
  static Decision served(Buffering from, Pending.Ack ack, Context x) {
    long seq = ack.token().seq();
    if (seq > from.nextSeq()) {
      return lookAgain(from, ack);
    }
    if (seq < from.nextSeq()) {
      boolean isOther =
          seq <= from.owner().known()
              ? from.owner().publishedOtherThan(seq, ack.token().digest())
              : !from.owned().at(seq).isOf(ack.token());
      return isOther
          ? Decision.answer(from, ack.call(), WriterReplies.conflict(seq))
          : accepted(from, ack, true, x);
    }
    if (from.staged().isEmpty()) {
      return Decision.answer(from, ack.call(), WriterReplies.notStaged(seq));
    }
    Stage stage = from.staged().get();
    if (!stage.isOf(ack.token())) {
      return Decision.answer(from, ack.call(), WriterReplies.supersededStage(seq));
    }
    return from.owned().hasRoomFor(stage)
        ? accepted(from.with(from.owned().with(stage), Optional.empty()), ack, false, x)
        : Decision.answer(
            from,
            ack.call(),
            Reply.Rejected.retry(
                BACKPRESSURE,
                Refusals.RETRY,
                "the write buffer is full; send this ack again a little later"));
  }

  /** The batch of an ack is in the buffer, or published: answers it, unless it waits for that. */
  private static Decision accepted(Buffering from, Pending.Ack ack, boolean already, Context x) {
    if (ack.next().isPresent()) {
      Stage next = ack.next().get();
      return next.seq() > from.nextSeq()
          ? Decision.answer(from, ack.call(), WriterReplies.outOfOrder(from.nextSeq(), next.seq()))
          : staged(from, ack.call(), next, x);
    }
    if (!ack.waits() || ack.token().seq() <= from.owner().known()) {
      return Decision.answer(from, ack.call(), new Reply.Acked(already, from.owner().known()));
    }
    Decision.Builder decision =
        Decision.to(from.waiting(Optional.of(ack)))
            .run(new Effect.WaitAtMost(ack.call(), ack.maxWait()));
    from.awaiting().ifPresent(before -> decision.answer(before.call(), Refusals.replaced()));
    return decision.done();
  }

  static Decision laneAnswered(Buffering from, Outcome outcome, Context x) {
    if (outcome instanceof Outcome.Committed) {
      return committed(from);
    }
    if (outcome instanceof Outcome.NotPublished) {
      return Decision.to(from.inLane(false)).run(new Effect.PublishLater(PAUSE)).done();
    }
    if (outcome instanceof Outcome.Refused refused) {
      return refused(from, LaneAnswers.refused(refused, from.owner()));
    }
    return told(
            Decision.to(from.unowned()).run(new Effect.PublishLater(PAUSE)),
            from,
            LaneAnswers.unknown((Outcome.Unknown) outcome))
        .done();
  }

  private static Decision.Builder told(Decision.Builder decision, Buffering from, Reply reply) {
    from.awaiting().ifPresent(w -> decision.answer(w.call(), reply));
    return decision;
  }

  /** What was accepted behind a refused batch is refused with it: it would leave a hole. */
  private static Decision refused(Buffering from, Reply.Rejected refusal) {
    Owner owner = from.owner();
    Decision.Builder decision = Decision.to(new Spoiled(from.durable(), owner, refusal));
    if (from.owned().left().isPresent()) {
      decision.run(new Effect.ClearSpill(owner.lane(), owner.epoch(), owner.published()));
    }
    return told(decision, from, refusal).done();
  }

  private static Decision committed(Buffering from) {
    Owner owner = from.owner().committed(from.owned().first());
    Optional<SessionEvent> progressed = LaneAnswers.progressed(from.durable(), owner);
    Durable.Writer d = progressed.map(from.durable()::evolved).orElse(from.durable());
    Optional<Buffer> rest = from.owned().rest();
    Optional<Pending.Ack> wait = from.awaiting().filter(w -> w.token().seq() > owner.known());
    boolean isAllInjected = from.owned().left().filter(m -> m.toSeq() <= owner.known()).isPresent();
    Decision.Builder decision =
        rest.isEmpty()
            ? Decision.to(OwnerState.of(d, owner, from.staged()))
            : publish(
                new Buffering(
                    d,
                    owner,
                    isAllInjected ? rest.get().withoutManifest() : rest.get(),
                    from.staged(),
                    true,
                    wait));
    if (isAllInjected) {
      decision.run(new Effect.ClearSpill(owner.lane(), owner.epoch(), owner.published()));
    }
    progressed.ifPresent(decision::persist);
    if (wait.isEmpty()) {
      told(decision, from, new Reply.Acked(false, owner.known()));
    }
    return decision.done();
  }
}
