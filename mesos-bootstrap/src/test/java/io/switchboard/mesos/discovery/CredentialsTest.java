package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import io.switchboard.mesos.discovery.MarathonDouble.Asked;
import io.switchboard.mesos.discovery.MarathonDouble.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to Marathon to prove who asks, and to nobody else. */
final class CredentialsTest {
  @TempDir private Path dir;

  @Test
  void basicSendsUserAndPassword() {
    Map<String, Object> auth = auth("basic", Map.of("auth.user", "ops", "auth.secret", "pä:ss"));
    try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(auth, marathon)) {
      bed.lookup();

      // base64 of the UTF-8 bytes of "ops:pä:ss"
      assertThat(authorizations(marathon)).containsExactly(Optional.of("Basic b3BzOnDDpDpzcw=="));
    }
  }

  @Test
  void tokensAreSentTheWayTheirModeSays() {
    for (var mode : Map.of("bearer", "Bearer t1", "dcos", "token=t1").entrySet()) {
      Map<String, Object> auth = auth(mode.getKey(), Map.of("auth.secret", "t1"));
      try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
          var bed = Bed.of(auth, marathon)) {
        bed.lookup();

        assertThat(authorizations(marathon)).containsExactly(Optional.of(mode.getValue()));
      }
    }
  }

  @Test
  void aTokenFileIsReadAgainForEachLookup() {
    Path file = write("first\n");
    try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(auth("dcos", Map.of("auth.secret-file", file.toString())), marathon)) {
      bed.lookup();
      write("second\n");
      bed.lookup();

      assertThat(authorizations(marathon))
          .containsExactly(Optional.of("token=first"), Optional.of("token=second"));
    }
  }

  @Test
  void aTokenThatIsRenewedWhileItIsRefusedIsSentOnceMore() {
    Path file = write("expired");
    Reply onlyRenewed =
        exchange -> {
          if ("token=renewed".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            MarathonDouble.json(Bed.ONE_TASK).to(exchange);
          } else {
            write("renewed");
            refuse(exchange);
          }
        };
    try (var marathon = MarathonDouble.start(onlyRenewed);
        var bed = Bed.of(auth("dcos", Map.of("auth.secret-file", file.toString())), marathon)) {
      assertThat(bed.lookup()).hasSize(1);
      assertThat(authorizations(marathon))
          .containsExactly(Optional.of("token=expired"), Optional.of("token=renewed"));
    }
  }

  @Test
  void aRefusedTokenThatIsNotRenewedIsNotSentAgainAndNeverShown() {
    Path file = write("geheim");
    try (var marathon = MarathonDouble.start(CredentialsTest::refuse);
        var bed = Bed.of(auth("bearer", Map.of("auth.secret-file", file.toString())), marathon)) {
      LookupFailedException failure = bed.failure();

      assertThat(failure.kind()).isEqualTo(Kind.DENIED);
      assertThat(failure).message().contains("wrong or have expired").doesNotContain("geheim");
      assertThat(marathon.asked()).hasSize(1);
    }
  }

  @Test
  void aTokenFileThatCannotBeUsedFailsTheLookupBeforeAnythingIsSent() {
    Path file = write("token");
    try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(auth("dcos", Map.of("auth.secret-file", file.toString())), marathon)) {
      for (String content : List.of("", "two\nlines", "x".repeat(Secret.MAX_FILE_BYTES + 1))) {
        write(content);

        assertThat(bed.failure().kind()).isEqualTo(Kind.NO_CREDENTIALS);
      }
      assertThat(marathon.asked()).isEmpty();
    }
  }

  @Test
  void credentialsDoNotFollowARedirectToAServerThatTheSettingsDoNotName() {
    try (var foreign = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var marathon =
            MarathonDouble.start(MarathonDouble.redirect(307, foreign.url() + "/v2/apps"));
        var bed = Bed.of(auth("bearer", Map.of("auth.secret", "t1")), marathon)) {
      assertThat(bed.failure())
          .hasMessageContaining("add that server to urls")
          .extracting(LookupFailedException::kind)
          .isEqualTo(Kind.BAD_REDIRECT);
      assertThat(foreign.asked()).isEmpty();
    }
  }

  @Test
  void theyDoFollowOneToAServerThatTheSettingsName() {
    try (var leader = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var follower =
            MarathonDouble.start(MarathonDouble.redirect(307, leader.url() + "/v2/apps"));
        var bed = Bed.of(auth("bearer", Map.of("auth.secret", "t1")), follower, leader)) {
      assertThat(bed.lookup()).hasSize(1);
      assertThat(leader.asked()).containsExactly(new Asked("/v2/apps", Optional.of("Bearer t1")));
    }
  }

  private static void refuse(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"Mesosphere\"");
    exchange.sendResponseHeaders(401, -1);
  }

  private static Map<String, Object> auth(String mode, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("auth.mode", mode);
    settings.put("auth.allow-plain-http", true);
    return settings;
  }

  private static List<Optional<String>> authorizations(MarathonDouble marathon) {
    return marathon.asked().stream().map(Asked::authorization).toList();
  }

  private Path write(String content) {
    try {
      return Files.writeString(dir.resolve("token"), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
