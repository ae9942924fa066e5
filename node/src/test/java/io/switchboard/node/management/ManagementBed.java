package io.switchboard.node.management;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.model.TopicRef;
import io.switchboard.node.audit.AuditLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TopicExistsException;

/** The management API over real HTTP, with plain stand-ins behind it. */
final class ManagementBed implements AutoCloseable {
  static final String TOKEN = "0123456789abcdef0123456789abcdef";
  static final ObjectMapper JSON = new ObjectMapper();

  final AtomicBoolean draining = new AtomicBoolean();
  private final Readiness readiness = new Readiness();
  final PlacementDouble placement = new PlacementDouble();
  final SessionsDouble sessions = new SessionsDouble();
  final Path tokenFile;
  final List<Route> routes;
  private final List<Route> late;
  private final ActorTestKit kit = ActorTestKit.create();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ManagementServer server;

  ManagementBed(Path folder) {
    try {
      tokenFile =
          Files.createTempFile(
              folder,
              "token",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(tokenFile, TOKEN + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    late = ManagementRoutes.of(sources());
    routes = Stream.concat(early().stream(), late.stream()).toList();
    server = start(Optional.of(tokenFile));
    readiness.up(draining::get);
  }

  /** Another server with the same stand-ins. */
  ManagementServer start(Optional<Path> token) {
    try {
      ManagementServer started = starting(token);
      started.serve(late);
      return started;
    } catch (Exception e) {
      throw new AssertionError("the server did not start", e);
    }
  }

  /** One whose node is not up yet. */
  ManagementServer starting(Optional<Path> token) {
    try {
      return ManagementServer.start(
              kit.system(), new ManagementSettings("127.0.0.1", 0, token), new AuditLog(), early())
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the server did not start", e);
    }
  }

  private ManagementRoutes.Sources sources() {
    return new ManagementRoutes.Sources(
        new TopicsDouble(),
        (name, partitions, replication) ->
            name.equals("a")
                ? CompletableFuture.failedFuture(new TopicExistsException("exists"))
                : CompletableFuture.completedFuture(
                    new TopicInfo(new TopicRef(name, "id"), partitions, 1000, true)),
        sessions,
        sessions,
        SessionsDouble::shardOf,
        placement);
  }

  private List<Route> early() {
    return ManagementRoutes.early(
        new NodeFacts(
            "test",
            "1",
            "life",
            Instant.now(),
            () -> Map.of("tcp", "x:1"),
            () -> Map.of("calls", 7L),
            () -> Map.of("active", 3L)),
        readiness,
        Clock.systemUTC(),
        Route.getNow("/metrics", call -> Answer.text("text/plain", "up 1\n")));
  }

  static Optional<String> bearer() {
    return Optional.of("Bearer " + TOKEN);
  }

  /** What a call with the token gets, which must be of this status. */
  JsonNode json(int status, String method, String path, String body) {
    HttpResponse<String> reply = call(method, path, bearer(), body);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
    try {
      return JSON.readTree(reply.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode get(String path) {
    return json(200, "GET", path, "");
  }

  HttpResponse<String> call(String method, String path, Optional<String> auth, String body) {
    return call(server, method, path, auth, body);
  }

  HttpResponse<String> call(
      ManagementServer at, String method, String path, Optional<String> auth, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.address().getPort() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    auth.ifPresent(value -> request.header("Authorization", value));
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
