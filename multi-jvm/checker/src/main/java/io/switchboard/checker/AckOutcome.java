package io.switchboard.checker;

/** How the ack of a batch that was read ended, as far as the client was told. */
enum AckOutcome {
  /** The position moved, or had moved before. */
  OK,
  /** Refused: the position did not move. */
  FAILED,
  /** Nobody told. */
  UNCERTAIN,
  /** Another version of the batch is the batch; this one counts for nothing. */
  SUPERSEDED
}
