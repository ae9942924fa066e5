package io.switchboard.mesos.discovery;

import java.time.Duration;

/**
 * When a lookup must be over. A value: whoever reads the clock passes it in.
 *
 * @param atNanos on the scale of {@link System#nanoTime()}
 */
record Deadline(long atNanos) {

  static Deadline in(Duration time, long nowNanos) {
    return new Deadline(nowNanos + time.toNanos());
  }

  /** What is left; zero when it is over. */
  Duration left(long nowNanos) {
    return Duration.ofNanos(Math.max(0, atNanos - nowNanos));
  }

  /** An equal share of what is left, so that one who hangs leaves time for the others. */
  Deadline share(int parts, long nowNanos) {
    return in(left(nowNanos).dividedBy(parts), nowNanos);
  }
}
