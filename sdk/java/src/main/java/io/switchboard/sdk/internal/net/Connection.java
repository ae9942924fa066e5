package io.switchboard.sdk.internal.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One connection with at most one request in flight.
 *
 * <p>A read is pending at all times, also while the connection is idle: so a connection that the
 * peer closes leaves the pool at once, and is not found dead by the next request.
 */
final class Connection {
  /** Called once per request, on a thread of the group. */
  interface ReplyHandler {
    void replied(Wire.Reply reply);

    void failed(String what, Throwable cause);
  }

  private final AsynchronousSocketChannel channel;
  private final Wire.Reader reader; // Only touched by the read handler, one at a time.
  private final Consumer<Connection> onFree;
  private final Consumer<Connection> onDead;

  // Guarded by this.
  private ReplyHandler inFlight;
  private boolean writing;
  private boolean dead;
  private long lastUsedNanos = System.nanoTime();

  /**
   * A connection over a connected channel.
   *
   * @param onFree called before a reply is handed out, when the next request may be sent
   * @param onDead called once
   */
  Connection(
      AsynchronousSocketChannel channel,
      Wire.Reader reader,
      Consumer<Connection> onFree,
      Consumer<Connection> onDead) {
    this.channel = channel;
    this.reader = reader;
    this.onFree = onFree;
    this.onDead = onDead;
  }

  void start() {
    readMore();
  }

  /** Sends a request; the connection must be free. */
  void send(List<ByteBuffer> request, ReplyHandler handler) {
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
    write(request.toArray(new ByteBuffer[0]));
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
    channel.read(reader.target(), null, readHandler);
  }

  private void onBytes() {
    Optional<Wire.Reply> reply;
    try {
      reply = reader.advance();
    } catch (IOException e) {
      kill(String.valueOf(e.getMessage()), e);
      return;
    } catch (RuntimeException e) {
      kill("a bug of the SDK in reading a reply: " + e, e);
      return;
    }
    if (reply.isEmpty()) {
      readMore();
      return;
    }
    handOut(reply.get());
  }

  private void handOut(Wire.Reply reply) {
    ReplyHandler handler;
    boolean free;
    synchronized (this) {
      handler = inFlight;
      inFlight = null;
      lastUsedNanos = System.nanoTime();
      // The reply may overtake the notice that the request's last byte was sent.
      free = !writing;
    }
    if (handler == null || !reply.reusable()) {
      kill(handler == null ? "a reply came that nobody asked for" : "used up", null);
    } else {
      readMore();
      if (free) {
        onFree.accept(this);
      }
    }
    if (handler != null) {
      handler.replied(reply);
    }
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
            reader.end().ifPresent(Connection.this::handOut);
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
