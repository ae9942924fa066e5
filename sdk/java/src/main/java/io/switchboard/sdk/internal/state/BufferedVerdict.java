package io.switchboard.sdk.internal.state;

/**
 * What an error means for a writer in ack mode BUFFERED.
 *
 * @param kind what to do
 * @param state where the writer is then
 * @param failedSeq the batch that failed, by the seq that it had; 0: none
 */
public record BufferedVerdict(WriterVerdict.Kind kind, BufferedState state, long failedSeq) {
  static BufferedVerdict again(BufferedState state) {
    return new BufferedVerdict(WriterVerdict.Kind.AGAIN, state, 0);
  }

  static BufferedVerdict batchFailed(BufferedState state, long seq) {
    return new BufferedVerdict(WriterVerdict.Kind.BATCH_FAILED, state, seq);
  }

  /** Nothing more can be published; what was acknowledged and is not committed is in doubt. */
  public static BufferedVerdict ended(BufferedState state) {
    return new BufferedVerdict(
        state.inDoubt() ? WriterVerdict.Kind.UNCERTAIN : WriterVerdict.Kind.LOST, state, 0);
  }
}
