package io.switchboard.sdk.internal.state;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.sdk.internal.wire.RemoteError;
import io.switchboard.sdk.internal.wire.Token;
import java.util.Optional;

/**
 * A writer in ack mode BUFFERED as its client sees it. Its batches, by seq:
 *
 * <pre>
 * 1 ... committed | ... accepted | stage | ... last
 * in Kafka        | in the back end's buffer: may be lost, and is then written again
 *                 |              | written, not acknowledged
 *                 |              |       | was accepted before the back end lost it
 * </pre>
 *
 * <p>Pure: a state tells the next step; what the back end answers makes the next state. Only
 * committed batches are certainly published. Those up to doubtTo may be: an ack of them was sent.
 * All others are certainly not.
 *
 * @param committed everything up to it is in Kafka
 * @param accepted the last batch that the back end's buffer holds, as far as is known; not before
 *     committed
 * @param stage the batch behind it, if it is staged
 * @param doubtTo the last batch of which an ack was ever sent; not before committed
 * @param last the last batch of all that are kept
 * @param alone the stage's ack must be settled by itself before anything else is sent
 */
public record BufferedState(
    long committed, long accepted, Optional<Stage> stage, long doubtTo, long last, boolean alone) {

  /** A batch that was written and can be acknowledged. */
  public record Stage(long seq, Token token) {}

  /** A new session, or one whose place was found. */
  public static BufferedState idle(long ackedSeq) {
    return new BufferedState(ackedSeq, ackedSeq, Optional.empty(), ackedSeq, ackedSeq, false);
  }

  /**
   * What to send next.
   *
   * @param waiting whether another batch waits, and may be taken
   * @param ackNow whether the stage's ack should go now, rather than with the next batch
   * @param askNow whether to ask what became of the accepted batches
   */
  public WriterStep next(boolean waiting, boolean ackNow, boolean askNow) {
    if (stage.isPresent() && alone) {
      return ackOf(stage.get());
    }
    long following = accepted + (stage.isPresent() ? 2 : 1);
    if (following <= last || waiting) {
      return new WriterStep.Write(following, stage.map(Stage::token));
    }
    if (stage.isPresent()) {
      return ackNow || stage.get().seq() <= doubtTo ? ackOf(stage.get()) : new WriterStep.Wait();
    }
    return askNow && hasUncommitted() ? new WriterStep.Ask(accepted) : new WriterStep.Wait();
  }

  private static WriterStep ackOf(Stage stage) {
    return new WriterStep.Ack(stage.seq(), stage.token());
  }

  /** Whether the back end holds batches of which it is not known that they are committed. */
  public boolean hasUncommitted() {
    return accepted > committed;
  }

  /** Whether there are batches that may or may not be published. */
  public boolean inDoubt() {
    return doubtTo > committed;
  }

  /** The state once that step is under way. */
  public BufferedState sending(WriterStep step) {
    long acked =
        step instanceof WriterStep.Write write && write.lastToken().isEmpty()
            ? 0
            : step instanceof WriterStep.Write ? step.seq() - 1 : step.seq();
    return new BufferedState(
        committed, accepted, stage, Math.max(doubtTo, acked), Math.max(last, step.seq()), alone);
  }

  /** A write was answered; the ack that it carried, too. */
  public BufferedState written(WriterStep.Write step, Token token, long committedSeq) {
    long held = step.lastToken().isPresent() ? Math.max(accepted, step.seq() - 1) : accepted;
    return new BufferedState(
            committed, held, Optional.of(new Stage(step.seq(), token)), doubtTo, last, false)
        .heard(committedSeq);
  }

  /** An ack was answered, or repeated to ask. */
  public BufferedState acked(long seq, long committedSeq) {
    return new BufferedState(
            committed, Math.max(accepted, seq), stage, Math.max(doubtTo, seq), last, false)
        .heard(committedSeq);
  }

  /** Whatever is asked and when, an answer's committedSeq is true from then on. */
  public BufferedState heard(long committedSeq) {
    long known = Math.max(committed, Math.min(committedSeq, last));
    long held = Math.max(accepted, known);
    return new BufferedState(
        known, held, stage.filter(s -> s.seq() > held), Math.max(doubtTo, known), last, alone);
  }

  /** An error that ends the step was answered. */
  public BufferedVerdict refused(WriterStep step, RemoteError error) {
    long expected = error.expectedSeq().orElse(-1);
    if (error.category() == ErrorCategory.GONE || error.is(ErrorCode.HOLDER_SUPERSEDED)) {
      return BufferedVerdict.ended(this);
    }
    if (error.is(ErrorCode.NOT_STAGED) || error.is(ErrorCode.TOKEN_SUPERSEDED)) {
      long missing = stage.isPresent() ? stage.get().seq() : committed + 1;
      return expectedAt(expected < 0 ? missing : expected);
    }
    if (error.is(ErrorCode.SEQ_OUT_OF_ORDER) || error.is(ErrorCode.SEQ_SUPERSEDED)) {
      return expectedAt(expected);
    }
    boolean carriesAck = step instanceof WriterStep.Write write && write.lastToken().isPresent();
    if (error.category() == ErrorCategory.REFUSED && (expected >= 0 || !carriesAck)) {
      long refused = expected < 0 ? step.seq() : expected;
      return refused > committed && refused <= last
          ? BufferedVerdict.batchFailed(without(refused), refused)
          : BufferedVerdict.ended(this);
    }
    if (carriesAck) {
      // It may be about the ack or about the new events: ask for the ack alone.
      return BufferedVerdict.again(
          new BufferedState(committed, accepted, stage, doubtTo, last, true));
    }
    boolean aboutTheEvents =
        step instanceof WriterStep.Write
            && step.seq() > doubtTo
            && !error.is(ErrorCode.SEQ_CONFLICT)
            && !error.is(ErrorCode.WRONG_ROLE);
    return aboutTheEvents
        ? BufferedVerdict.batchFailed(without(step.seq()), step.seq())
        : BufferedVerdict.ended(this);
  }

  /** The back end knows all batches before this one, and none from it on. */
  private BufferedVerdict expectedAt(long expected) {
    if (expected <= committed || expected > doubtTo + 1) {
      // It has lost what it called committed, or knows what was never acknowledged.
      return BufferedVerdict.ended(this);
    }
    return BufferedVerdict.again(
        new BufferedState(committed, expected - 1, Optional.empty(), doubtTo, last, false));
  }

  /**
   * A step had no answer.
   *
   * @param outOfTime there may be one later; otherwise the client is being closed
   */
  public BufferedVerdict unanswered(WriterStep step, boolean outOfTime) {
    boolean neverAcked =
        step instanceof WriterStep.Write write
            && write.lastToken().isEmpty()
            && step.seq() > doubtTo;
    return outOfTime && neverAcked
        ? BufferedVerdict.batchFailed(without(step.seq()), step.seq())
        : BufferedVerdict.ended(this);
  }

  /** Without a batch that is certainly not published; those behind it move up by one. */
  private BufferedState without(long seq) {
    return new BufferedState(
        committed,
        Math.min(accepted, seq - 1),
        stage.filter(s -> s.seq() < seq),
        Math.min(doubtTo, seq - 1),
        last - 1,
        false);
  }

  /** Without those that are certainly not published. */
  public BufferedState onlyInDoubt() {
    return new BufferedState(
        committed, accepted, stage.filter(s -> s.seq() <= doubtTo), doubtTo, doubtTo, alone);
  }
}
