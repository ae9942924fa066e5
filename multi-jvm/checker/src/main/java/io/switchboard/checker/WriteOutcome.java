package io.switchboard.checker;

/** How an attempt to write a batch ended, as far as the client was told. */
enum WriteOutcome {
  /** Committed: every event is in the topic, once. */
  OK,
  /** Definitely refused: this attempt put nothing into the topic, now or later. */
  FAILED,
  /** Nobody told: it may be there once, whole, or not at all. */
  UNCERTAIN
}
