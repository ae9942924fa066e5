package io.switchboard.entity.reading;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Signals on their way to the actor, which hears of all of them by one message. A message each
 * would pile up in Akka's stash while the session is journaled: a topic's chunks are small where
 * batches are, and Akka 2.8.5 hands out a stash by recursion, a thousand messages of which overflow
 * the stack and end the node. Any thread may put; the actor drains. What is
 * in here is bounded by the credit that the actor gives.
 */
public final class FeedInbox {
  private static final int AT_A_TIME = 256;

  private final Queue<FeedSignal> signals = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean told = new AtomicBoolean();
  private final Runnable tell;

  /**
   * @param tell brings the actor to {@link #drain}; called on the thread of the signal
   */
  public FeedInbox(Runnable tell) {
    this.tell = tell;
  }

  /** Keeps a signal until the actor drains. */
  public void put(FeedSignal signal) {
    signals.add(signal);
    tellOnce();
  }

  /** Hands over what is there, in order; what is too much for one turn comes with the next. */
  public void drain(Consumer<FeedSignal> each) {
    told.set(false);
    for (int i = 0; i < AT_A_TIME; i++) {
      FeedSignal signal = signals.poll();
      if (signal == null) {
        return;
      }
      each.accept(signal);
    }
    if (!signals.isEmpty()) {
      tellOnce();
    }
  }

  /** Forgets all: a new life of the actor begins, to which the last message may not have come. */
  public void clear() {
    told.set(false);
    signals.clear();
  }

  private void tellOnce() {
    if (told.compareAndSet(false, true)) {
      tell.run();
    }
  }
}
