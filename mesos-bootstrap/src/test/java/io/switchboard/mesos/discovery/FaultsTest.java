package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.mesos.Target;
import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import io.switchboard.mesos.discovery.MarathonDouble.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever Marathon does, a lookup fails in time and says why; it never gives part of a list. */
final class FaultsTest {

  @ParameterizedTest
  @CsvSource({
    "204, UNEXPECTED_STATUS, expected 200",
    "400, UNEXPECTED_STATUS, expected 200",
    "401, DENIED, set auth.mode",
    "403, DENIED, may not list apps",
    "404, NOT_FOUND, no Marathon is there",
    "429, UNAVAILABLE, cannot answer now",
    "500, UNAVAILABLE, cannot answer now",
    "503, UNAVAILABLE, no leader"
  })
  void everyStatusButTwoHundredFailsAndSaysWhatToDo(int status, Kind kind, String told) {
    try (var marathon = MarathonDouble.start(MarathonDouble.status(status));
        var bed = Bed.of(marathon)) {
      LookupFailedException failure = bed.failure();

      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure)
          .hasMessageContaining(marathon.url() + "/v2/apps answers " + status)
          .hasMessageContaining(told)
          .message()
          .doesNotContain("geheim");
      assertThat(bed.stats()).isEqualTo(new DiscoveryStats(1, 1, 0, 0));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>502 Bad Gateway</html>",
        "{\"apps\": [",
        "{\"message\": \"geheim\"}",
        "[]",
        "{\"apps\": [{\"id\": \"/a\"}]}"
      })
  void whatIsNoListOfAppsFailsWithoutBeingQuoted(String body) {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(body));
        var bed = Bed.of(Map.of("apps.by", "group", "apps.group", "/"), marathon)) {
      LookupFailedException failure = bed.failure();

      assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
      assertThat(failure).message().startsWith(marathon.url()).doesNotContain("geheim", "Gateway");
    }
  }

  @Test
  void anAnswerThatIsCutOffFails() {
    try (var marathon = MarathonDouble.start(MarathonDouble.cutOff());
        var bed = Bed.of(marathon)) {
      assertThat(bed.failure().kind()).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void twoGigabytesAreRefusedWhenTheyAreAnnounced() {
    Duration within = Duration.ofSeconds(60);
    Duration took = timeOf(MarathonDouble::announcingTwoGigabytes, within, Kind.TOO_LARGE);

    assertThat(took).isLessThan(within.dividedBy(2));
  }

  @Test
  void anAnswerWithoutEndIsRefusedAtTheLimitAndTheConnectionEnds() throws Exception {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(""));
        var bed = Bed.of(Map.of("max-answer-bytes", "64 KiB"), marathon)) {
      marathon.nowReplies(marathon.endless());

      assertThat(bed.failure())
          .hasMessageContaining("more than 65536 bytes")
          .extracting(LookupFailedException::kind)
          .isEqualTo(Kind.TOO_LARGE);
      assertThat(marathon.seesItsClientGo()).isTrue();
    }
  }

  @Test
  void anAnswerOfExactlyTheLimitIsTakenAndOneByteMoreIsNot() {
    String atLimit = Bed.ONE_TASK + " ".repeat((64 << 10) - Bed.ONE_TASK.length());
    try (var marathon = MarathonDouble.start(MarathonDouble.json(atLimit));
        var bed = Bed.of(Map.of("max-answer-bytes", "64 KiB"), marathon)) {
      assertThat(bed.lookup()).containsExactly("10.0.0.1:31001");

      marathon.nowReplies(MarathonDouble.json(atLimit + " "));
      assertThat(bed.failure().kind()).isEqualTo(Kind.TOO_LARGE);
    }
  }

  @Test
  void aSilentMarathonFailsTheLookupInTime() {
    Duration took = timeOf(MarathonDouble::silent, Duration.ofSeconds(1), Kind.TIMED_OUT);

    assertThat(took).isBetween(Duration.ofMillis(900), Duration.ofSeconds(20));
  }

  @Test
  void anAnswerThatTricklesFailsTheLookupInTimeAndTheConnectionEnds() throws Exception {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(marathon)) {
      // A first request may take longer than the second one is given to get there.
      assertThat(bed.lookup()).hasSize(1);
      marathon.nowReplies(marathon.trickling());

      assertThat(bed.failure(Duration.ofMillis(500)).kind()).isEqualTo(Kind.TIMED_OUT);
      assertThat(marathon.seesItsClientGo()).isTrue();
    }
  }

  @Test
  void theSettingsLimitHoldsWhereTheAskerWouldWaitLonger() {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK))) {
      var settings =
          SettingsReader.read(
              Bed.section(Map.of("urls", List.of(marathon.url()), "call-timeout", "300 ms")), "x");

      assertThat(settings.limit(Duration.ofHours(1))).isEqualTo(Duration.ofMillis(300));
      assertThat(settings.limit(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(10));
    }
  }

  @Test
  void whatDoesNotSpeakHttpFails() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture.runAsync(() -> greet(server));
      try (var bed = Bed.of(Map.of("urls", List.of("http://127.0.0.1:" + server.getLocalPort())))) {
        assertThat(bed.failure().kind()).isEqualTo(Kind.UNREACHABLE);
      }
    }
  }

  @Test
  void whereNobodyListensTheLookupFailsAtOnce() throws Exception {
    int port;
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    try (var bed = Bed.of(Map.of("urls", List.of("http://127.0.0.1:" + port)))) {
      LookupFailedException failure = bed.failure();

      assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(failure).hasMessageContaining("127.0.0.1:" + port + "/v2/apps cannot be reached");
    }
  }

  @Test
  void moreLookupsThanTheLimitFailAtOnceAndOthersAfterwardsDoNot() {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(marathon)) {
      CountDownLatch refused = new CountDownLatch(1);
      marathon.nowReplies(
          exchange -> {
            refused.await();
            MarathonDouble.status(503).to(exchange);
          });
      Duration enough = Duration.ofSeconds(60);
      List<CompletableFuture<List<Target>>> waiting =
          IntStream.range(0, Lookups.MAX_UNDER_WAY).mapToObj(i -> bed.begin(enough)).toList();

      assertThat(bed.failure().kind()).isEqualTo(Kind.TOO_MANY_LOOKUPS);

      refused.countDown();
      assertThat(waiting).allSatisfy(lookup -> assertThat(lookup).failsWithin(enough));
      marathon.nowReplies(MarathonDouble.json(Bed.ONE_TASK));
      assertThat(bed.lookup()).hasSize(1);
    }
  }

  private static Duration timeOf(
      Function<MarathonDouble, Reply> fault, Duration within, Kind expected) {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(""));
        var bed = Bed.of(marathon)) {
      marathon.nowReplies(fault.apply(marathon));
      long begun = System.nanoTime();

      assertThat(bed.failure(within).kind()).isEqualTo(expected);

      return Duration.ofNanos(System.nanoTime() - begun);
    }
  }

  private static void greet(ServerSocket server) {
    try (Socket client = server.accept()) {
      client.getOutputStream().write("SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
