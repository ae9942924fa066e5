package io.switchboard.node.door;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;

/**
 * The end of a connection behind a last message, such that the client can still read it: closing a
 * socket with unread bytes would reset it, so at first only the sending half is closed, and for a
 * second what still comes in is read and dropped. Belongs to the connection's event loop.
 */
final class LingeringClose {
  private static final long LINGER_NANOS = 1_000_000_000L;

  private boolean isUnderWay;
  private long untilNanos;

  /** The last message was written. */
  void begin(Channel channel) {
    isUnderWay = true;
    untilNanos = System.nanoTime() + LINGER_NANOS;
    if (channel instanceof SocketChannel socket && channel.isActive()) {
      socket.shutdownOutput();
    }
  }

  boolean isUnderWay() {
    return isUnderWay;
  }

  /** Whether one that is under way has had its time: the channel can be closed. */
  boolean isOver(long now) {
    return isUnderWay && now - untilNanos > 0;
  }
}
