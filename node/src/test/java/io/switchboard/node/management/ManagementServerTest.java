package io.switchboard.node.management;

import static io.switchboard.node.management.ManagementBed.JSON;
import static io.switchboard.node.management.ManagementBed.TOKEN;
import static io.switchboard.node.management.ManagementBed.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, and what a node tells about itself, topics and health. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ManagementServerTest {
  private static final List<String> PROBES = List.of("/alive", "/ready");

  @TempDir static Path folder;
  private ManagementBed bed;

  @BeforeAll
  void start() {
    bed = new ManagementBed(folder);
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  /** Every route that is not a probe, with parameters filled in. */
  List<String> closedRoutes() {
    return bed.routes.stream()
        .filter(route -> !PROBES.contains(route.path().text()))
        .map(route -> route.method() + " " + route.path().text().replaceAll("\\{\\w+}", "1"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/switchboard/node",
        "/switchboard/nothing",
        "/",
        "//switchboard/node",
        "/alive/../switchboard/node"
      })
  void noCredentialsGetNothingWhereNothingIs(String path) throws Exception {
    HttpResponse<String> reply = bed.call("GET", path, Optional.empty(), "");

    assertThat(reply.statusCode()).isEqualTo(401);
    assertThat(reply.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(reply.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(JSON.readTree(reply.body()).path("status").asInt()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer 0123456789abcdef0123456789abcdeX",
        "Bearer 0123456789abcdef0123456789abcde",
        "Basic 0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef"
      })
  void wrongCredentialsGetNothing(String authorization) throws Exception {
    HttpResponse<String> reply =
        bed.call("GET", "/switchboard/node", Optional.of(authorization), "");

    assertThat(reply.statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @MethodSource("closedRoutes")
  void noCredentialsGetNothing(String route) {
    String[] parts = route.split(" ");

    for (Optional<String> none : List.of(Optional.<String>empty(), Optional.of("Bearer x"))) {
      HttpResponse<String> reply = bed.call(parts[0], parts[1], none, "{}");
      assertThat(reply.statusCode()).isEqualTo(401);
    }
    assertThat(bed.call(parts[0], parts[1], bearer(), "{}").statusCode()).isNotEqualTo(401);
  }

  @Test
  void theTableHoldsMoreThanProbes() {
    assertThat(closedRoutes()).hasSizeGreaterThan(12);
  }

  @Test
  void withoutATokenFileNobodyGetsIn() throws Exception {
    ManagementServer closed = bed.start(Optional.empty());

    assertThat(
            bed.call(closed, "GET", "/switchboard/node", Optional.of("Bearer " + TOKEN), "")
                .statusCode())
        .isEqualTo(401);
    assertThat(bed.call(closed, "GET", "/alive", Optional.empty(), "").statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenFileThatOthersCanReadOrThatIsShortLetsNobodyIn() throws Exception {
    Path open = Files.writeString(folder.resolve("open"), TOKEN);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Path brief = Files.writeString(folder.resolve("brief"), "abc");
    Files.setPosixFilePermissions(brief, PosixFilePermissions.fromString("rw-------"));

    assertThat(check(open).refusal(Optional.of("Bearer " + TOKEN)))
        .hasValueSatisfying(reason -> assertThat(reason).contains("chmod 600"));
    assertThat(check(brief).refusal(Optional.of("Bearer abc"))).isPresent();
    assertThat(check(bed.tokenFile).refusal(Optional.of("bearer " + TOKEN))).isEmpty();
  }

  private static BearerCheck check(Path file) {
    return new BearerCheck(Optional.of(file), System::nanoTime);
  }

  @Test
  void healthIsOpenToAll() throws Exception {
    assertThat(bed.call("GET", "/alive", Optional.empty(), "").statusCode()).isEqualTo(200);
    assertThat(bed.call("GET", "/ready", Optional.empty(), "").statusCode()).isEqualTo(200);
  }

  @Test
  void aNodeThatIsDrainedIsNotReadyAndSaysWhy() throws Exception {
    bed.draining.set(true);
    HttpResponse<String> drained = bed.call("GET", "/ready", Optional.empty(), "");
    bed.draining.set(false);

    assertThat(drained.statusCode()).isEqualTo(503);
    assertThat(JSON.readTree(drained.body()).path("ready").asBoolean(true)).isFalse();
    assertThat(JSON.readTree(drained.body()).path("reason").asText()).contains("drained");
    assertThat(bed.call("GET", "/ready", Optional.empty(), "").statusCode()).isEqualTo(200);
  }

  @Test
  void theNodeTellsAboutItself() throws Exception {
    JsonNode node = bed.get("/switchboard/node");

    assertThat(node.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(node.path("door").path("calls").asLong()).isEqualTo(7);
    assertThat(node.path("addresses").path("tcp").asText()).isEqualTo("x:1");
  }

  @Test
  void topicsComeInPages() throws Exception {
    JsonNode first = bed.get("/switchboard/topics?limit=2");
    JsonNode second = bed.get("/switchboard/topics?limit=2&page=" + first.path("next").asText());

    assertThat(first.path("topics").findValuesAsText("name")).containsExactly("a", "b");
    assertThat(second.path("topics").findValuesAsText("name")).containsExactly("c");
    assertThat(second.has("next")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "limit=-1"})
  void aPageOfImpossibleSizeIsRefused(String query) throws Exception {
    for (String path : List.of("topics", "sessions", "nodes", "shards")) {
      assertThat(bed.call("GET", "/switchboard/" + path + "?" + query, bearer(), "").statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void aTopicIsCreatedOnce() throws Exception {
    HttpResponse<String> made =
        bed.call("POST", "/switchboard/topics", bearer(), "{\"name\":\"new\",\"partitions\":3}");
    HttpResponse<String> there =
        bed.call("POST", "/switchboard/topics", bearer(), "{\"name\":\"a\"}");

    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(JSON.readTree(made.body()).path("partitions").asInt()).isEqualTo(3);
    assertThat(there.statusCode()).isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "{}",
        "[]",
        "{\"name\":\"with space\"}",
        "{\"name\":\"..\"}",
        "{\"name\":\"x\",\"partitions\":0}",
        "{\"name\":\"x\",\"partitions\":10001}",
        "{\"name\":\"x\",\"replication\":0}"
      })
  void anImpossibleTopicIsRefused(String body) throws Exception {
    assertThat(bed.call("POST", "/switchboard/topics", bearer(), body).statusCode()).isEqualTo(400);
  }

  @Test
  void aHugeBodyIsNotRead() throws Exception {
    assertThat(bed.call("POST", "/switchboard/topics", bearer(), "x".repeat(1 << 20)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void aNodeThatStartsSaysSoToWhoMayKnow() {
    ManagementServer starting = bed.starting(Optional.of(bed.tokenFile));

    assertThat(bed.call(starting, "GET", "/switchboard/node", bearer(), "").statusCode())
        .isEqualTo(200);
    HttpResponse<String> early = bed.call(starting, "GET", "/switchboard/nodes", bearer(), "");
    assertThat(early.statusCode()).isEqualTo(503);
    assertThat(early.body()).contains("This node starts");
    assertThat(bed.call(starting, "GET", "/switchboard/nodes", Optional.empty(), "").statusCode())
        .isEqualTo(401);
  }

  @Test
  void whoLooksForAClusterTooEarlyIsToldToComeAgain_andIsAnsweredOnceThereIsAnAnswer() {
    ManagementServer starting = bed.starting(Optional.of(bed.tokenFile));

    for (String path : List.of("/bootstrap/seed-nodes", "/bootstrap/")) {
      HttpResponse<String> early = bed.call(starting, "GET", path, Optional.empty(), "");
      assertThat(early.statusCode()).isEqualTo(503);
      assertThat(early.headers().firstValue("Retry-After")).contains("1");
      assertThat(early.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      assertThat(early.body()).contains("This node starts");
    }

    starting.serveContactPoint(
        request ->
            CompletableFuture.completedFuture(
                akka.http.javadsl.model.HttpResponse.create().withEntity("seed nodes")));
    HttpResponse<String> then =
        bed.call(starting, "GET", "/bootstrap/seed-nodes", Optional.empty(), "");
    assertThat(then.statusCode()).isEqualTo(200);
    assertThat(then.body()).isEqualTo("seed nodes");
  }

  @Test
  void otherVerbsAndPathsAreToldSo() {
    HttpResponse<String> other = bed.call("DELETE", "/switchboard/topics", bearer(), "");

    assertThat(other.statusCode()).isEqualTo(405);
    assertThat(other.headers().firstValue("Allow")).contains("GET, POST");
    assertThat(bed.call("GET", "/switchboard/nothing", bearer(), "").statusCode()).isEqualTo(404);
    assertThat(bed.call("POST", "/ready", Optional.empty(), "").statusCode()).isEqualTo(405);
  }
}
