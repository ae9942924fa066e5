package io.switchboard.node.door;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;

/**
 * The messages to a client that it has not taken yet: how many, since when it has taken none, and
 * their share of the reply budget, which they keep until they are gone. Belongs to the connection's
 * event loop, on which Netty also reports what became of a write.
 */
final class PendingWrites {
  private final ByteBudget replyBudget;
  private final DoorMetrics metrics;
  private final RequestClock clock;
  private final Runnable onTaken;
  private int count;
  private long sinceNanos;
  private int lastBytes;

  /**
   * @param clock told that the connection is not idle
   * @param onTaken run on the event loop whenever the client has taken a message
   */
  PendingWrites(ByteBudget replyBudget, DoorMetrics metrics, RequestClock clock, Runnable onTaken) {
    this.replyBudget = replyBudget;
    this.metrics = metrics;
    this.clock = clock;
    this.onTaken = onTaken;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Whether there are some, and the client has taken none of them for longer than it may. */
  boolean areLate(long now, Duration limit) {
    return count > 0 && now - sinceNanos > limit.toNanos();
  }

  /** A guess at the size of the next reply: readers get batches of much the same size. */
  int expectedBytes() {
    return lastBytes + lastBytes / 8;
  }

  /**
   * Writes a message, without flushing it; if that fails, the connection is closed.
   *
   * @param replyBytesHeld what of the reply budget was taken for it
   */
  ChannelFuture write(
      ChannelHandlerContext context, Object message, int bytes, long replyBytesHeld) {
    lastBytes = bytes;
    if (count++ == 0) {
      sinceNanos = System.nanoTime();
    }
    ChannelFuture written = context.write(message);
    written.addListener(
        done -> {
          count--;
          sinceNanos = System.nanoTime();
          clock.touch(sinceNanos);
          replyBudget.release(replyBytesHeld);
          if (done.isSuccess()) {
            metrics.sent(bytes);
            onTaken.run();
          } else {
            context.close();
          }
        });
    return written;
  }
}
