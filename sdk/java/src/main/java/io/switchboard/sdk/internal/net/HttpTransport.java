package io.switchboard.sdk.internal.net;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.sdk.internal.wire.RemoteError;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * HTTP POST to one address, over the JDK's client. That one has no limit of connections, so
 * exchanges above the limit wait in line here. Waiting exchanges are bounded by the number of
 * sessions, each of which has one in flight.
 */
public final class HttpTransport implements Transport {
  private static final String THRIFT = "application/vnd.apache.thrift.compact";

  private final Address address;
  private final NetSettings settings;
  private final HttpClient client;
  private final ScheduledExecutorService timer;
  private final Set<Exchange> running = ConcurrentHashMap.newKeySet();

  // Guarded by waiting.
  private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
  private int permits;
  private boolean closed;

  /** A transport over a shared client, whose executor runs all callbacks. */
  public HttpTransport(
      Address address, NetSettings settings, HttpClient client, ScheduledExecutorService timer) {
    this.address = address;
    this.settings = settings;
    this.client = client;
    this.timer = timer;
    this.permits = settings.maxConnections();
  }

  /** A client to share between the transports of one Switchboard client. */
  public static HttpClient newClient(NetSettings settings, Executor executor) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(settings.connectTimeout())
        .followRedirects(HttpClient.Redirect.NEVER)
        .executor(executor)
        .build();
  }

  @Override
  public CompletableFuture<byte[]> exchange(List<ByteBuffer> parts, long timeoutNanos) {
    Exchange exchange = new Exchange(parts);
    exchange.armTimeout(timeoutNanos);
    synchronized (waiting) {
      if (!closed) {
        if (permits == 0) {
          waiting.addLast(exchange);
          return exchange;
        }
        permits--;
      }
    }
    exchange.start();
    return exchange;
  }

  private void releasePermit() {
    Exchange next;
    synchronized (waiting) {
      next = waiting.pollFirst();
      if (next == null) {
        permits++;
        return;
      }
    }
    next.start();
  }

  @Override
  public void close() {
    List<Exchange> unsent;
    synchronized (waiting) {
      closed = true;
      unsent = List.copyOf(waiting);
      waiting.clear();
    }
    unsent.forEach(exchange -> exchange.fail("the client is closed", null));
    running.forEach(exchange -> exchange.cancel(true));
  }

  private boolean isClosed() {
    synchronized (waiting) {
      return closed;
    }
  }

  private HttpRequest request(List<ByteBuffer> parts) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.httpUri())
            .header("Content-Type", THRIFT)
            .header("Accept", THRIFT);
    List<ByteBuffer> body = parts;
    if (settings.gzip()) {
      body = List.of(Gzip.compress(parts));
      request.header("Content-Encoding", "gzip").header("Accept-Encoding", "gzip");
    }
    return request.POST(new PartsPublisher(body)).build();
  }

  /** One request on its way. Holds a permit from start to finish. */
  private final class Exchange extends CompletableFuture<byte[]> {
    private final List<ByteBuffer> parts;
    private ScheduledFuture<?> timeout;
    private volatile CompletableFuture<?> sent;

    Exchange(List<ByteBuffer> parts) {
      this.parts = parts;
    }

    /** The JDK's own time-out ends with the reply's header; this one holds for the body too. */
    void armTimeout(long nanos) {
      timeout =
          timer.schedule(
              () -> {
                fail("no answer within " + nanos / 1_000_000 + " ms", null);
                breakOff();
              },
              nanos,
              TimeUnit.NANOSECONDS);
      whenComplete((reply, error) -> timeout.cancel(false));
    }

    void start() {
      if (isDone() || isClosed()) {
        fail("the client is closed", null);
        releasePermit();
        return;
      }
      HttpRequest request;
      try {
        request = request(parts);
      } catch (IOException e) {
        fail("the request cannot be compressed: " + TransportFault.describe(e), e);
        releasePermit();
        return;
      }
      running.add(this);
      CompletableFuture<HttpResponse<Void>> sending =
          client.sendAsync(
              request, info -> new ReplySubscriber(info, settings.maxReplyBytes(), this::replied));
      sent = sending;
      sending.whenComplete(
          (response, error) -> {
            running.remove(this);
            if (error != null) {
              Throwable cause =
                  error instanceof CompletionException && error.getCause() != null
                      ? error.getCause()
                      : error;
              fail(TransportFault.describe(cause), cause);
            } else {
              fail("the reply ended without a body", null);
            }
            releasePermit();
          });
      if (isDone()) {
        sending.cancel(true);
      }
    }

    /** Runs when the last byte is there, before the JDK's own future completes elsewhere. */
    private void replied(HttpResponse.ResponseInfo info, byte[] body) {
      byte[] message = body;
      if (info.headers().firstValue("Content-Encoding").filter("gzip"::equals).isPresent()) {
        try {
          message = Gzip.expand(body, settings.maxReplyBytes());
        } catch (IOException e) {
          fail("the reply cannot be decompressed: " + TransportFault.describe(e), e);
          return;
        }
      }
      int status = info.statusCode();
      boolean thrift =
          info.headers().firstValue("Content-Type").filter(t -> t.startsWith(THRIFT)).isPresent();
      if (status == 200 || (thrift && message.length > 0)) {
        complete(message);
      } else if (status == 401 || status == 403) {
        completeExceptionally(
            RemoteError.of(
                status == 401 ? ErrorCode.UNAUTHENTICATED : ErrorCode.FORBIDDEN,
                ErrorCategory.DENIED,
                address + " answered HTTP status " + status + "."));
      } else if (status >= 500 || status == 408 || status == 425 || status == 429) {
        fail("HTTP status " + status, null);
      } else {
        completeExceptionally(
            RemoteError.of(
                ErrorCode.UNKNOWN_PROTOCOL,
                ErrorCategory.YOUR_MISTAKE,
                "Expected a Switchboard node at "
                    + address.httpUri()
                    + ", but HTTP status "
                    + status
                    + " came: check the address."));
      }
    }

    void fail(String what, Throwable cause) {
      if (!isDone()) {
        completeExceptionally(new TransportFault(address, what, cause));
      }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      boolean first = super.cancel(mayInterrupt);
      breakOff();
      return first;
    }

    /** The answer is no longer wanted. */
    private void breakOff() {
      CompletableFuture<?> started = sent;
      if (started != null) {
        started.cancel(true);
      } else {
        synchronized (waiting) {
          waiting.remove(this);
        }
      }
    }
  }
}
