package io.switchboard.kafka.check;

/**
 * What was seen of one thing that the promises rest on.
 *
 * @param weight what it means
 * @param subject what was looked at
 * @param detail what was seen
 * @param advice what to do; empty if nothing
 */
public record Finding(Weight weight, String subject, String detail, String advice) {
  /** From harmless to fatal. */
  public enum Weight {
    /** As it should be. */
    GOOD,
    /** Works, but slowly, or not through the loss of a machine; or it could not be seen. */
    ADVICE,
    /** Sessions cannot publish, or cannot be taken over, until it is put right. */
    BLOCKS,
    /** Batches may be published twice, or be lost after their ack. */
    VOIDS_EXACTLY_ONCE
  }

  static Finding good(String subject, String detail) {
    return new Finding(Weight.GOOD, subject, detail, "");
  }

  /** Good if it holds, else of the given weight. */
  static Finding goodIf(
      boolean holds, String subject, String detail, Weight otherwise, String advice) {
    return holds ? good(subject, detail) : new Finding(otherwise, subject, detail, advice);
  }

  /** One sentence for the log. */
  @Override
  public String toString() {
    return subject + ": " + detail + (advice.isEmpty() ? "" : ". " + advice);
  }
}
