package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.INVALID_ARGUMENT;

import io.switchboard.core.session.OutsiderState.Acquiring;
import io.switchboard.core.session.OutsiderState.Unowned;
import io.switchboard.core.session.OwnerState.Committing;
import io.switchboard.core.session.OwnerState.Resting;
import io.switchboard.core.session.OwnerState.Staged;
import io.switchboard.core.session.SessionCommand.Write;
import io.switchboard.core.session.WriterState.Owner;
import io.switchboard.core.session.WriterState.Pending;
import io.switchboard.core.session.WriterState.Stage;
import java.time.Duration;
import java.util.Optional;

/**
 * What a write means. It stages a batch and publishes nothing; a later one for the same seq takes
 * its place, until its ack is under way. A late repeat of a batch that is behind changes nothing.
 */
final class WriterStaging {
  private WriterStaging() {}

  static Stage stageOf(Write c) {
    return new Stage(c.seq(), c.batch());
  }

  private static Decision staged(WriterState next, Write c, Context x) {
    return Decision.answer(next, c.call(), WriterReplies.staged(next, stageOf(c), x));
  }

  /** Refusals that hold in every phase. */
  static Optional<Decision> refused(WriterState from, Write c, Context x) {
    Optional<Decision> refused = WriterAcks.superseded(from, c);
    if (refused.isPresent()) {
      return refused;
    }
    if (c.seq() < 1) {
      return Optional.of(
          Decision.reject(
              from, c.call(), INVALID_ARGUMENT, "the first batch has seq 1, not " + c.seq()));
    }
    return c.lastToken()
        .flatMap(token -> WriterAcks.refusedToken(from, c.call(), c.seq() - 1, token, x));
  }

  static Pending.Ack ackAndStage(Write c) {
    return new Pending.Ack(
        c.call(), c.caller(), c.lastToken().orElseThrow(), Optional.of(stageOf(c)), Duration.ZERO);
  }

  static Pending.Ahead ahead(Write c) {
    return new Pending.Ahead(c.call(), c.caller(), stageOf(c));
  }

  static Decision write(Unowned from, Write c, Context x) {
    return refused(from, c, x)
        .orElseGet(
            () -> {
              if (c.lastToken().isPresent()) {
                return from.acquireFor(ackAndStage(c));
              }
              if (WriterAcks.isAhead(from, c.caller()) || from.buffer().isPresent()) {
                return from.acquireFor(ahead(c));
              }
              boolean behind = isBehind(c, from.knownSeq(), from.staged());
              return staged(behind ? from : from.with(Optional.of(stageOf(c))), c, x);
            });
  }

  /** True for a batch that is published, or over which the client has gone on to a later one. */
  private static boolean isBehind(Write c, long knownSeq, Optional<Stage> stage) {
    return c.seq() <= knownSeq || stage.filter(s -> s.seq() > c.seq()).isPresent();
  }

  /**
   * While ownership is settled an ack is under way: its batch is frozen, unless it is missing or
   * completed by these bytes.
   */
  static Decision write(Acquiring from, Write c, Context x) {
    Optional<Decision> refused = refused(from, c, x);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (c.lastToken().isPresent()) {
      return from.waitInstead(ackAndStage(c));
    }
    if (WriterAcks.isAhead(from, c.caller()) || from.buffer().isPresent()) {
      return from.waitInstead(ahead(c));
    }
    Stage stage = stageOf(c);
    if (from.waiting() instanceof Pending.Ack ack && c.seq() > from.knownSeq()) {
      if (stage.isOf(ack.token())) {
        return staged(from.with(stage), c, x);
      }
      Optional<Stage> frozen = from.staged().filter(s -> s.isOf(ack.token()));
      if (frozen.isPresent()) {
        return Decision.answer(
            from,
            c.call(),
            c.seq() == frozen.get().seq()
                ? WriterReplies.conflict(c.seq())
                : WriterReplies.settling());
      }
    }
    boolean behind = isBehind(c, from.knownSeq(), from.staged());
    return staged(behind ? from : from.with(stage), c, x);
  }

  static Decision write(Resting from, Write c, Context x) {
    Optional<Decision> refused = refused(from, c, x);
    if (refused.isPresent()) {
      return refused.get();
    }
    Owner owner = from.owner();
    if (WriterAcks.isAhead(from, c.caller())) {
      return from.acquireFor(c.lastToken().isPresent() ? ackAndStage(c) : ahead(c));
    }
    if (c.lastToken().isPresent()) {
      return WriterAcks.serve(from.durable(), owner, from.staged(), ackAndStage(c), x);
    }
    Stage written = stageOf(c);
    return c.seq() > owner.known() + 1
        ? from.acquireFor(ahead(c))
        : written(from, c.call(), written, x);
  }

  /** A write of the next batch, or of one that is published already. */
  static Decision written(Resting from, long call, Stage written, Context x) {
    Owner owner = from.owner();
    if (written.seq() <= owner.known()) {
      return Decision.answer(from, call, writtenBefore(from, owner, written, x));
    }
    Staged next = new Staged(from.durable(), owner, written);
    return Decision.answer(next, call, WriterReplies.staged(next, written, x));
  }

  static Decision write(Committing from, Write c, Context x) {
    Optional<Decision> refused = refused(from, c, x).or(() -> WriterAcks.unknownHolder(from, c));
    if (refused.isPresent()) {
      return refused.get();
    }
    Owner owner = from.owner();
    Stage inLane = from.stage();
    if (c.seq() == inLane.seq() + 1 && c.lastToken().isPresent()) {
      return WriterAcks.waitForLane(from, ackAndStage(c));
    }
    if (c.seq() == inLane.seq()) {
      return inLane.batch().digest().equals(c.batch().digest())
          ? staged(from, c, x)
          : Decision.answer(from, c.call(), WriterReplies.conflict(c.seq()));
    }
    return Decision.answer(
        from,
        c.call(),
        c.seq() <= owner.known()
            ? writtenBefore(from, owner, stageOf(c), x)
            : WriterReplies.publishing(inLane.seq()));
  }

  /** A repeated write of a published batch is told so; other bytes under its seq are refused. */
  static Reply writtenBefore(WriterState from, Owner owner, Stage again, Context x) {
    return owner.publishedOtherThan(again.seq(), again.batch().digest())
        ? WriterReplies.conflict(again.seq())
        : WriterReplies.staged(from, again, x);
  }
}
