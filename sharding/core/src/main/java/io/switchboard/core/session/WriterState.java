package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.WRONG_ROLE;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.Read;
import io.switchboard.core.session.SessionCommand.Slacken;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A writer: with the right to publish ({@link OwnerState}) or without ({@link OutsiderState}).
 * Truth about what is published is the ledger and the ownership register, never the journal.
 *
 * <p>What the phases do is decided elsewhere, an idea a file: {@link WriterStaging} writes, {@link
 * WriterAcks} acks, {@link LaneAnswers} what the lane says, {@link WriterEndings} endings.
 */
sealed interface WriterState extends SessionState permits OutsiderState, OwnerState {

  @Override
  Durable.Writer durable();

  /** Everything up to this seq is published; an outsider cannot tell how much more. */
  long knownSeq();

  /** The batch that is written and not yet published. */
  Optional<Stage> staged();

  /** What was accepted and is not yet published. */
  default Optional<Buffer> buffer() {
    return Optional.empty();
  }

  /** What waits for an answer in this phase. */
  default Optional<Pending> pending() {
    return Optional.empty();
  }

  @Override
  default long heldBytes() {
    return staged().map(Stage::heldBytes).orElse(0L)
        + pending().map(Pending::heldBytes).orElse(0L)
        + buffer().map(Buffer::heldBytes).orElse(0L);
  }

  /** A batch that was written and not yet published. */
  record Stage(long seq, EventBatch batch) {
    boolean isOf(StageToken token) {
      return seq == token.seq()
          && batch.events().size() == token.events()
          && batch.digest().equals(token.digest());
    }

    long heldBytes() {
      return batch.heldBytes();
    }
  }

  /**
   * The right to publish. Exists only while this owner is the one that the register names.
   *
   * @param epoch of the claim
   * @param lane that publishes
   * @param known the last published seq
   * @param lastDigest of that batch, where known
   */
  record Owner(long epoch, LaneId lane, long known, Optional<Digest> lastDigest) {
    static Owner of(SessionCommand.Acquired acquired) {
      return new Owner(acquired.epoch(), acquired.lane(), acquired.known(), acquired.lastDigest());
    }

    Owner committed(Stage stage) {
      return new Owner(epoch, lane, stage.seq(), Optional.of(stage.batch().digest()));
    }

    Effect.Publish publish(Durable.Writer of, Stage stage) {
      return new Effect.Publish(lane, epoch, stage.seq(), of.spec().topic(), stage.batch());
    }

    /** True if other bytes than these are known to be published under this seq. */
    boolean publishedOtherThan(long seq, Digest digest) {
      return seq == known && lastDigest.isPresent() && !lastDigest.get().equals(digest);
    }

    Ownership.Published published() {
      return new Ownership.Published(known, lastDigest);
    }
  }

  /** A call that waits. */
  sealed interface Pending {
    long call();

    /** Which holder the client is; empty for a call that any client may make. */
    OptionalInt caller();

    /** What the call brought with it takes in memory. */
    default long heldBytes() {
      return 0;
    }

    /** Of an ack, or of a write that acknowledges the batch before it. */
    record Ack(
        long call, OptionalInt caller, StageToken token, Optional<Stage> next, Duration maxWait)
        implements Pending {
      /** In a buffered session: whether it waits for the commit. */
      boolean waits() {
        return next.isEmpty() && !maxWait.isZero();
      }

      @Override
      public long heldBytes() {
        return next.map(Stage::heldBytes).orElse(0L);
      }
    }

    /**
     * Of a write ahead of what this owner knows: a mistake, or the sign that somebody else has
     * published meanwhile, or has taken the session over.
     */
    record Ahead(long call, OptionalInt caller, Stage written) implements Pending {
      @Override
      public long heldBytes() {
        return written.heldBytes();
      }
    }

    /**
     * Of a client that will go on where it is told that the session stands: that must be certain.
     *
     * @param takesOver whether it locks the client before out
     */
    record Look(long call, boolean takesOver) implements Pending {
      @Override
      public OptionalInt caller() {
        return OptionalInt.empty();
      }
    }

    /** Of no client: accepted batches are still to be published. */
    record Nobody() implements Pending {
      @Override
      public long call() {
        return Decision.NOBODY;
      }

      @Override
      public OptionalInt caller() {
        return OptionalInt.empty();
      }
    }

    /** Of a client, or an operator, that ends the session. */
    record End(long call, OptionalInt caller) implements Pending {}
  }

  /** The session as a client sees it. */
  default Reply.View view() {
    Durable.Writer d = durable();
    Reply.Phase phase =
        this instanceof OwnerState.Committing || this instanceof OwnerState.Buffering
            ? Reply.Phase.COMMITTING
            : staged().isPresent() ? Reply.Phase.STAGED : Reply.Phase.IDLE;
    return new Reply.View(
        d.spec(),
        phase,
        knownSeq(),
        d.holder(),
        Optional.empty(),
        staged().map(s -> OptionalLong.of(s.seq())).orElse(OptionalLong.empty()));
  }

  /** True if the call asks for this very session again. */
  default boolean isRepeated(Allocate c) {
    return c.spec().requestDigest().equals(durable().spec().requestDigest());
  }

  @Override
  default Decision onRead(Read c, Context x) {
    return Decision.reject(
        this, c.call(), WRONG_ROLE, "this session is a writer; allocate a reader to read");
  }

  @Override
  default Decision onAckRead(AckRead c, Context x) {
    return Decision.reject(
        this,
        c.call(),
        WRONG_ROLE,
        "this session is a writer; ack with the stage token of a write");
  }

  @Override
  default Decision onDescribe(Describe c, Context x) {
    return c.takeOver() ? WriterEndings.takeOver(this, c) : Decision.answer(this, c.call(), view());
  }

  @Override
  default Decision onDispose(Dispose c, Context x) {
    return WriterEndings.dispose(this, c, x);
  }

  @Override
  default Decision onExpire(Expire c, Context x) {
    return WriterEndings.expire(this, c, x);
  }

  @Override
  default Decision onSlacken(Slacken c, Context x) {
    return Decision.ignore(this);
  }
}
