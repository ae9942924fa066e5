package io.switchboard.sdk.internal.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads and transports of one client: one timer thread; two threads for framed TCP, if an
 * address needs them; two threads and the JDK's selector for HTTP, if an address needs them.
 */
public final class Network implements AutoCloseable {
  private static final int IO_THREADS = 2;

  private final NetSettings settings;
  private final ScheduledThreadPoolExecutor timer;
  // Guarded by this.
  private final List<Transport> transports = new ArrayList<>();
  private AsynchronousChannelGroup group;
  private ExecutorService httpExecutor;
  private HttpClient httpClient;

  /** A network without transports. */
  public Network(NetSettings settings) {
    this.settings = settings;
    this.timer = new ScheduledThreadPoolExecutor(1, SdkThread.factory("switchboard-timer"));
    timer.setRemoveOnCancelPolicy(true);
  }

  /** The timer; closed with the network. */
  public ScheduledExecutorService timer() {
    return timer;
  }

  /** A transport to an address. */
  public synchronized Transport transport(Address address) {
    Transport transport =
        switch (address.kind()) {
          case TCP -> new TcpTransport(address, settings, group(), timer);
          case HTTP -> new HttpTransport(address, settings, httpClient(), timer);
        };
    transports.add(transport);
    return transport;
  }

  private AsynchronousChannelGroup group() {
    if (group == null) {
      try {
        group =
            AsynchronousChannelGroup.withFixedThreadPool(
                IO_THREADS, SdkThread.factory("switchboard-tcp"));
      } catch (IOException e) {
        throw new UncheckedIOException("The machine gives no sockets: " + e.getMessage(), e);
      }
    }
    return group;
  }

  private HttpClient httpClient() {
    if (httpClient == null) {
      ThreadPoolExecutor executor =
          new ThreadPoolExecutor(
              IO_THREADS,
              IO_THREADS,
              5,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              SdkThread.factory("switchboard-http"));
      // The JDK's client cannot be closed before Java 21, and may use its executor after us.
      executor.allowCoreThreadTimeOut(true);
      httpExecutor = executor;
      httpClient = HttpTransport.newClient(settings, httpExecutor);
    }
    return httpClient;
  }

  @Override
  public synchronized void close() {
    transports.forEach(Transport::close);
    timer.shutdownNow();
    if (group != null) {
      try {
        group.shutdownNow();
      } catch (IOException e) {
        // All channels were closed before; nothing is left that could fail.
        group.shutdown();
      }
    }
    httpClient = null;
  }
}
