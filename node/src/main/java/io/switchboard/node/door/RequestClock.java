package io.switchboard.node.door;

/**
 * Measures how long the request that is coming in on a connection takes, without the time in which
 * the node itself did not read, and how long the connection has been idle. Belongs to one event
 * loop.
 */
final class RequestClock {
  private long lastActivityNanos = System.nanoTime();
  private boolean isRunning;
  private long startNanos;
  private long bytes;
  private boolean isPaused;
  private long pausedSinceNanos;

  void onBytes(int count) {
    lastActivityNanos = System.nanoTime();
    bytes += count;
  }

  /** A reply was taken. */
  void touch(long now) {
    lastActivityNanos = now;
  }

  /** A request's first byte came in. */
  void start() {
    if (!isRunning) {
      isRunning = true;
      startNanos = lastActivityNanos;
      bytes = 0;
    }
  }

  /** A request's last byte came in, or no more of it is wanted. */
  void stop() {
    isRunning = false;
  }

  boolean isRunning() {
    return isRunning;
  }

  boolean isPaused() {
    return isPaused;
  }

  void pause() {
    isPaused = true;
    pausedSinceNanos = System.nanoTime();
  }

  void resume() {
    isPaused = false;
    lastActivityNanos = System.nanoTime();
    startNanos += lastActivityNanos - pausedSinceNanos;
  }

  long idleNanos(long now) {
    return now - lastActivityNanos;
  }

  /**
   * Whether the request should have been here by now: the grace time, and what its bytes take at
   * the minimal rate.
   */
  boolean isLate(long now, DoorSettings settings) {
    long rateNanos = bytes * 1_000_000_000L / settings.minRequestBytesPerSecond();
    long allowed =
        Math.min(
            settings.requestTimeout().toNanos(), settings.requestGrace().toNanos() + rateNanos);
    return isRunning && !isPaused && now - startNanos > allowed;
  }
}
