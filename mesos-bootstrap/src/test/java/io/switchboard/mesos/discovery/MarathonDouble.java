package io.switchboard.mesos.discovery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** An HTTP server on loopback in Marathon's place, which answers as it is told: well, or badly. */
final class MarathonDouble implements AutoCloseable {

  /** How it answers. */
  @FunctionalInterface
  interface Reply {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** What it was asked. */
  record Asked(String pathAndQuery, Optional<String> authorization) {}

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch clientGone = new CountDownLatch(1);
  private volatile Reply reply;

  private MarathonDouble(HttpServer server, String scheme, Reply reply) {
    this.server = server;
    this.scheme = scheme;
    this.reply = reply;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static MarathonDouble start(Reply reply) {
    try {
      return new MarathonDouble(HttpServer.create(anyPort(), 0), "http", reply);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MarathonDouble startTls(SSLContext context, Reply reply) {
    try {
      HttpsServer server = HttpsServer.create(anyPort(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      return new MarathonDouble(server, "https", reply);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  String url() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  void nowReplies(Reply other) {
    reply = other;
  }

  List<Asked> asked() {
    return asked;
  }

  /** Whether the client ends a connection that still trickles, within half a minute. */
  boolean seesItsClientGo() throws InterruptedException {
    return clientGone.await(30, TimeUnit.SECONDS);
  }

  static Reply json(String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  static Reply status(int status) {
    return exchange -> {
      byte[] bytes = "{\"message\":\"geheim\"}".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
      if (status != 204) {
        exchange.getResponseBody().write(bytes);
      }
    };
  }

  static Reply redirect(int status, String location) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", location);
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** Says 2 GB and sends a little of it. */
  Reply announcingTwoGigabytes() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 2L << 30);
      exchange.getResponseBody().write("{\"apps\":[".getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      closed.await();
    };
  }

  /** Sends without end and without saying how much. */
  Reply endless() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] block = " ".repeat(8192).getBytes(StandardCharsets.UTF_8);
      send(exchange.getResponseBody(), block, 0);
    };
  }

  /** Begins a good answer and never gets to its end: a byte now and then. */
  Reply trickling() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      send(exchange.getResponseBody(), new byte[] {' '}, 20);
    };
  }

  Reply silent() {
    return exchange -> closed.await();
  }

  static Reply cutOff() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write("{\"apps\":[]}".getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
    };
  }

  private void send(OutputStream out, byte[] block, long everyMillis) throws InterruptedException {
    try {
      while (!closed.await(everyMillis, TimeUnit.MILLISECONDS)) {
        out.write(block);
        out.flush();
      }
    } catch (IOException e) {
      clientGone.countDown();
    }
  }

  private void handle(HttpExchange exchange) {
    asked.add(
        new Asked(
            exchange.getRequestURI().toString(),
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))));
    try (exchange) {
      reply.to(exchange);
    } catch (IOException e) {
      clientGone.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
