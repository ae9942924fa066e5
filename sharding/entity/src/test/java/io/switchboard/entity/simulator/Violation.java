package io.switchboard.entity.simulator;

/** What can go wrong, by the names that Jepsen's queue workloads use where they have one. */
enum Violation {
  LOST_WRITE("lost-write", "a client was told that a batch is done, and it is not in Kafka"),
  DUPLICATE("duplicate", "a batch, or an event, came twice"),
  PARTIAL_BATCH("partial-batch", "some events of a batch are in Kafka, others are not"),
  REORDERED("reordered", "a batch was published before the one that precedes it"),
  NONMONOTONIC_POLL("nonmonotonic-poll", "a reader was given a batch from before its position"),
  POLL_SKIP("poll-skip", "a reader was led past events that it never got"),
  ABORTED_READ("aborted-read", "something was visible that was aborted, or that nobody acked"),
  CHANGED_BATCH("changed-batch", "a repeated read gave another batch under the same seq"),
  TWO_PUBLISHERS("two-publishers", "a lane can publish for a session that another lane owns"),
  DIVERGED_STATE("diverged-state", "what a session holds is not the fold of what it journaled"),
  WRONGLY_REFUSED("wrongly-refused", "a client that made no mistake was told that it did"),
  STUCK("stuck", "a client does not get on although all faults have ended");

  private final String title;
  private final String meaning;

  Violation(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  /** Reports it. */
  SimulationFailure because(String detail) {
    return new SimulationFailure(this, detail);
  }

  @Override
  public String toString() {
    return title + " (" + meaning + ")";
  }

  /** A promise was broken. */
  static final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final Violation violation;

    private SimulationFailure(Violation violation, String detail) {
      super(violation + ": " + detail);
      this.violation = violation;
    }

    Violation violation() {
      return violation;
    }
  }
}
