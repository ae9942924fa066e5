package io.switchboard.sdk.internal.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The threads and transports of one client: a timer, and two threads for all connections. */
public final class Network implements AutoCloseable {
  private static final int IO_THREADS = 2;

  private final NetSettings settings;
  private final ScheduledThreadPoolExecutor timer;
  private final AsynchronousChannelGroup group;
  // Guarded by this.
  private final List<Transport> transports = new ArrayList<>();

  /** A network without transports. */
  public Network(NetSettings settings) {
    this.settings = settings;
    this.timer = new ScheduledThreadPoolExecutor(1, SdkThread.factory("switchboard-timer"));
    timer.setRemoveOnCancelPolicy(true);
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
    Transport transport = new ConnectionPool(address, settings, group, timer);
    transports.add(transport);
    return transport;
  }

  @Override
  public synchronized void close() {
    transports.forEach(Transport::close);
    timer.shutdownNow();
    try {
      group.shutdownNow();
    } catch (IOException e) {
      // All channels were closed before; nothing is left that could fail.
      group.shutdown();
    }
  }
}
