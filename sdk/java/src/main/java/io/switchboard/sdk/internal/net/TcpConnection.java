package io.switchboard.sdk.internal.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One framed connection with at most one request in flight.
 *
 * <p>A read is pending at all times, also while the connection is idle: so a connection that the
 * peer closes leaves the pool at once, and is not found dead by the next request. A frame is its
 * length in four bytes, big-endian, then a message.
 */
final class TcpConnection {
  private static final int FIRST_READ_BYTES = 8 * 1024;

  /** Called once per request, on a thread of the group. */
  interface ReplyHandler {
    void replied(byte[] frame);

    void failed(String what, Throwable cause);
  }

  private final AsynchronousSocketChannel channel;
  private final int maxReplyBytes;
  private final Consumer<TcpConnection> onFree;
  private final Consumer<TcpConnection> onDead;
  private final ByteBuffer first = ByteBuffer.allocate(FIRST_READ_BYTES);

  // Guarded by this.
  private ReplyHandler inFlight;
  private boolean writing;
  private boolean dead;
  private long lastUsedNanos = System.nanoTime();

  // Only touched by the read handler, of which one runs at a time.
  private ByteBuffer frame;

  /**
   * A connection over a connected channel.
   *
   * @param onFree called before a reply is handed out, when the next request may be sent
   * @param onDead called once
   */
  TcpConnection(
      AsynchronousSocketChannel channel,
      int maxReplyBytes,
      Consumer<TcpConnection> onFree,
      Consumer<TcpConnection> onDead) {
    this.channel = channel;
    this.maxReplyBytes = maxReplyBytes;
    this.onFree = onFree;
    this.onDead = onDead;
  }

  void start() {
    readMore();
  }

  /** Sends a request; the connection must be free. */
  void send(List<ByteBuffer> parts, ReplyHandler handler) {
    boolean usable;
    synchronized (this) {
      if (inFlight != null || writing) {
        throw new IllegalStateException("A request is in flight on this connection.");
      }
      usable = !dead;
      if (usable) {
        inFlight = handler;
        writing = true;
      }
    }
    if (!usable) {
      handler.failed("the connection was closed by the other side", null);
      return;
    }
    ByteBuffer[] buffers = new ByteBuffer[parts.size() + 1];
    int length = 0;
    for (int i = 0; i < parts.size(); i++) {
      buffers[i + 1] = parts.get(i);
      length += parts.get(i).remaining();
    }
    buffers[0] = ByteBuffer.allocate(4).putInt(0, length);
    write(buffers);
  }

  /** Whether nothing is in flight and nothing was since then. */
  synchronized boolean isUnusedSince(long nanos) {
    return inFlight == null && lastUsedNanos - nanos < 0;
  }

  synchronized boolean isDead() {
    return dead;
  }

  private void write(ByteBuffer[] buffers) {
    channel.write(
        buffers, 0, buffers.length, 0, TimeUnit.MILLISECONDS, buffers, new WriteHandler());
  }

  private void written() {
    boolean free;
    synchronized (this) {
      writing = false;
      free = inFlight == null && !dead;
    }
    if (free) {
      onFree.accept(this);
    }
  }

  private void readMore() {
    channel.read(frame == null ? first : frame, null, readHandler);
  }

  private void onBytes() {
    if (frame == null) {
      if (first.position() < 4) {
        readMore();
        return;
      }
      int length = first.getInt(0);
      if (length <= 0 || length > maxReplyBytes) {
        kill("a reply of " + length + " bytes came, at most " + maxReplyBytes + " are taken", null);
        return;
      }
      first.flip().position(4);
      if (first.remaining() > length) {
        kill("more bytes came than the reply holds", null);
        return;
      }
      frame = ByteBuffer.allocate(length).put(first);
      first.clear();
    }
    if (frame.hasRemaining()) {
      readMore();
      return;
    }
    byte[] message = frame.array();
    frame = null;
    ReplyHandler handler;
    boolean free;
    synchronized (this) {
      handler = inFlight;
      inFlight = null;
      lastUsedNanos = System.nanoTime();
      // The reply may overtake the notice that the request's last byte was sent.
      free = !writing;
    }
    if (handler == null) {
      kill("a reply came that nobody asked for", null);
      return;
    }
    readMore();
    if (free) {
      onFree.accept(this);
    }
    handler.replied(message);
  }

  /** Closes the connection and fails what is in flight. Idempotent. */
  void kill(String what, Throwable cause) {
    ReplyHandler handler;
    synchronized (this) {
      if (dead) {
        return;
      }
      dead = true;
      handler = inFlight;
      inFlight = null;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // Closing is all that was wanted; the descriptor is gone either way.
    }
    onDead.accept(this);
    if (handler != null) {
      handler.failed(what, cause);
    }
  }

  private final CompletionHandler<Integer, Void> readHandler =
      new CompletionHandler<>() {
        @Override
        public void completed(Integer count, Void unused) {
          if (count < 0) {
            kill("the connection was closed by the other side", new EOFException());
          } else {
            onBytes();
          }
        }

        @Override
        public void failed(Throwable error, Void unused) {
          kill("receiving failed: " + TransportFault.describe(error), error);
        }
      };

  private final class WriteHandler implements CompletionHandler<Long, ByteBuffer[]> {
    @Override
    public void completed(Long count, ByteBuffer[] buffers) {
      for (ByteBuffer buffer : buffers) {
        if (buffer.hasRemaining()) {
          write(buffers);
          return;
        }
      }
      written();
    }

    @Override
    public void failed(Throwable error, ByteBuffer[] buffers) {
      kill("sending failed: " + TransportFault.describe(error), error);
    }
  }
}
