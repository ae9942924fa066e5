package io.switchboard.sdk.internal.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A small pool of connections to one address: the last used idle one first, a new one while there
 * are fewer than the limit, else the exchange waits in line until its time-out. Waiting exchanges
 * are bounded by the number of sessions, each of which has one in flight.
 */
public final class ConnectionPool implements Transport {
  private static final String NO_CONNECTION =
      "no connection became free in time: all are in use, perhaps by polls that wait for events;"
          + " raise maxConnectionsPerAddress";

  private final Address address;
  private final Wire wire;
  private final NetSettings settings;
  private final AsynchronousChannelGroup group;
  private final ScheduledExecutorService timer;
  private final Executor resolver;
  private final ScheduledFuture<?> sweep;

  // Guarded by this.
  private final ArrayDeque<Connection> idle = new ArrayDeque<>();
  private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
  private final Set<Connection> open = new HashSet<>();
  private int connecting;
  private boolean closed;

  /**
   * The group's threads run all callbacks; the timer only time-outs; the resolver looks names up.
   */
  public ConnectionPool(
      Address address,
      NetSettings settings,
      AsynchronousChannelGroup group,
      ScheduledExecutorService timer,
      Executor resolver) {
    this.address = address;
    this.wire =
        switch (address.kind()) {
          case TCP -> new FramedWire(settings.maxReplyBytes());
          case HTTP -> new HttpWire(address, settings);
        };
    this.settings = settings;
    this.group = group;
    this.timer = timer;
    this.resolver = resolver;
    long sweepMs = Math.max(50, settings.idleConnectionTimeout().toMillis() / 2);
    this.sweep =
        timer.scheduleWithFixedDelay(this::closeIdle, sweepMs, sweepMs, TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletableFuture<byte[]> exchange(List<ByteBuffer> parts, long timeoutNanos) {
    Exchange exchange = new Exchange(wire.request(parts));
    exchange.armTimeout(timeoutNanos);
    dispatch(exchange);
    return exchange;
  }

  @Override
  public synchronized boolean hasRoom() {
    return !idle.isEmpty() || open.size() + connecting < settings.maxConnections();
  }

  private void dispatch(Exchange exchange) {
    Connection connection = null;
    boolean connect = false;
    synchronized (this) {
      if (!closed) {
        connection = idle.pollLast();
        if (connection == null) {
          if (open.size() + connecting < settings.maxConnections()) {
            connecting++;
            connect = true;
          } else {
            waiting.addLast(exchange);
            return;
          }
        }
      }
    }
    if (connection != null) {
      exchange.runOn(connection);
    } else if (connect) {
      connect(exchange);
    } else {
      exchange.fail("the client is closed", null);
    }
  }

  private void connect(Exchange exchange) {
    AsynchronousSocketChannel channel;
    try {
      channel = AsynchronousSocketChannel.open(group);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    } catch (IOException e) {
      notConnected(exchange, e);
      return;
    }
    // Asynchronous channels have no connect time-out of their own; closing the channel makes one.
    ScheduledFuture<?> timeout =
        timer.schedule(
            () -> closeQuietly(channel),
            settings.connectTimeout().toMillis(),
            TimeUnit.MILLISECONDS);
    if (address.isLiteral()) {
      connect(channel, exchange, timeout);
    } else {
      // Looking a name up blocks.
      resolver.execute(() -> connect(channel, exchange, timeout));
    }
  }

  private void connect(
      AsynchronousSocketChannel channel, Exchange exchange, ScheduledFuture<?> timeout) {
    InetSocketAddress target = new InetSocketAddress(address.host(), address.port());
    if (target.isUnresolved()) {
      timeout.cancel(false);
      closeQuietly(channel);
      notConnected(exchange, new UnknownHostException("the host name cannot be resolved"));
      return;
    }
    if (!channel.isOpen()) {
      notConnected(exchange, new ClosedChannelException());
      return;
    }
    channel.connect(
        target,
        null,
        new CompletionHandler<Void, Void>() {
          @Override
          public void completed(Void done, Void unused) {
            timeout.cancel(false);
            connected(channel, exchange);
          }

          @Override
          public void failed(Throwable error, Void unused) {
            timeout.cancel(false);
            closeQuietly(channel);
            notConnected(exchange, error);
          }
        });
  }

  private void connected(AsynchronousSocketChannel channel, Exchange exchange) {
    Connection connection = new Connection(channel, wire.newReader(), this::release, this::onDead);
    boolean refused;
    synchronized (this) {
      connecting--;
      refused = closed;
      if (!refused) {
        open.add(connection);
      }
    }
    if (refused) {
      closeQuietly(channel);
      exchange.fail("the client is closed", null);
      return;
    }
    connection.start();
    if (exchange.isDone()) {
      release(connection);
    } else {
      exchange.runOn(connection);
    }
  }

  private void notConnected(Exchange exchange, Throwable error) {
    Exchange next;
    synchronized (this) {
      connecting--;
      next = waiting.pollFirst();
    }
    exchange.fail("cannot connect: " + TransportFault.describe(error), error);
    if (next != null) {
      dispatch(next);
    }
  }

  /** Gives a whole connection to the next in line, or to the pool. */
  private void release(Connection connection) {
    Exchange next;
    synchronized (this) {
      if (closed || connection.isDead()) {
        return;
      }
      next = waiting.pollFirst();
      if (next == null) {
        idle.addLast(connection);
        return;
      }
    }
    next.runOn(connection);
  }

  private void onDead(Connection connection) {
    Exchange next;
    synchronized (this) {
      open.remove(connection);
      idle.remove(connection);
      next = waiting.pollFirst();
    }
    if (next != null) {
      dispatch(next);
    }
  }

  private void closeIdle() {
    long oldest = System.nanoTime() - settings.idleConnectionTimeout().toNanos();
    List<Connection> old;
    synchronized (this) {
      old = open.stream().filter(connection -> connection.isUnusedSince(oldest)).toList();
      idle.removeAll(old);
    }
    old.forEach(connection -> connection.kill("idle for too long", null));
  }

  @Override
  public void close() {
    List<Connection> connections;
    List<Exchange> unsent;
    synchronized (this) {
      closed = true;
      connections = List.copyOf(open);
      unsent = List.copyOf(waiting);
      waiting.clear();
      idle.clear();
    }
    sweep.cancel(false);
    connections.forEach(connection -> connection.kill("the client is closed", null));
    unsent.forEach(exchange -> exchange.fail("the client is closed", null));
  }

  private static void closeQuietly(AsynchronousSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was sent; the descriptor is gone either way.
    }
  }

  /** One request on its way. Completed once; whoever completes it first decides. */
  private final class Exchange extends CompletableFuture<byte[]>
      implements Connection.ReplyHandler {
    private final List<ByteBuffer> request;
    private ScheduledFuture<?> timeout;
    // Guarded by this exchange.
    private Connection connection;

    Exchange(List<ByteBuffer> request) {
      this.request = request;
    }

    void armTimeout(long nanos) {
      timeout =
          timer.schedule(
              () ->
                  abandon(
                      isWaiting()
                          ? TransportFault.own(address, NO_CONNECTION)
                          : new TransportFault(
                              address, "no answer within " + nanos / 1_000_000 + " ms", null)),
              nanos,
              TimeUnit.NANOSECONDS);
    }

    private boolean isWaiting() {
      synchronized (ConnectionPool.this) {
        return waiting.contains(this);
      }
    }

    void runOn(Connection granted) {
      boolean late;
      synchronized (this) {
        late = isDone();
        if (!late) {
          connection = granted;
        }
      }
      if (late) {
        release(granted);
      } else {
        granted.send(request, this);
      }
    }

    @Override
    public void replied(Wire.Reply reply) {
      synchronized (this) {
        // Free again, and perhaps another exchange's already: a late abandon must not kill it.
        connection = null;
      }
      timeout.cancel(false);
      if (reply.failure().isPresent()) {
        completeExceptionally(reply.failure().get());
      } else {
        complete(reply.message());
      }
    }

    @Override
    public void failed(String what, Throwable cause) {
      fail(what, cause);
    }

    void fail(String what, Throwable cause) {
      timeout.cancel(false);
      completeExceptionally(new TransportFault(address, what, cause));
    }

    /** The answer is no longer wanted; the connection, which may still bring it, is of no use. */
    private void abandon(TransportFault why) {
      completeExceptionally(why);
      Connection used;
      synchronized (this) {
        used = connection;
        connection = null;
      }
      synchronized (ConnectionPool.this) {
        waiting.remove(this);
      }
      if (used != null) {
        used.kill(why.getMessage(), null);
      }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      boolean first = super.cancel(mayInterrupt);
      timeout.cancel(false);
      abandon(TransportFault.own(address, "cancelled"));
      return first;
    }
  }
}
