package io.switchboard.sdk;

import java.util.concurrent.CompletableFuture;

/**
 * A batch that is committed in Kafka, exactly once; or, from {@link Publisher#publish} in ack mode
 * BUFFERED, one that is accepted and on its way there. Immutable.
 */
public final class PublishResult {
  private final String session;
  private final long seq;
  private final CompletableFuture<PublishResult> committed;

  /** A batch that is committed. */
  public PublishResult(String session, long seq) {
    this.session = session;
    this.seq = seq;
    this.committed = CompletableFuture.completedFuture(this);
  }

  /** A batch that is accepted; the future tells when it is committed, or why it is not. */
  public PublishResult(String session, long seq, CompletableFuture<PublishResult> committed) {
    this.session = session;
    this.seq = seq;
    this.committed = committed;
  }

  /** The session that published it. */
  public String session() {
    return session;
  }

  /**
   * Its number in the session. Of a batch that is only accepted: its number by then; if Kafka
   * refuses one before it, those behind move up. The committed result's number is final.
   */
  public long seq() {
    return seq;
  }

  /** Whether it is committed by now. */
  public boolean isCommitted() {
    return committed.isDone() && !committed.isCompletedExceptionally();
  }

  /**
   * Completes when it is committed, on a thread of the SDK that must not be blocked; or with a
   * {@link SwitchboardException} that says whether it is published, as from {@link
   * Publisher#publishAsync}.
   */
  public CompletableFuture<PublishResult> committed() {
    return committed.copy();
  }

  @Override
  public String toString() {
    return "batch " + seq + " of session " + session + (isCommitted() ? "" : ", not committed");
  }
}
