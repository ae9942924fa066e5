package io.switchboard.entity;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Read;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
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

  /**
   * At a node's loss all that waits is due at once, and most of it may go to one node. Of more than
   * 8,192 messages on their way to one, the rest is dropped, new calls among them. With {@link
   * #LOOK_SOON} these are 10,000 calls a second: each burst leaves that queue nearly empty, and
   * 10,000 long polls are through in a second.
   */
  static final int MAX_PER_LOOK = 500;

  /** Until the next look when this one left something for it. */
  static final Duration LOOK_SOON = Duration.ofMillis(50);

  /** Long polls last: they mostly wait for events, and all is well; of others a client waits. */
  private static final Comparator<Unanswered> MOST_URGENT_LAST =
      Comparator.<Unanswered, Boolean>comparing(unanswered -> isLongPoll(unanswered.call))
          .thenComparing((one, other) -> Long.signum(one.askedNanos - other.askedNanos))
          .reversed();

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

  /**
   * Sends again what has waited long enough, up to {@link #MAX_PER_LOOK} calls; to be called a few
   * times a second.
   *
   * @return whether there is more: look again after {@link #LOOK_SOON}
   */
  boolean look() {
    long now = nanos.getAsLong();
    PriorityQueue<Unanswered> mostUrgent = new PriorityQueue<>(MOST_URGENT_LAST);
    boolean isMore = false;
    for (Unanswered unanswered : waiting) {
      if (unanswered.isDue(now)) {
        mostUrgent.add(unanswered);
        if (mostUrgent.size() > MAX_PER_LOOK) {
          mostUrgent.remove();
          isMore = true;
        }
      }
    }
    mostUrgent.forEach(unanswered -> unanswered.sendAgainIfDue(now));
    return isMore;
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
    private final long askedNanos;
    private final long deadlineNanos;
    private final CompletableFuture<Reply> answer = new CompletableFuture<>();
    private int sends;
    private int again;
    private long dueNanos;
    private long pauseNanos;

    Unanswered(SessionId session, ClientCall call, Duration within) {
      this.session = session;
      this.call = call;
      this.askedNanos = nanos.getAsLong();
      this.deadlineNanos = askedNanos + within.toNanos();
      // Many readers wait in long polls for long, and all is well.
      this.pauseNanos = isLongPoll(call) ? LONG_POLL_AGAIN_NANOS : FIRST_AGAIN_NANOS;
      this.dueNanos = askedNanos + pauseNanos;
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

    synchronized boolean isDue(long now) {
      return now - dueNanos >= 0 && deadlineNanos - now > 0 && again < MAX_AGAIN;
    }

    void sendAgainIfDue(long now) {
      long leftNanos = deadlineNanos - now;
      synchronized (this) {
        if (!isDue(now)) {
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
