package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.NOT_READY;
import static io.switchboard.core.session.RejectCode.STORE_UNAVAILABLE;
import static io.switchboard.core.session.RejectCode.WRONG_ROLE;

import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.port.TopicSource.Failure;
import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.BatchFetched;
import io.switchboard.core.session.SessionCommand.ClaimFailed;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.EpochClaimed;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.FetchEmpty;
import io.switchboard.core.session.SessionCommand.FetchFailed;
import io.switchboard.core.session.SessionCommand.Forget;
import io.switchboard.core.session.SessionCommand.Read;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.Slacken;
import io.switchboard.core.session.SessionCommand.Write;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The phases of a reader. What a read or an ack means is decided in {@link ReaderRules}, what a
 * token proves in {@link TokenVerdict}, how a reader changes hands and ends in {@link
 * ReaderEndings}.
 */
sealed interface ReaderState extends SessionState {

  @Override
  Durable.Reader durable();

  /** The call that waits for an answer in this phase. */
  default OptionalLong waiting() {
    return OptionalLong.empty();
  }

  /** The epoch of this owner; 0 while it has none. */
  default long epoch() {
    return 0;
  }

  /** This phase with another durable part. */
  ReaderState with(Durable.Reader durable);

  /** The phase in which nobody waits any more. */
  ReaderState settled();

  /** The events of the open batch, kept until the ack so that a repeat costs no fetch. */
  record Payload(List<ReceivedEvent> events, int missing, long heldBytes) {
    static Payload of(List<ReceivedEvent> events, int missing) {
      return new Payload(
          events, missing, events.stream().mapToLong(ReceivedEvent::heldBytes).sum());
    }
  }

  /** Woken up; has not claimed its epoch yet, because nobody has asked for a batch. */
  record Unclaimed(Durable.Reader durable) implements ReaderState {
    @Override
    public ReaderState with(Durable.Reader newDurable) {
      return new Unclaimed(newDurable);
    }

    @Override
    public ReaderState settled() {
      return this;
    }

    private Decision claimFor(ClientCall call) {
      return ReaderEndings.superseded(this, call)
          .orElseGet(() -> ReaderEndings.claimFor(this, call));
    }

    /** A claim that nobody waits for any more is kept all the same. */
    @Override
    public Decision onEpochClaimed(EpochClaimed c, Context x) {
      if (!isUsable(durable, c)) {
        return Decision.ignore(this);
      }
      Optional<SessionEvent> raised = durable.raisedTo(c.holder());
      return Decision.ignore(claimed(ReaderFacts.evolve(durable, raised), c.epoch())).after(raised);
    }

    /** Events of a lower epoch than the journal's last would not count: never write with it. */
    private static boolean isUsable(Durable.Reader durable, EpochClaimed c) {
      return c.epoch() >= durable.epoch();
    }

    private static ReaderState claimed(Durable.Reader durable, long epoch) {
      return durable.open().isEmpty()
          ? new Idle(durable, epoch)
          : new Delivered(durable, epoch, Optional.empty());
    }

    @Override
    public Decision onRead(Read c, Context x) {
      return claimFor(c);
    }

    @Override
    public Decision onAckRead(AckRead c, Context x) {
      return claimFor(c);
    }
  }

  /**
   * Waits for its epoch; then carries out the call that needed it.
   *
   * @param before the epoch that this owner had already; 0 if it had none
   */
  record Claiming(Durable.Reader durable, ClientCall pending, long before) implements ReaderState {
    @Override
    public OptionalLong waiting() {
      return OptionalLong.of(pending.call());
    }

    @Override
    public ReaderState with(Durable.Reader newDurable) {
      return new Claiming(newDurable, pending, before);
    }

    @Override
    public long epoch() {
      return before;
    }

    @Override
    public ReaderState settled() {
      return before == 0 ? new Unclaimed(durable) : Unclaimed.claimed(durable, before);
    }

    private Decision replaceBy(ClientCall call) {
      return ReaderEndings.superseded(this, call)
          .orElseGet(
              () ->
                  pending instanceof Describe
                      ? Decision.answer(this, call.call(), Refusals.moving())
                      : Decision.to(new Claiming(durable, call, before))
                          .answer(pending.call(), Refusals.replaced())
                          .done());
    }

    @Override
    public Decision onRead(Read c, Context x) {
      return replaceBy(c);
    }

    @Override
    public Decision onAckRead(AckRead c, Context x) {
      return replaceBy(c);
    }

    @Override
    public Decision onEpochClaimed(EpochClaimed c, Context x) {
      if (!Unclaimed.isUsable(durable, c)) {
        return failed("epoch " + c.epoch() + " is older than the journal's " + durable.epoch());
      }
      Optional<SessionEvent> raised = durable.raisedTo(c.holder());
      ReaderState next = Unclaimed.claimed(ReaderFacts.evolve(durable, raised), c.epoch());
      Decision decision =
          isBehind(c)
              ? ReaderEndings.makeWay(next, pending)
              : ReaderEndings.carryOut(next, c.epoch(), pending, x);
      return decision.after(raised);
    }

    /**
     * True if another owner has been in the register since this one replayed the journal. What this
     * one knows may be old then, and with its new epoch it would count for more than what is new.
     */
    private boolean isBehind(EpochClaimed c) {
      int raisedHere = pending instanceof Describe ? 1 : 0;
      return (before > 0 && c.epoch() != before + 1) || c.holder() > durable.holder() + raisedHere;
    }

    @Override
    public Decision onClaimFailed(ClaimFailed c, Context x) {
      return failed(c.reason());
    }

    private Decision failed(String reason) {
      return Decision.answer(
          settled(),
          pending.call(),
          Reply.Rejected.retry(
              STORE_UNAVAILABLE,
              Refusals.RETRY,
              "the ownership register: " + reason + "; try again"));
    }
  }

  /** Everything delivered is acknowledged. */
  record Idle(Durable.Reader durable, long epoch) implements ReaderState {
    @Override
    public ReaderState with(Durable.Reader newDurable) {
      return new Idle(newDurable, epoch);
    }

    @Override
    public ReaderState settled() {
      return this;
    }

    @Override
    public Decision onRead(Read c, Context x) {
      return ReaderRules.read(this, epoch, Optional.empty(), c, x);
    }

    @Override
    public Decision onAckRead(AckRead c, Context x) {
      return ReaderRules.ack(this, epoch, c, x);
    }
  }

  /**
   * A read waits for events.
   *
   * @param read the call that waits
   * @param again whether the open batch is read again, rather than the next one
   * @param acksOpen whether that call also acknowledges the open batch; journaled with the next
   *     delivery or when the wait ends
   */
  record Fetching(Durable.Reader durable, long epoch, Read read, boolean again, boolean acksOpen)
      implements ReaderState {
    @Override
    public OptionalLong waiting() {
      return OptionalLong.of(read.call());
    }

    @Override
    public ReaderState with(Durable.Reader newDurable) {
      return new Fetching(newDurable, epoch, read, again, acksOpen);
    }

    /** The read goes on, but what it carried is acknowledged. */
    Fetching acknowledged(Durable.Reader newDurable) {
      return new Fetching(newDurable, epoch, read, false, false);
    }

    @Override
    public ReaderState settled() {
      return durable.open().isEmpty()
          ? new Idle(durable, epoch)
          : new Delivered(durable, epoch, Optional.empty());
    }

    @Override
    public Decision onRead(Read c, Context x) {
      return ReaderRules.read(this, epoch, Optional.empty(), c, x);
    }

    @Override
    public Decision onAckRead(AckRead c, Context x) {
      return ReaderRules.ack(this, epoch, c, x);
    }

    @Override
    public Decision onBatchFetched(BatchFetched c, Context x) {
      if (c.fetch() != read.call()) {
        return Decision.ignore(this);
      }
      return again ? ReaderRules.redeliver(this, c, x) : ReaderRules.deliver(this, c, x);
    }

    @Override
    public Decision onFetchEmpty(FetchEmpty c, Context x) {
      return c.fetch() != read.call() ? Decision.ignore(this) : ReaderRules.endWait(this);
    }

    @Override
    public Decision onFetchFailed(FetchFailed c, Context x) {
      if (c.fetch() != read.call()) {
        return Decision.ignore(this);
      }
      if (c.failure() == Failure.TOPIC_GONE) {
        return ReaderEndings.end(this, SessionEvent.Reason.TOPIC_GONE, x).done();
      }
      return Decision.answer(
          settled(),
          read.call(),
          Reply.Rejected.retry(
              NOT_READY,
              Refusals.RETRY,
              "the topic cannot be read: " + c.detail() + "; try again"));
    }
  }

  /**
   * Batch ackedSeq + 1 was delivered and waits for its ack.
   *
   * @param payload its events; empty after a crash or a long pause: then it is read again
   */
  record Delivered(Durable.Reader durable, long epoch, Optional<Payload> payload)
      implements ReaderState {
    @Override
    public ReaderState with(Durable.Reader newDurable) {
      return new Delivered(newDurable, epoch, payload);
    }

    @Override
    public ReaderState settled() {
      return this;
    }

    @Override
    public Decision onRead(Read c, Context x) {
      return ReaderRules.read(this, epoch, payload, c, x);
    }

    @Override
    public Decision onAckRead(AckRead c, Context x) {
      return ReaderRules.ack(this, epoch, c, x);
    }

    @Override
    public long heldBytes() {
      return payload.map(Payload::heldBytes).orElse(0L);
    }

    private Delivered forgetful() {
      return new Delivered(durable, epoch, Optional.empty());
    }

    @Override
    public Decision onForget(Forget c, Context x) {
      return Decision.ignore(forgetful());
    }

    @Override
    public Decision onSlacken(Slacken c, Context x) {
      return Decision.to(forgetful()).run(new Effect.CloseSource()).done();
    }
  }

  /** The session as a client sees it. */
  default Reply.View view() {
    Durable.Reader d = durable();
    boolean open = !d.open().isEmpty();
    return new Reply.View(
        d.spec(),
        open ? Reply.Phase.DELIVERED : Reply.Phase.IDLE,
        d.ackedSeq(),
        d.holder(),
        Optional.of(d.positions()),
        open ? OptionalLong.of(d.ackedSeq() + 1) : OptionalLong.empty());
  }

  @Override
  default Decision onAllocate(Allocate c, Context x) {
    boolean same = c.spec().requestDigest().equals(durable().spec().requestDigest());
    return Decision.answer(this, c.call(), same ? view() : Refusals.requestIdReused());
  }

  @Override
  default Decision onWrite(Write c, Context x) {
    return Decision.reject(
        this, c.call(), WRONG_ROLE, "this session is a reader; allocate a writer to write");
  }

  @Override
  default Decision onAckWrite(AckWrite c, Context x) {
    return Decision.reject(
        this, c.call(), WRONG_ROLE, "this session is a reader; ack with the token of a read");
  }

  @Override
  default Decision onDescribe(Describe c, Context x) {
    return c.takeOver() ? ReaderEndings.takeOver(this, c) : Decision.answer(this, c.call(), view());
  }

  @Override
  default Decision onDispose(Dispose c, Context x) {
    return ReaderEndings.dispose(this, c, x);
  }

  @Override
  default Decision onExpire(Expire c, Context x) {
    return ReaderEndings.expire(this, c, x);
  }

  @Override
  default Decision onSlacken(Slacken c, Context x) {
    return waiting().isPresent()
        ? Decision.ignore(this)
        : Decision.to(this).run(new Effect.CloseSource()).done();
  }

  @Override
  default Decision onRest(Rest c, Context x) {
    return ReaderEndings.rest(this, c);
  }
}
