package io.switchboard.sdk.internal.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads and transports of one client: a timer, two threads for all connections, and one that
 * looks host names up and ends when there is nothing to look up.
 */
public final class Network implements AutoCloseable {
  private static final int IO_THREADS = 2;

  private final NetSettings settings;
  private final ScheduledThreadPoolExecutor timer;
  private final ThreadPoolExecutor resolver;
  private final AsynchronousChannelGroup group;
  // Guarded by this.
  private final List<Transport> transports = new ArrayList<>();

  /** A network without transports. */
  public Network(NetSettings settings) {
    this.settings = settings;
    this.timer = new ScheduledThreadPoolExecutor(1, SdkThread.factory("switchboard-timer"));
    timer.setRemoveOnCancelPolicy(true);
    this.resolver =
        new ThreadPoolExecutor(
            1,
            1,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            SdkThread.factory("switchboard-names"));
    resolver.allowCoreThreadTimeOut(true);
    try {
      this.group =
          AsynchronousChannelGroup.withFixedThreadPool(
              IO_THREADS, SdkThread.factory("switchboard-io"));
    } catch (IOException e) {
      timer.shutdown();
      throw new UncheckedIOException("The machine gives no sockets: " + e.getMessage(), e);
    }
  }

  /** The timer; closed with the network. */
  public ScheduledExecutorService timer() {
    return timer;
  }

  /** A transport to an address. */
  public synchronized Transport transport(Address address) {
    Transport transport = new ConnectionPool(address, settings, group, timer, resolver);
    transports.add(transport);
    return transport;
  }

  @Override
  public synchronized void close() {
    transports.forEach(Transport::close);
    timer.shutdownNow();
    resolver.shutdown();
    try {
      group.shutdownNow();
    } catch (IOException e) {
      // All channels were closed before; nothing is left that could fail.
      group.shutdown();
    }
  }
}
