package io.switchboard.sdk.internal.state;

import io.switchboard.sdk.internal.wire.Token;
import java.util.Optional;

/** What a writer sends next. */
public sealed interface WriterStep {
  /** Of the batch that it is about; 0 for a wait. */
  long seq();

  /**
   * A write.
   *
   * @param seq of the batch
   * @param lastToken acknowledges the batch before
   */
  record Write(long seq, Optional<Token> lastToken) implements WriterStep {}

  /** An ack by itself. */
  record Ack(long seq, Token token) implements WriterStep {}

  /** The repeated ack of a batch that was accepted: asks what became of it. */
  record Ask(long seq) implements WriterStep {}

  /** Nothing, until a batch or a flush comes. */
  record Wait() implements WriterStep {
    @Override
    public long seq() {
      return 0;
    }
  }
}
