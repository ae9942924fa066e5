package io.switchboard.sdk.internal.net;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** A thread of the SDK: a daemon on which nothing may block. */
public final class SdkThread extends Thread {
  private SdkThread(Runnable task, String name) {
    super(task, name);
    setDaemon(true);
  }

  /** Makes threads with numbered names. */
  public static ThreadFactory factory(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> new SdkThread(task, prefix + "-" + number.incrementAndGet());
  }

  /** Refuses a blocking call from a thread of the SDK, where it would wait for itself. */
  public static void refuseToBlock(String instead) {
    if (Thread.currentThread() instanceof SdkThread) {
      throw new IllegalStateException(
          "A blocking call on a thread of the SDK would wait for itself for ever: use "
              + instead
              + " here, or continue on an executor of your own (thenApplyAsync(…, executor)).");
    }
  }
}
