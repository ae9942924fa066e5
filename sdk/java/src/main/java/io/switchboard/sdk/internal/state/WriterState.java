package io.switchboard.sdk.internal.state;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.sdk.internal.wire.RemoteError;
import io.switchboard.sdk.internal.wire.Token;
import java.util.Optional;

/**
 * A writer as its client sees it, the mirror of the back end's:
 *
 * <pre>
 * Idle(n) --write n+1--> Staged(n+1) --ack n+1--> Committing(n+1) --answered--> Idle(n+1)
 *                             ^                        |  write n+2 carries the ack of n+1:
 *                             |                        +--answered--> Staged(n+2)
 *                             +--write n+1-- Restaging(n+1) <-- "not staged here" --+
 * </pre>
 *
 * <p>Pure: a state tells the next step; what the back end answers makes the next state. Idle and
 * Staged know that batch n+1 is not published; Committing and Restaging do not know: an ack was
 * sent.
 */
public sealed interface WriterState {
  /** A new session, or one whose place was found. */
  static WriterState idle(long ackedSeq) {
    return new Idle(ackedSeq);
  }

  /**
   * What to send next.
   *
   * @param waiting whether another batch waits
   * @param ackNow whether an ack should go now, rather than with the next batch
   */
  WriterStep next(boolean waiting, boolean ackNow);

  /** The state once that step is under way. */
  default WriterState sending(WriterStep step) {
    return this;
  }

  /** A write was answered. */
  WriterState written(long seq, Token token, long committedSeq);

  /** An ack was answered. */
  default WriterState acked(long committedSeq) {
    throw new IllegalStateException("No ack is under way in " + this + ".");
  }

  /** An error that ends the step was answered. */
  WriterVerdict refused(WriterStep step, RemoteError error);

  /** The batch of which an ack was sent, without an answer so far. */
  Optional<Long> inDoubt();

  /** The batch that is staged or being committed; its events must be kept. */
  default Optional<Long> pending() {
    return inDoubt();
  }

  /** The seq of the last batch that is known to be acknowledged. */
  long ackedSeq();

  /** Nothing is under way. */
  record Idle(long ackedSeq) implements WriterState {
    @Override
    public WriterStep next(boolean waiting, boolean ackNow) {
      return waiting ? new WriterStep.Write(ackedSeq + 1, Optional.empty()) : new WriterStep.Wait();
    }

    @Override
    public WriterState written(long seq, Token token, long committedSeq) {
      return committedSeq >= seq ? new Idle(seq) : new Staged(seq, token, false);
    }

    @Override
    public WriterVerdict refused(WriterStep step, RemoteError error) {
      boolean sequence =
          error.is(ErrorCode.SEQ_OUT_OF_ORDER)
              || error.is(ErrorCode.SEQ_CONFLICT)
              || error.is(ErrorCode.WRONG_ROLE);
      return switch (error.category()) {
        case SUPERSEDED, GONE -> WriterVerdict.lost(this);
        case YOUR_MISTAKE -> sequence ? WriterVerdict.lost(this) : WriterVerdict.batchFailed(this);
        default -> WriterVerdict.batchFailed(this);
      };
    }

    @Override
    public Optional<Long> inDoubt() {
      return Optional.empty();
    }
  }

  /**
   * A batch is staged.
   *
   * @param ackSent whether an ack was sent for an earlier stage of it
   */
  record Staged(long seq, Token token, boolean ackSent) implements WriterState {
    @Override
    public WriterStep next(boolean waiting, boolean ackNow) {
      if (ackSent || (ackNow && !waiting)) {
        return new WriterStep.Ack(seq, token);
      }
      return waiting ? new WriterStep.Write(seq + 1, Optional.of(token)) : new WriterStep.Wait();
    }

    @Override
    public WriterState sending(WriterStep step) {
      return step instanceof WriterStep.Wait ? this : new Committing(seq, token, false);
    }

    @Override
    public WriterState written(long written, Token newToken, long committedSeq) {
      throw new IllegalStateException("No write is under way in " + this + ".");
    }

    @Override
    public WriterVerdict refused(WriterStep step, RemoteError error) {
      throw new IllegalStateException("Nothing is under way in " + this + ".");
    }

    @Override
    public Optional<Long> inDoubt() {
      return ackSent ? Optional.of(seq) : Optional.empty();
    }

    @Override
    public Optional<Long> pending() {
      return Optional.of(seq);
    }

    @Override
    public long ackedSeq() {
      return seq - 1;
    }
  }

  /**
   * An ack was sent, by itself or with the next write.
   *
   * @param alone the ack must be settled by itself before anything else is sent
   */
  record Committing(long seq, Token token, boolean alone) implements WriterState {
    @Override
    public WriterStep next(boolean waiting, boolean ackNow) {
      return waiting && !alone
          ? new WriterStep.Write(seq + 1, Optional.of(token))
          : new WriterStep.Ack(seq, token);
    }

    @Override
    public WriterState written(long written, Token newToken, long committedSeq) {
      if (committedSeq < seq) {
        return new Committing(seq, token, true);
      }
      return committedSeq >= written ? new Idle(written) : new Staged(written, newToken, false);
    }

    @Override
    public WriterState acked(long committedSeq) {
      return committedSeq >= seq ? new Idle(seq) : new Committing(seq, token, true);
    }

    @Override
    public WriterVerdict refused(WriterStep step, RemoteError error) {
      if (error.is(ErrorCode.NOT_STAGED) || error.is(ErrorCode.TOKEN_SUPERSEDED)) {
        return WriterVerdict.again(new Restaging(seq));
      }
      if (error.category() == ErrorCategory.GONE || error.is(ErrorCode.HOLDER_SUPERSEDED)) {
        return WriterVerdict.uncertain(this);
      }
      if (step instanceof WriterStep.Write) {
        // It may be about the ack or about the new events: ask for the ack alone.
        return WriterVerdict.again(new Committing(seq, token, true));
      }
      return refusedAlone(seq, this, error);
    }

    @Override
    public Optional<Long> inDoubt() {
      return Optional.of(seq);
    }

    @Override
    public long ackedSeq() {
      return seq - 1;
    }

    private static WriterVerdict refusedAlone(long seq, WriterState state, RemoteError error) {
      if (error.category() == ErrorCategory.REFUSED) {
        return WriterVerdict.batchFailed(new Idle(seq - 1));
      }
      return error.is(ErrorCode.SEQ_CONFLICT)
          ? WriterVerdict.lost(new Idle(seq - 1))
          : WriterVerdict.uncertain(state);
    }
  }

  /** An ack was sent, but the back end does not hold the batch: it must be written again. */
  record Restaging(long seq) implements WriterState {
    @Override
    public WriterStep next(boolean waiting, boolean ackNow) {
      return new WriterStep.Write(seq, Optional.empty());
    }

    @Override
    public WriterState written(long written, Token token, long committedSeq) {
      return committedSeq >= written ? new Idle(written) : new Staged(written, token, true);
    }

    @Override
    public WriterVerdict refused(WriterStep step, RemoteError error) {
      return Committing.refusedAlone(seq, this, error);
    }

    @Override
    public Optional<Long> inDoubt() {
      return Optional.of(seq);
    }

    @Override
    public long ackedSeq() {
      return seq - 1;
    }
  }
}
