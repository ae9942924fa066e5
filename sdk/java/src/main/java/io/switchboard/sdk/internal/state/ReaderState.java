package io.switchboard.sdk.internal.state;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.sdk.internal.wire.ReadResult.WireBatch;
import io.switchboard.sdk.internal.wire.RemoteError;
import io.switchboard.sdk.internal.wire.Token;
import java.util.Optional;

/**
 * A reader as its client sees it, the mirror of the back end's:
 *
 * <pre>
 * Idle(n) --read n+1--> Delivered(n+1) --ack n+1--> Idle(n+1)
 *                             |                        ^
 *                             +-- done with it --> Acknowledged(n+1) --read n+2 carries the ack-->
 * </pre>
 *
 * <p>Acknowledged: the application is done with the batch, and the back end may not know it yet.
 * Pure.
 */
public sealed interface ReaderState {
  /**
   * A reader without a batch.
   *
   * @param token of the last acknowledged batch; empty for a new session
   * @param cursor where it stands, as far as the client knows
   */
  static ReaderState idle(long ackedSeq, Optional<Token> token, Optional<Token> cursor) {
    return new Idle(ackedSeq, token, cursor);
  }

  /** The seq to read next. */
  long nextSeq();

  /** The token that the next read carries. */
  Optional<Token> lastToken();

  /** Behind the last batch that the application is done with. */
  Optional<Token> cursor();

  /** The batch that the application has and is not done with. */
  default Optional<WireBatch> delivered() {
    return Optional.empty();
  }

  /** The batch whose ack the back end may not know. */
  default Optional<WireBatch> unconfirmed() {
    return Optional.empty();
  }

  /** A read brought a batch. */
  default ReaderState received(WireBatch batch) {
    throw new IllegalStateException("No read is under way in " + this + ".");
  }

  /** The back end has the ack of everything up to here. */
  default ReaderState confirmed(long ackedSeq) {
    return this;
  }

  /** The application is done with the batch. */
  default ReaderState acknowledged() {
    return this;
  }

  /** What an error that ends a read or an ack means. */
  default ReaderVerdict refused(RemoteError error) {
    if (error.is(ErrorCode.TOPIC_GONE)) {
      return new ReaderVerdict(ReaderVerdict.Kind.FAILED, this);
    }
    return new ReaderVerdict(
        error.category() == ErrorCategory.GONE
            ? ReaderVerdict.Kind.GONE
            : error.is(ErrorCode.HOLDER_SUPERSEDED)
                ? ReaderVerdict.Kind.LOST
                : ReaderVerdict.Kind.FAILED,
        this);
  }

  /** No batch is out. */
  record Idle(long ackedSeq, Optional<Token> lastToken, Optional<Token> cursor)
      implements ReaderState {
    @Override
    public long nextSeq() {
      return ackedSeq + 1;
    }

    @Override
    public ReaderState received(WireBatch batch) {
      return new Delivered(this, batch);
    }
  }

  /** The application has a batch. */
  record Delivered(Idle before, WireBatch batch) implements ReaderState {
    @Override
    public long nextSeq() {
      return batch.seq();
    }

    @Override
    public Optional<Token> lastToken() {
      return before.lastToken;
    }

    @Override
    public Optional<Token> cursor() {
      return before.cursor;
    }

    @Override
    public Optional<WireBatch> delivered() {
      return Optional.of(batch);
    }

    @Override
    public ReaderState acknowledged() {
      return new Acknowledged(before, batch);
    }
  }

  /** The application is done with a batch; the next read, or an ack, says so. */
  record Acknowledged(Idle before, WireBatch batch) implements ReaderState {
    @Override
    public long nextSeq() {
      return batch.seq() + 1;
    }

    @Override
    public Optional<Token> lastToken() {
      return Optional.of(batch.token());
    }

    @Override
    public Optional<Token> cursor() {
      return Optional.of(batch.cursor());
    }

    @Override
    public Optional<WireBatch> unconfirmed() {
      return Optional.of(batch);
    }

    @Override
    public ReaderState received(WireBatch next) {
      return new Delivered(idle(), next);
    }

    @Override
    public ReaderState confirmed(long ackedSeq) {
      return ackedSeq >= batch.seq() ? idle() : this;
    }

    @Override
    public ReaderVerdict refused(RemoteError error) {
      return error.is(ErrorCode.TOKEN_SUPERSEDED)
          ? new ReaderVerdict(ReaderVerdict.Kind.BATCH_SUPERSEDED, before)
          : ReaderState.super.refused(error);
    }

    private Idle idle() {
      return new Idle(batch.seq(), Optional.of(batch.token()), Optional.of(batch.cursor()));
    }
  }
}
