package io.switchboard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A management API that answers what it was told, and remembers what it was asked. */
final class ManagementDouble implements AutoCloseable {
  private record Said(int status, String body) {}

  /** What was asked: {@code GET /path?query body}. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private final Map<String, Said> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  ManagementDouble() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          asked.add((call + " " + body).strip());
          Said said =
              answers.getOrDefault(call, new Said(404, "{\"detail\":\"nothing at " + call + "\"}"));
          byte[] bytes = said.body().getBytes(UTF_8);
          exchange.sendResponseHeaders(said.status(), bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  /** Answers such a call, {@code GET /path?query}, so. */
  ManagementDouble say(String call, int status, String body) {
    answers.put(call, new Said(status, body));
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
