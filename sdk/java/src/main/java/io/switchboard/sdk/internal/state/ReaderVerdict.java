package io.switchboard.sdk.internal.state;

/**
 * What an error means for a reader.
 *
 * @param kind what to do
 * @param state where the reader is then
 */
public record ReaderVerdict(Kind kind, ReaderState state) {

  /** What to do. */
  public enum Kind {
    /** The operation failed; the reader can go on. */
    FAILED,
    /** The batch that was acknowledged does not count; read again. */
    BATCH_SUPERSEDED,
    /** The session has ended; another one can go on at the cursor. */
    GONE,
    /** The session belongs to another client now. */
    LOST
  }
}
