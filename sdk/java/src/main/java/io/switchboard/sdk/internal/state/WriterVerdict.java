package io.switchboard.sdk.internal.state;

/**
 * What an error means for a writer.
 *
 * @param kind what to do
 * @param state where the writer is then
 */
public record WriterVerdict(Kind kind, WriterState state) {

  /** What to do. */
  public enum Kind {
    /** Go on with the state's next step; no batch has failed. */
    AGAIN,
    /** The batch that the step was about is not published; the next one may go on. */
    BATCH_FAILED,
    /** The batch that the step was about is not published; nothing more can be published. */
    LOST,
    /** Whether the batch in doubt is published cannot be known now. */
    UNCERTAIN
  }

  static WriterVerdict again(WriterState state) {
    return new WriterVerdict(Kind.AGAIN, state);
  }

  static WriterVerdict batchFailed(WriterState state) {
    return new WriterVerdict(Kind.BATCH_FAILED, state);
  }

  static WriterVerdict lost(WriterState state) {
    return new WriterVerdict(Kind.LOST, state);
  }

  static WriterVerdict uncertain(WriterState state) {
    return new WriterVerdict(Kind.UNCERTAIN, state);
  }
}
