package io.switchboard.entity.reading;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What has reached a feed and waits for its actor; one message in the actor's mailbox stands for
 * all of it. While an event is journaled Akka keeps all messages back, and hands them out
 * afterwards one inside the other: a message for each of some hundred chunks, which a busy topic
 * has in a second, would overflow the thread's stack, and end the JVM.
 *
 * <p>{@link #put} is for any thread, the rest for the actor. Bounded by the credit of the feed's
 * subscriptions.
 */
public final class FeedInbox {
  private final ConcurrentLinkedQueue<FeedSignal> signals = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean told = new AtomicBoolean();
  private final Runnable tell;

  /**
   * @param tell sends the actor the message upon which it calls {@link #drain}
   */
  public FeedInbox(Runnable tell) {
    this.tell = tell;
  }

  /** Adds a signal, and tells the actor if it was not told already. */
  public void put(FeedSignal signal) {
    signals.add(signal);
    if (told.compareAndSet(false, true)) {
      tell.run();
    }
  }

  /** Hands out all that is there, in the order in which it came. */
  public void drain(Consumer<FeedSignal> to) {
    // First, so that what comes from now on is told again.
    told.set(false);
    for (FeedSignal signal = signals.poll(); signal != null; signal = signals.poll()) {
      to.accept(signal);
    }
  }

  /** Forgets all; the message that was sent may have been lost with its actor's former life. */
  public void clear() {
    told.set(false);
    signals.clear();
  }
}
