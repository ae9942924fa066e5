package io.switchboard.checker;

/**
 * What can be wrong with a history; the names are those of Jepsen's Kafka workload where they fit.
 */
public enum Kind {
  /** A batch was acknowledged, and none of its events is in the topic. */
  LOST_WRITE("lost-write"),
  /** An event is in the topic more than once. */
  DUPLICATE("duplicate"),
  /** A batch is in the topic, but not the whole of it. */
  PARTIAL_BATCH("partial-batch"),
  /** Events of a writer lie in a partition in another order than they were written. */
  REORDERED("reordered"),
  /** Something is seen that was definitely refused, or that is not committed. */
  ABORTED_READ("aborted-read"),
  /** Something is seen that no writer of this history wrote. */
  NEVER_WRITTEN("never-written"),
  /** One place in the topic holds two different events for two who looked. */
  INCONSISTENT_OFFSETS("inconsistent-offsets"),
  /** From one batch to the next a reader missed events that lie between. */
  POLL_SKIP("poll-skip"),
  /** Inside one batch a reader missed events that lie between. */
  INT_POLL_SKIP("int-poll-skip"),
  /** From one batch to the next of its session a reader went back. */
  NONMONOTONIC_POLL("nonmonotonic-poll"),
  /** Inside one batch offsets go back. */
  INT_NONMONOTONIC_POLL("int-nonmonotonic-poll"),
  /** From one session to the next a reader went back behind what it had acknowledged. */
  EXTERNAL_NONMONOTONIC_POLL("external-nonmonotonic-poll"),
  /** A repeated read of a batch brought other events, and neither version was superseded. */
  CHANGED_BATCH("changed-batch"),
  /** A reader that had read all there was has not seen an acknowledged event. */
  UNSEEN("unseen"),
  /** Nobody looked what is in the topic in the end, so that nothing is known about lost writes. */
  NO_FINAL_READ("no-final-read");

  private final String label;

  Kind(String label) {
    this.label = label;
  }

  /** The name in reports and in JSON. */
  public String label() {
    return label;
  }
}
