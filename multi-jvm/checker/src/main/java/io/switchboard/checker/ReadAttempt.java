package io.switchboard.checker;

/**
 * A batch that was read, and the ack of it. An ack may be tried several times; each begins with
 * {@link #ackInvoked}. An ack that rides in the next read need not be recorded: the next batch of
 * the session says that it was taken.
 */
public final class ReadAttempt {
  private final History history;
  private final ReadKey key;
  private final int attempt;

  ReadAttempt(History history, ReadKey key, int attempt) {
    this.history = history;
    this.key = key;
    this.attempt = attempt;
  }

  /** Call this right before the ack is sent. */
  public ReadAttempt ackInvoked() {
    history.append((sink, stamp) -> sink.ackInvoked(stamp, key, attempt));
    return this;
  }

  /** The ack was answered as done, or as done before. */
  public void ackOk() {
    ended(AckOutcome.OK, "");
  }

  /** The ack was definitely refused. */
  public void ackFailed(String reason) {
    ended(AckOutcome.FAILED, reason);
  }

  /** A time-out, a lost connection: nobody knows. */
  public void ackUncertain(String reason) {
    ended(AckOutcome.UNCERTAIN, reason);
  }

  /** {@code SUPERSEDED}: another version of this batch is the batch, and the client drops this. */
  public void superseded() {
    ended(AckOutcome.SUPERSEDED, "");
  }

  private void ended(AckOutcome outcome, String reason) {
    String text = LineWriter.reason(reason);
    history.append((sink, stamp) -> sink.ackEnded(stamp, key, attempt, outcome, text));
  }
}
