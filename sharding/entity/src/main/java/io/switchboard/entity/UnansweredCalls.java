package io.switchboard.entity;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Read;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Calls that wait for their sessions' answers. A call can be lost on its way: its session's node
 * dies with it, or the session moves at that very moment. So it is sent again, a few times, since a
 * session answers a repeated call as it answered the first; its client would otherwise learn only
 * by a time-out that there is something to try again. Thread-safe.
 */
final class UnansweredCalls {
  private static final long FIRST_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LONG_POLL_AGAIN_NANOS = Duration.ofSeconds(3).toNanos();

  /** The routers hear of a node's end at about the same time as this does. */
  private static final long AFTER_LOSS_NANOS = Duration.ofMillis(300).toNanos();

  private static final int MAX_AGAIN = 3;

  /** How a call reaches its session; always completes normally. */
  interface Route {
    CompletionStage<Reply> send(SessionId session, ClientCall call, Duration within);
  }

  /** How often a call was sent again. */
  final LongAdder sentAgain = new LongAdder();

  private final Set<Unanswered> waiting = ConcurrentHashMap.newKeySet();
  private final Route route;
  private final LongSupplier nanos;

  UnansweredCalls(Route route, LongSupplier nanos) {
    this.route = route;
    this.nanos = nanos;
  }

  /**
   * Sends a call, again if need be.
   *
   * @param within after this time it is answered by the route's time-out
   */
  CompletionStage<Reply> ask(SessionId session, ClientCall call, Duration within) {
    if (!isRepeatable(call)) {
      return route.send(session, call, within);
    }
    Unanswered unanswered = new Unanswered(session, call, within);
    waiting.add(unanswered);
    unanswered.send(within);
    return unanswered.answer;
  }

  /** Each take-over locks the one before out: the client would lock out itself. */
  private static boolean isRepeatable(ClientCall call) {
    return !(call instanceof Describe describe && describe.takeOver());
  }

  private static boolean isLongPoll(ClientCall call) {
    return call instanceof Read read && read.maxWait().toNanos() > FIRST_AGAIN_NANOS;
  }

  /** Sends again what has waited long enough; to be called a few times a second. */
  void look() {
    long now = nanos.getAsLong();
    for (Unanswered unanswered : waiting) {
      unanswered.sendAgainIfDue(now);
    }
  }

  /** A node is gone, and what was on its way to it may be lost. */
  void nodeLost() {
    long now = nanos.getAsLong();
    for (Unanswered unanswered : waiting) {
      unanswered.mayBeLost(now);
    }
  }

  int size() {
    return waiting.size();
  }

  private final class Unanswered {
    private final SessionId session;
    private final ClientCall call;
    private final long deadlineNanos;
    private final CompletableFuture<Reply> answer = new CompletableFuture<>();
    private int sends;
    private int again;
    private long dueNanos;
    private long pauseNanos;

    Unanswered(SessionId session, ClientCall call, Duration within) {
      this.session = session;
      this.call = call;
      long now = nanos.getAsLong();
      this.deadlineNanos = now + within.toNanos();
      // Many readers wait in long polls for long, and all is well.
      this.pauseNanos = isLongPoll(call) ? LONG_POLL_AGAIN_NANOS : FIRST_AGAIN_NANOS;
      this.dueNanos = now + pauseNanos;
    }

    void send(Duration within) {
      int number;
      synchronized (this) {
        number = ++sends;
      }
      route
          .send(session, call, within)
          .whenComplete(
              (reply, failure) -> {
                if (failure != null) {
                  end(() -> answer.completeExceptionally(failure));
                } else if (!(reply instanceof Reply.Rejected) || isLast(number)) {
                  end(() -> answer.complete(reply));
                }
              });
    }

    /**
     * A session that is called again turns the call that waits away. What it would have told the
     * earlier one for another reason, it tells the later one too.
     */
    private synchronized boolean isLast(int number) {
      return number == sends;
    }

    private void end(Runnable answering) {
      waiting.remove(this);
      answering.run();
    }

    synchronized void mayBeLost(long now) {
      again = 0;
      pauseNanos = FIRST_AGAIN_NANOS;
      dueNanos = now + AFTER_LOSS_NANOS;
    }

    void sendAgainIfDue(long now) {
      long leftNanos = deadlineNanos - now;
      synchronized (this) {
        if (now - dueNanos < 0 || leftNanos <= 0 || again == MAX_AGAIN) {
          return;
        }
        again++;
        pauseNanos = isLongPoll(call) ? leftNanos : 2 * pauseNanos;
        dueNanos = now + pauseNanos;
      }
      sentAgain.increment();
      send(Duration.ofNanos(leftNanos));
    }
  }
}
