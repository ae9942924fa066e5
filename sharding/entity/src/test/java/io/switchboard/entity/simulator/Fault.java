package io.switchboard.entity.simulator;

/**
 * The kinds of faults. Those with a rate strike where a model asks for them; the others are begun
 * by the {@link Weather}.
 */
enum Fault {
  CALL_LOST(Of.ANY, 12),
  CALL_LATE(Of.ANY, 12),
  CALL_TWICE(Of.ANY, 5),
  ANSWER_LOST(Of.ANY, 10),
  ANSWER_LATE(Of.ANY, 12),
  /** An old call of a client, a call of the wrong kind, or with a foreign token. */
  STALE_CALL(Of.ANY, 0),
  /** A client is stopped and wakes up later; another one may have taken over. */
  CLIENT_ZOMBIE(Of.ANY, 0),

  NODE_CRASH(Of.ANY, 0),
  /** Events are journaled, nothing else is done. */
  CRASH_AFTER_PERSIST(Of.ANY, 16),
  /** Some effects of a decision have begun, the others never do. */
  CRASH_BETWEEN_EFFECTS(Of.ANY, 8),
  /** Everything is done, and nobody is told. */
  CRASH_BEFORE_ANSWERS(Of.ANY, 40),
  /** A process stands still, and goes on much later with what it knew. */
  NODE_PAUSE(Of.ANY, 0),
  /** The session is put to rest and begins anew, perhaps elsewhere. */
  HAND_OVER(Of.ANY, 0),
  /** Two nodes believe that the session is theirs. */
  DOUBLE_OWNER(Of.ANY, 0),

  PERSIST_FAILED(Of.ANY, 10),
  PERSIST_ANSWER_LOST(Of.ANY, 10),

  REGISTER_AWAY(Of.ANY, 8),
  /** The answer is lost; the statement was applied, or never will be. */
  REGISTER_UNKNOWN(Of.ANY, 5),
  /** The answer is lost, and the statement is applied much later. */
  REGISTER_LATE(Of.ANY, 5),
  /** The coordinator repeats a statement, and answers for the second attempt. */
  REGISTER_TWICE(Of.ANY, 5),

  SEND_FAILED(Of.WRITER, 12),
  COMMIT_LOST(Of.WRITER, 8),
  COMMIT_ANSWER_LOST(Of.WRITER, 8),
  /** The request for a commit arrives long after its sender gave up. */
  COMMIT_LATE(Of.WRITER, 5),
  SLOW_MARKERS(Of.WRITER, 4),
  TRANSACTION_TIMED_OUT(Of.WRITER, 0),
  LANE_DIED(Of.WRITER, 0),
  LANE_START_FAILED(Of.WRITER, 4),
  /** A surviving node takes the lane's node for dead, and fences the lane. */
  LANE_REAPED(Of.WRITER, 0),
  /** There is no room for a written batch. */
  NO_ROOM(Of.WRITER, 8),
  /** A fence call ends without answer; perhaps it aborted, and did not fence. */
  FENCE_TIMED_OUT(Of.WRITER, 2),
  /** Another producer's open transaction holds back the last stable offset. */
  FOREIGN_TRANSACTION(Of.WRITER, 0),
  BATCH_REFUSED(Of.WRITER, 0),
  /** The spill store does not answer, or does what it was asked much later; the disk is full. */
  SPILL_AWAY(Of.WRITER, 5),

  SOURCE_BROKEN(Of.READER, 12),
  /** As FOREIGN_TRANSACTION, in the topic. */
  TOPIC_HELD_BACK(Of.READER, 0),
  RETENTION(Of.READER, 0);

  /** Whose sessions it can concern. */
  enum Of {
    ANY,
    READER,
    WRITER
  }

  private final Of of;
  private final int oneIn;

  Fault(Of of, int oneIn) {
    this.of = of;
    this.oneIn = oneIn;
  }

  boolean concerns(boolean reader) {
    return of == Of.ANY || (of == Of.READER) == reader;
  }

  boolean isOfKafka() {
    return of != Of.ANY;
  }

  /** How often it strikes where it is asked for: once in so many times; 0: it is never asked. */
  int oneIn() {
    return oneIn;
  }
}
