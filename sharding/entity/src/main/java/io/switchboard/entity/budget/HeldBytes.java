package io.switchboard.entity.budget;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes the sessions of a node hold together for one purpose, and how many they may.
 * Thread-safe; never waits.
 */
public final class HeldBytes {
  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param limit bytes that may be held; more than that is held only by who must go on
   */
  public HeldBytes(long limit) {
    this.limit = limit;
  }

  public long limit() {
    return limit;
  }

  /** Gauge. */
  public long held() {
    return held.get();
  }

  /** Whether more is held than may be: who can, lets something go. */
  public boolean isShort() {
    return held.get() > limit;
  }

  /** Whether so many more bytes are within the limit. A hint: others may take them first. */
  public boolean hasRoomFor(long bytes) {
    return bytes <= 0 || held.get() + bytes <= limit;
  }

  /** Takes what is free of so many bytes; possibly none. */
  public long takeFree(long bytes) {
    while (true) {
      long now = held.get();
      long taken = Math.min(bytes, limit - now);
      if (taken <= 0) {
        return 0;
      }
      if (held.compareAndSet(now, now + taken)) {
        return taken;
      }
    }
  }

  /** Takes bytes, or gives them back, without asking. */
  public void change(long bytes) {
    if (bytes != 0) {
      held.addAndGet(bytes);
    }
  }
}
