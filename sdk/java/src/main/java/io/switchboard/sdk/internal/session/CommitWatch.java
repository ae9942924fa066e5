package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.internal.wire.Token;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Hears of commits while an engine has nothing to send: repeats an ack that waits for its commit,
 * one at a time, beside the engine's own calls. What it hears is true whenever it comes; its errors
 * decide nothing, they only make the engine ask for itself. Thread-safe; calls its engine without
 * holding its own lock.
 */
final class CommitWatch {
  /** So long nothing is to be sent before the first ack that only waits. */
  private static final long IDLE_NANOS = 5_000_000;

  private final SessionHandle session;
  private final Engine engine;

  // All guarded by this.
  private final Alarm idle;
  private final Repeats misses;
  private boolean asking;

  /** A batch whose commit is awaited. */
  record Awaited(long seq, Token token) {}

  /** What it needs of its engine. */
  interface Engine {
    /** What to wait for; empty: nothing now. */
    Optional<Awaited> awaited();

    /** An answer came; empty: none, or an error. True: it tells of something new. */
    boolean heard(OptionalLong committedSeq);

    /** The time for a next wait has come. True: the last one brought no answer. */
    void watchEnded(boolean failed);
  }

  CommitWatch(SessionHandle session, Engine engine) {
    this.session = session;
    this.engine = engine;
    this.idle = new Alarm(session.caller().timing());
    this.misses = new Repeats(session.caller().timing(), session.caller().backoff());
  }

  /** Soon. False: there is no timer any more, the client is being closed. */
  synchronized boolean start() {
    return asking || idle.set(IDLE_NANOS, this::ask);
  }

  /** Something is being sent, which will hear of commits by itself. */
  synchronized void putOff() {
    idle.cancel();
  }

  private void ask() {
    Optional<Awaited> awaited = engine.awaited();
    synchronized (this) {
      idle.cancel();
      if (asking || awaited.isEmpty()) {
        return;
      }
      asking = true;
    }
    session
        .awaitCommit(awaited.get().seq(), awaited.get().token())
        .whenComplete(
            (reply, error) ->
                answered(
                    error == null
                        ? OptionalLong.of(reply.getCommittedSeq())
                        : OptionalLong.empty()));
  }

  private void answered(OptionalLong committedSeq) {
    boolean news = engine.heard(committedSeq);
    long pauseNanos;
    synchronized (this) {
      if (news) {
        misses.progressed();
      }
      pauseNanos = misses.next(!news);
    }
    misses.pause(
        Math.max(0, pauseNanos),
        () -> {
          synchronized (this) {
            asking = false;
          }
          engine.watchEnded(committedSeq.isEmpty());
        });
  }
}
