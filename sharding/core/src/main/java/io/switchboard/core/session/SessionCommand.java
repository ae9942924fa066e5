package io.switchboard.core.session;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.SpillStore;
import io.switchboard.core.port.TopicSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Something a session must decide about: a client's call, or the result of an effect. {@code call}
 * is the shell's handle of whom to answer.
 */
public sealed interface SessionCommand {

  /** Lets the state decide. */
  Decision applyTo(SessionState state, Context context);

  /** A call of a client, with somebody waiting for its answer. */
  sealed interface ClientCall extends SessionCommand {
    long call();

    /** The same call under the shell's own handle. */
    ClientCall withCall(long call);

    /** Which holder the client is; a call that needs no holder may be anybody's. */
    default OptionalInt caller() {
      return OptionalInt.empty();
    }
  }

  /** Begin, or find again, the session. */
  record Allocate(long call, SessionSpec spec) implements ClientCall {
    @Override
    public ClientCall withCall(long newCall) {
      return new Allocate(newCall, spec);
    }

    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onAllocate(this, context);
    }
  }

  /** Read a batch; acknowledges the one before when its token is given. */
  record Read(
      long call,
      int holder,
      long seq,
      Optional<ReadToken> lastToken,
      int maxEvents,
      int maxBytes,
      Duration maxWait)
      implements ClientCall {
    @Override
    public OptionalInt caller() {
      return OptionalInt.of(holder);
    }

    @Override
    public ClientCall withCall(long newCall) {
      return new Read(newCall, holder, seq, lastToken, maxEvents, maxBytes, maxWait);
    }

    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onRead(this, context);
    }
  }

  /** Stage a batch; acknowledges the one before when its token is given. */
  record Write(long call, int holder, long seq, EventBatch batch, Optional<StageToken> lastToken)
      implements ClientCall {
    @Override
    public OptionalInt caller() {
      return OptionalInt.of(holder);
    }

    @Override
    public ClientCall withCall(long newCall) {
      return new Write(newCall, holder, seq, batch, lastToken);
    }

    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onWrite(this, context);
    }
  }

  /** Acknowledge a delivered batch. */
  record AckRead(long call, int holder, long seq, ReadToken token) implements ClientCall {
    @Override
    public OptionalInt caller() {
      return OptionalInt.of(holder);
    }

    @Override
    public ClientCall withCall(long newCall) {
      return new AckRead(newCall, holder, seq, token);
    }

    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onAckRead(this, context);
    }
  }

  /**
   * Acknowledge, and so publish, a staged batch.
   *
   * @param maxWait in a buffered session: how long to wait for the commit
   */
  record AckWrite(long call, int holder, long seq, StageToken token, Duration maxWait)
      implements ClientCall {
    public AckWrite(long call, int holder, long seq, StageToken token) {
      this(call, holder, seq, token, Duration.ZERO);
    }

    @Override
    public OptionalInt caller() {
      return OptionalInt.of(holder);
    }

    @Override
    public ClientCall withCall(long newCall) {
      return new AckWrite(newCall, holder, seq, token, maxWait);
    }

    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onAckWrite(this, context);
    }
  }

  /** Tell where the session stands; with takeOver, lock other clients out. */
  record Describe(long call, boolean takeOver) implements ClientCall {
    @Override
    public ClientCall withCall(long newCall) {
      return new Describe(newCall, takeOver);
    }

    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onDescribe(this, context);
    }
  }

  /**
   * End the session.
   *
   * @param caller the holder that ends it; empty: an operator, whoever holds it
   */
  record Dispose(long call, OptionalInt caller) implements ClientCall {
    public Dispose(long call, int holder) {
      this(call, OptionalInt.of(holder));
    }

    /** Of an operator. */
    public static Dispose byOperator(long call) {
      return new Dispose(call, OptionalInt.empty());
    }

    @Override
    public ClientCall withCall(long newCall) {
      return new Dispose(newCall, caller);
    }

    /** Why the session ends by it. */
    static SessionEvent.Reason reason(OptionalInt caller) {
      return caller.isPresent() ? SessionEvent.Reason.CLIENT : SessionEvent.Reason.OPERATOR;
    }

    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onDispose(this, context);
    }
  }

  /** The register gave this reader its epoch, and told the session's holder. */
  record EpochClaimed(long epoch, int holder) implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onEpochClaimed(this, context);
    }
  }

  /** The register did not give an epoch. */
  record ClaimFailed(String reason) implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onClaimFailed(this, context);
    }
  }

  /** A fetch found events. */
  record BatchFetched(long fetch, List<Range> ranges, List<ReceivedEvent> events)
      implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onBatchFetched(this, context);
    }
  }

  /** A fetch found nothing in time. */
  record FetchEmpty(long fetch) implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onFetchEmpty(this, context);
    }
  }

  /** A fetch failed. */
  record FetchFailed(long fetch, TopicSource.Failure failure, String detail)
      implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onFetchFailed(this, context);
    }
  }

  /**
   * This session is ours to publish for, and this is its holder.
   *
   * @param left what an owner before has left; the manifest is in the register still
   */
  record Acquired(
      LaneId lane,
      long epoch,
      long known,
      Optional<Digest> lastDigest,
      int holder,
      Optional<Left> left)
      implements SessionCommand {
    public Acquired(LaneId lane, long epoch, long known, Optional<Digest> lastDigest, int holder) {
      this(lane, epoch, known, lastDigest, holder, Optional.empty());
    }

    /** Accepted batches, in order, none missing between, and the manifest that names them. */
    public record Left(Ownership.Spilled manifest, List<SpillStore.Batch> batches) {}

    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onAcquired(this, context);
    }
  }

  /** This session did not become ours; nothing was published. */
  record AcquireFailed(RejectCode code, String reason) implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onAcquireFailed(this, context);
    }
  }

  /** The lane told what became of a batch. */
  record LaneAnswered(long epoch, long seq, ProducerLane.Outcome outcome)
      implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onLaneAnswered(this, context);
    }
  }

  /** It is time to try again what was accepted and could not be published. */
  record PublishAgain() implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onPublishAgain(this, context);
    }
  }

  /** A call that waits for a commit has waited long enough. */
  record WaitOver(long call) implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onWaitOver(this, context);
    }
  }

  /** Something was left for this session, by an owner before. */
  record Resume() implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onResume(this, context);
    }
  }

  /** The sign-off was sent and has ended, one way or the other. */
  record SignedOff(long epoch, Optional<Ownership.Published> published) implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onSignedOff(this, context);
    }
  }

  /** It is time to move the scan start of the register's row forward, if this owner is in it. */
  record BeginCheckpoint() implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onBeginCheckpoint(this, context);
    }
  }

  /**
   * Where the ledger of this owner's lane ended, some time after the checkpoint began.
   *
   * @param epoch of the owner that asked
   * @param partition the lane's ledger partition
   * @param position its end then
   */
  record LedgerEndFound(long epoch, int partition, long position) implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onLedgerEndFound(this, context);
    }
  }

  /**
   * The register answered a checkpoint. One of which nobody knows what became is left alone.
   *
   * @param epoch of the owner that sent it
   * @param refused true if this owner is no longer in the row, for certain; false if it was written
   */
  record Checkpointed(long epoch, boolean refused) implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onCheckpointed(this, context);
    }
  }

  /** Nobody has called for a while: close what can be opened again. */
  record Slacken() implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onSlacken(this, context);
    }
  }

  /** Memory is short: let go of what can be read again. */
  record Forget() implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onForget(this, context);
    }
  }

  /**
   * The entity is to stop: passivation, hand-over or shutdown.
   *
   * @param lastCallAt when a client called last
   */
  record Rest(java.time.Instant lastCallAt) implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onRest(this, context);
    }
  }

  /**
   * The idle time-out has passed, as far as this owner knows. Changes nothing if a call waits, or
   * if the time has not passed.
   *
   * @param lastCallAt when a client called last
   */
  record Expire(java.time.Instant lastCallAt) implements SessionCommand {
    @Override
    public Decision applyTo(SessionState state, Context context) {
      return state.onExpire(this, context);
    }
  }
}
