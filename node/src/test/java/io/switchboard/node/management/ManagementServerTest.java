package io.switchboard.node.management;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.TopicCatalog;
import java.io.IOException;
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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The management API over real HTTP, with plain fakes behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ManagementServerTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private final ActorTestKit kit = ActorTestKit.create();
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private Path tokenFile;
  private ManagementServer server;

  @BeforeAll
  void start() throws Exception {
    tokenFile = folder.resolve("token");
    Files.createFile(
        tokenFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(tokenFile, TOKEN + "\n");
    server = start(Optional.of(tokenFile));
  }

  private ManagementServer start(Optional<Path> token) throws Exception {
    return ManagementServer.start(
            kit.system(),
            new ManagementSettings("127.0.0.1", 0, token),
            new Topics(),
            (name, partitions, replication) ->
                name.equals("a")
                    ? CompletableFuture.failedFuture(new TopicExistsException("exists"))
                    : CompletableFuture.completedFuture(
                        new TopicInfo(new TopicRef(name, "id"), partitions, 1000, true)),
            new Sessions(),
            new NodeFacts(
                "test",
                "1",
                "life",
                Instant.now(),
                () -> Map.of("tcp", "x:1"),
                () -> Map.of("calls", 7L),
                () -> Map.of("active", 3L)),
            ready::get,
            Clock.systemUTC())
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/switchboard/node",
        "/switchboard/topics",
        "/switchboard/sessions",
        "/switchboard/nothing",
        "/",
        "//switchboard/node",
        "/alive/../switchboard/node"
      })
  void noCredentialsGetNothing(String path) throws Exception {
    HttpResponse<String> reply = call(server, "GET", path, Optional.empty(), "");

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
        call(server, "GET", "/switchboard/node", Optional.of(authorization), "");

    assertThat(reply.statusCode()).isEqualTo(401);
  }

  @Test
  void creatingATopicNeedsCredentialsToo() throws Exception {
    assertThat(call(server, "POST", "/switchboard/topics", Optional.empty(), "{}").statusCode())
        .isEqualTo(401);
  }

  @Test
  void withoutATokenFileNobodyGetsIn() throws Exception {
    ManagementServer closed = start(Optional.empty());

    assertThat(
            call(closed, "GET", "/switchboard/node", Optional.of("Bearer " + TOKEN), "")
                .statusCode())
        .isEqualTo(401);
    assertThat(call(closed, "GET", "/alive", Optional.empty(), "").statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenFileThatOthersCanReadOrThatIsShortLetsNobodyIn() throws Exception {
    Path open = Files.writeString(folder.resolve("open"), TOKEN);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Path brief = Files.writeString(folder.resolve("brief"), "abc");
    Files.setPosixFilePermissions(brief, PosixFilePermissions.fromString("rw-------"));

    assertThat(new BearerCheck(Optional.of(open)).refusal(Optional.of("Bearer " + TOKEN)))
        .hasValueSatisfying(reason -> assertThat(reason).contains("chmod 600"));
    assertThat(new BearerCheck(Optional.of(brief)).refusal(Optional.of("Bearer abc"))).isPresent();
    assertThat(new BearerCheck(Optional.of(tokenFile)).refusal(Optional.of("bearer " + TOKEN)))
        .isEmpty();
  }

  @Test
  void healthIsOpenToAll() throws Exception {
    assertThat(call(server, "GET", "/alive", Optional.empty(), "").statusCode()).isEqualTo(200);
    assertThat(call(server, "GET", "/ready", Optional.empty(), "").statusCode()).isEqualTo(200);
    ready.set(false);
    assertThat(call(server, "GET", "/ready", Optional.empty(), "").statusCode()).isEqualTo(503);
    ready.set(true);
  }

  @Test
  void theNodeTellsAboutItself() throws Exception {
    JsonNode node = get("/switchboard/node");

    assertThat(node.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(node.path("door").path("calls").asLong()).isEqualTo(7);
    assertThat(node.path("addresses").path("tcp").asText()).isEqualTo("x:1");
  }

  @Test
  void topicsComeInPages() throws Exception {
    JsonNode first = get("/switchboard/topics?limit=2");
    JsonNode second = get("/switchboard/topics?limit=2&page=" + first.path("next").asText());

    assertThat(first.path("topics").findValuesAsText("name")).containsExactly("a", "b");
    assertThat(second.path("topics").findValuesAsText("name")).containsExactly("c");
    assertThat(second.has("next")).isFalse();
  }

  @Test
  void sessionsComeInPages() throws Exception {
    JsonNode first = get("/switchboard/sessions?limit=1");

    assertThat(first.path("sessions").get(0).path("topic").asText()).isEqualTo("a");
    assertThat(first.path("next").asText()).isEqualTo("more");
    assertThat(get("/switchboard/sessions?page=more").has("next")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "limit=-1"})
  void aPageOfImpossibleSizeIsRefused(String query) throws Exception {
    for (String path : List.of("topics", "sessions")) {
      assertThat(
              call(server, "GET", "/switchboard/" + path + "?" + query, bearer(), "").statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void aTopicIsCreatedOnce() throws Exception {
    HttpResponse<String> made =
        call(
            server, "POST", "/switchboard/topics", bearer(), "{\"name\":\"new\",\"partitions\":3}");
    HttpResponse<String> there =
        call(server, "POST", "/switchboard/topics", bearer(), "{\"name\":\"a\"}");

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
    assertThat(call(server, "POST", "/switchboard/topics", bearer(), body).statusCode())
        .isEqualTo(400);
  }

  @Test
  void aHugeBodyIsNotRead() throws Exception {
    assertThat(
            call(server, "POST", "/switchboard/topics", bearer(), "x".repeat(1 << 20)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void otherVerbsAndPathsAreToldSo() throws Exception {
    assertThat(call(server, "DELETE", "/switchboard/topics", bearer(), "").statusCode())
        .isEqualTo(405);
    assertThat(call(server, "GET", "/switchboard/nothing", bearer(), "").statusCode())
        .isEqualTo(404);
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> reply = call(server, "GET", path, bearer(), "");
    assertThat(reply.statusCode()).isEqualTo(200);
    return JSON.readTree(reply.body());
  }

  private static Optional<String> bearer() {
    return Optional.of("Bearer " + TOKEN);
  }

  private HttpResponse<String> call(
      ManagementServer at, String method, String path, Optional<String> authorization, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.address().getPort() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Three topics. */
  private static final class Topics implements TopicCatalog {
    @Override
    public CompletionStage<Optional<TopicInfo>> find(String name) {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<List<TopicInfo>> list() {
      return CompletableFuture.completedFuture(
          List.of("a", "b", "c").stream()
              .map(name -> new TopicInfo(new TopicRef(name, "id-" + name), 1, 1000, true))
              .toList());
    }

    @Override
    public CompletionStage<Positions> positionsAt(
        TopicRef topic, int[] partitions, StartPoint start) {
      throw new UnsupportedOperationException("not a management call");
    }
  }

  /** Two pages of one session each. */
  private static final class Sessions implements SessionDirectory {
    @Override
    public CompletionStage<Void> put(Entry entry) {
      throw new UnsupportedOperationException("not a management call");
    }

    @Override
    public CompletionStage<Optional<Entry>> find(SessionId session) {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<Page> list(int limit, Optional<String> pageToken) {
      Entry entry =
          new Entry(
              new SessionId("pci3pwtyxx4kkxd5bbtxft3nzu"),
              SessionRole.READER,
              new TopicRef(pageToken.isEmpty() ? "a" : "b", "id"),
              "client",
              Instant.EPOCH,
              Instant.EPOCH,
              Instant.EPOCH,
              3,
              false);
      return CompletableFuture.completedFuture(
          new Page(List.of(entry), pageToken.isEmpty() ? Optional.of("more") : Optional.empty()));
    }
  }
}
