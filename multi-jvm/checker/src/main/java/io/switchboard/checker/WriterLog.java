package io.switchboard.checker;

/** Records what one writing client does. Any thread may call, but a batch is one thread's. */
public final class WriterLog {
  private final History history;
  private final String name;

  WriterLog(History history, String name) {
    this.history = history;
    this.name = name;
  }

  /** The writer's name, as it stands in the ids of its events. */
  public String name() {
    return name;
  }

  /**
   * Call this right before the batch is sent, and again before each attempt to send it anew that
   * the test itself makes (a retry inside the SDK is part of one attempt).
   *
   * @param batch the writer's own number of the batch; a later batch has a higher one (gaps do not
   *     matter), and another content always another one. The session's seq will do where one
   *     session writes everything
   * @param count how many events, 1 to {@link EventId#MAX_COUNT}
   */
  public WriteAttempt invoke(long batch, int count) {
    WriteAttempt attempt = new WriteAttempt(history, new EventId(name, batch, 0, count));
    history.append((sink, stamp) -> sink.writeInvoked(stamp, name, batch, count));
    return attempt;
  }
}
