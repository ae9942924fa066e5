package io.switchboard.core.session;

import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.AcquireFailed;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.BatchFetched;
import io.switchboard.core.session.SessionCommand.BeginCheckpoint;
import io.switchboard.core.session.SessionCommand.Checkpointed;
import io.switchboard.core.session.SessionCommand.ClaimFailed;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.EpochClaimed;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.FetchEmpty;
import io.switchboard.core.session.SessionCommand.FetchFailed;
import io.switchboard.core.session.SessionCommand.Forget;
import io.switchboard.core.session.SessionCommand.LaneAnswered;
import io.switchboard.core.session.SessionCommand.LedgerEndFound;
import io.switchboard.core.session.SessionCommand.PublishAgain;
import io.switchboard.core.session.SessionCommand.Read;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.Resume;
import io.switchboard.core.session.SessionCommand.SignedOff;
import io.switchboard.core.session.SessionCommand.Slacken;
import io.switchboard.core.session.SessionCommand.WaitOver;
import io.switchboard.core.session.SessionCommand.Write;

/**
 * Where a session stands: a record per phase, which holds only what is valid in it. Each state
 * answers every command with a {@link Decision}; nothing here knows a clock, a thread, Akka, Kafka
 * or Thrift.
 *
 * <pre>
 * reader:  Unclaimed → Claiming → Idle(n) ─read n+1→ Fetching → Delivered(n+1) ─ack→ Idle(n+1)
 * writer:  Unowned → Acquiring → Idle(n) ─write n+1→ Staged(n+1) ─ack→ Committing(n+1) ─published→ Idle(n+1)
 *          Idle/Staged/Committing ─rest→ SigningOff → stop           both end in Ended
 * </pre>
 *
 * A result of an effect that a state did not ask for, or no longer waits for, changes nothing: that
 * is the default here.
 *
 * <p>A client sees only Idle, Delivered, Staged, Committing and Disposed; the others are how an
 * owner finds its feet.
 */
public sealed interface SessionState permits Unallocated, ReaderState, WriterState, EndedState {

  /** The part that is journaled. */
  Durable durable();

  /** The state in which an owner begins after it has replayed the journal. */
  static SessionState recovered(Durable durable) {
    if (durable instanceof Durable.Reader reader) {
      return new ReaderState.Unclaimed(reader);
    }
    if (durable instanceof Durable.Writer writer) {
      return OutsiderState.Unowned.recovered(writer);
    }
    if (durable instanceof Durable.Ended ended) {
      return new EndedState(ended);
    }
    return new Unallocated();
  }

  /** About how many bytes of memory the events take that are kept here: what budgets count. */
  default long heldBytes() {
    return 0;
  }

  /**
   * True while there is something to do that no client waits for: not the time to be put to rest.
   */
  default boolean isBusy() {
    return false;
  }

  Decision onAllocate(Allocate c, Context x);

  Decision onRead(Read c, Context x);

  Decision onWrite(Write c, Context x);

  Decision onAckRead(AckRead c, Context x);

  Decision onAckWrite(AckWrite c, Context x);

  Decision onDescribe(Describe c, Context x);

  Decision onDispose(Dispose c, Context x);

  default Decision onEpochClaimed(EpochClaimed c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onClaimFailed(ClaimFailed c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onBatchFetched(BatchFetched c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onFetchEmpty(FetchEmpty c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onFetchFailed(FetchFailed c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onAcquired(Acquired c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onAcquireFailed(AcquireFailed c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onLaneAnswered(LaneAnswered c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onSignedOff(SignedOff c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onPublishAgain(PublishAgain c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onWaitOver(WaitOver c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onResume(Resume c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onBeginCheckpoint(BeginCheckpoint c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onLedgerEndFound(LedgerEndFound c, Context x) {
    return Decision.ignore(this);
  }

  default Decision onCheckpointed(Checkpointed c, Context x) {
    return Decision.ignore(this);
  }

  Decision onSlacken(Slacken c, Context x);

  default Decision onForget(Forget c, Context x) {
    return Decision.ignore(this);
  }

  Decision onRest(Rest c, Context x);

  Decision onExpire(Expire c, Context x);
}
