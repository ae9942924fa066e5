package io.switchboard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sends calls to one of several management APIs of a cluster: to the one that answered last, and if
 * it does not answer, or not now (503), to the next. Blocks, bounded by its time-out; for one
 * thread.
 */
final class ManagementHttp {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final int UNAVAILABLE = 503;

  private final List<String> addresses;
  private final Path tokenFile;
  private final Duration timeout;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_WITHIN)
          .build();
  private int current;

  /**
   * For a cluster.
   *
   * @param addresses {@code http://host:port}, at least one
   * @param timeout of each call, all attempts together
   */
  ManagementHttp(List<String> addresses, Path tokenFile, Duration timeout) {
    if (addresses.isEmpty()) {
      throw CliException.usage(
          "No management API is named.", "Give --management http://host:8558.");
    }
    this.addresses =
        addresses.stream()
            .map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
            .toList();
    this.tokenFile = tokenFile;
    this.timeout = timeout;
  }

  /** A call that may be made twice. */
  HttpResponse<byte[]> send(String method, String path, Optional<JsonNode> body) {
    return send(method, path, body, true);
  }

  /** A call that goes to the next node only if it has certainly not reached one. */
  HttpResponse<byte[]> sendOnce(String method, String path, Optional<JsonNode> body) {
    return send(method, path, body, false);
  }

  private HttpResponse<byte[]> send(
      String method, String path, Optional<JsonNode> body, boolean maybeTwice) {
    String token = token();
    long end = System.nanoTime() + timeout.toNanos();
    List<String> failures = new ArrayList<>();
    Optional<HttpResponse<byte[]>> notNow = Optional.empty();
    for (int left = addresses.size(); left > 0; left--) {
      String base = addresses.get(current);
      Duration share = Duration.ofNanos((end - System.nanoTime()) / left);
      try {
        HttpResponse<byte[]> reply =
            http.send(
                request(base, method, path, body, token, longer(share)),
                HttpResponse.BodyHandlers.ofByteArray());
        if (reply.statusCode() != UNAVAILABLE || !maybeTwice) {
          return reply;
        }
        notNow = Optional.of(reply);
      } catch (IOException e) {
        failures.add(base + " (" + reason(e) + ")");
        if (!maybeTwice && !isUnsent(e)) {
          break;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw CliException.of(ExitCodes.INTERRUPTED, "Interrupted.", "", e);
      }
      current = (current + 1) % addresses.size();
    }
    return notNow.orElseThrow(
        () ->
            CliException.unreachable(
                "The management API does not answer at " + String.join(", ", failures) + ".",
                "Is the node running? './switchboard doctor' looks further."));
  }

  private static Duration longer(Duration share) {
    return share.compareTo(SHORTEST) < 0 ? SHORTEST : share;
  }

  private static boolean isUnsent(IOException e) {
    return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
  }

  private static String reason(IOException e) {
    if (e.getMessage() != null) {
      return e.getMessage();
    }
    return e instanceof ConnectException ? "no connection" : e.getClass().getSimpleName();
  }

  private static HttpRequest request(
      String base,
      String method,
      String path,
      Optional<JsonNode> body,
      String token,
      Duration within) {
    try {
      return HttpRequest.newBuilder(URI.create(base + path))
          .timeout(within)
          .header("Authorization", "Bearer " + token)
          .header("Content-Type", "application/json")
          .method(
              method,
              body.map(json -> HttpRequest.BodyPublishers.ofString(json.toString()))
                  .orElse(HttpRequest.BodyPublishers.noBody()))
          .build();
    } catch (IllegalArgumentException e) {
      throw CliException.of(
          ExitCodes.USAGE,
          "'" + base + "' is no address of a management API: " + e.getMessage(),
          "Write --management http://host:8558.",
          e);
    }
  }

  /** The body of an answer; a problem becomes the command's. */
  static JsonNode read(HttpResponse<byte[]> reply) {
    JsonNode body;
    try {
      body = JSON.readTree(reply.body());
    } catch (IOException notJson) {
      body = JSON.createObjectNode();
    }
    if (reply.statusCode() >= 300) {
      throw CliException.failed(
          "The node answered "
              + reply.statusCode()
              + ": "
              + body.path("detail").asText("no reason given"),
          reply.statusCode() == 401 ? "Give the right --token-file." : "");
    }
    return body;
  }

  private String token() {
    try {
      return Files.readString(tokenFile).lines().findFirst().orElse("").strip();
    } catch (IOException e) {
      throw CliException.of(
          ExitCodes.FAILED,
          "Cannot read the management token " + tokenFile + ": " + e.getMessage(),
          "Name the right file with --token-file.",
          e);
    }
  }
}
