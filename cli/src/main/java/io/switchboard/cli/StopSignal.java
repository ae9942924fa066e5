package io.switchboard.cli;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * Turns the first Ctrl-C (or SIGTERM, or a closed terminal) into a request that the command answers
 * in its own order: the JVM's own reaction would stop all child processes at the same time. The
 * second one ends this process at once, and its children with it; so does the first one until
 * {@link #answerInOrder}.
 */
public final class StopSignal {
  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  private final CompletableFuture<String> request = new CompletableFuture<>();
  private final AtomicBoolean endsAtOnce = new AtomicBoolean(true);

  private StopSignal() {}

  /** Takes over the signals for the rest of this process's life. */
  public static StopSignal install() {
    StopSignal stop = new StopSignal();
    for (String name : SIGNALS) {
      try {
        Signal.handle(new Signal(name), signal -> stop.on(signal.getName()));
      } catch (IllegalArgumentException unknownHere) {
        // Not every system has every signal; the JVM's own handling stays.
        continue;
      }
    }
    return stop;
  }

  /** From now on the first signal is only a request. */
  public void answerInOrder() {
    endsAtOnce.set(false);
  }

  private void on(String name) {
    if (endsAtOnce.getAndSet(true)) {
      // What fails from here on fails because of this.
      Terminal.system().mute();
      System.exit(ExitCodes.INTERRUPTED);
    }
    request.complete(name);
  }

  /** Whether it came. */
  public boolean requested() {
    return request.isDone();
  }

  /** Completes with the signal's name when it comes. */
  public CompletableFuture<String> request() {
    return request.copy();
  }
}
