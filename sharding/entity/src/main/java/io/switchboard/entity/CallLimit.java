package io.switchboard.entity;

/**
 * Bounds the calls that one session holds back while an event is journaled. Akka keeps them, and
 * hands them out afterwards one inside the other: some hundred at once would overflow the thread's
 * stack, which ends the JVM. A client has one or a few calls under way; only somebody who repeats
 * them without waiting comes to the limit. For one actor.
 */
final class CallLimit {
  /** Of one session. */
  static final int MAX = 100;

  private int waiting;

  /** A call has come to the session; false: it is one too many. */
  boolean admit() {
    if (waiting >= MAX) {
      return false;
    }
    waiting++;
    return true;
  }

  /** The session has got to a call that was admitted. */
  void taken() {
    // It may be of a time before they were forgotten.
    waiting = Math.max(0, waiting - 1);
  }

  /** The session has put it back. */
  void putBack() {
    waiting++;
  }

  /** What waited may have been lost with the session's former life. */
  void clear() {
    waiting = 0;
  }
}
