package io.switchboard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchboard.cli.frame.FrameWriter;
import io.switchboard.cli.local.TestNodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real commands against a real node, each a process of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CliIT {
  @TempDir static Path folder;
  private TestNodes nodes;
  private Path home;

  @BeforeAll
  void start() {
    nodes = TestNodes.start(folder.resolve("home"), 1);
    home = nodes.home();
  }

  @AfterAll
  void stop() {
    nodes.close();
  }

  @Test
  void trickyLinesComeBackByteForByte() {
    String topic = topic();
    byte[] input = "a\r\n\n\nü\u0000\t b \n\r\nlast without a line feed".getBytes(UTF_8);

    Cli.Result published = publish(input, "-t", topic, "--create-topic", "--batch", "2");
    Cli.Result back = Cli.run(home, "consume", "-t", topic, "--count", "6").ok();

    assertThat(published.err()).contains("published 6 events");
    assertThat(back.out()).isEqualTo(input);
  }

  @Test
  void anyBytesComeBackAsLinesAndAsFrames() throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);
    bytes[bytes.length - 1] = '\n';
    long lines = 0;
    for (byte b : bytes) {
      lines += b == '\n' ? 1 : 0;
    }
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int size : new int[] {0, 1, 100_000, 0, 5}) {
      FrameWriter.LENGTHS.write(frames, Arrays.copyOf(bytes, size), true);
    }
    String topic = topic();
    String framed = topic();

    publish(bytes, "-t", topic, "--create-topic");
    publish(frames.toByteArray(), "-t", framed, "--create-topic", "--length-prefixed");

    assertThat(Cli.run(home, "consume", "-t", topic, "--count", Long.toString(lines)).ok().out())
        .isEqualTo(bytes);
    assertThat(
            Cli.run(home, "consume", "-t", framed, "--length-prefixed", "--count", "5").ok().out())
        .isEqualTo(frames.toByteArray());
  }

  @Test
  void anEmptyFileIsNoEventAndAnEmptyTopicNoOutput() throws IOException {
    String topic = topic();
    Path empty = Files.createFile(folder.resolve("empty"));

    Cli.Result published =
        Cli.run(home, "publish", "-t", topic, "--create-topic", "--json", empty.toString()).ok();
    Cli.Result back = Cli.run(home, "consume", "-t", topic, "--idle-stop", "300ms").ok();

    assertThat(new ObjectMapper().readTree(published.out()).path("published").asInt(-1)).isZero();
    assertThat(back.out()).isEmpty();
  }

  @Test
  void anUnknownTopicIsAClearError() {
    Cli.Result published = Cli.run(home, "x\n".getBytes(UTF_8), "publish", "-t", "not-there");
    Cli.Result consumed = Cli.run(home, "consume", "-t", "not-there");

    for (Cli.Result result : new Cli.Result[] {published, consumed}) {
      assertThat(result.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(result.err())
          .contains("There is no topic 'not-there'")
          .contains("topics create not-there");
    }
  }

  @Test
  void aCursorFileGoesOnBehindExactlyTheEventsThatWereWritten() {
    String topic = topic();
    publish(numbers(100), "-t", topic, "--create-topic", "--batch", "30");
    String place = folder.resolve("place-" + topic).toString();

    StringBuilder all = new StringBuilder();
    for (String count : new String[] {"7", "50", "43"}) {
      all.append(
          Cli.run(home, "consume", "-t", topic, "--count", count, "--cursor-file", place)
              .ok()
              .text());
    }

    assertThat(all.toString()).isEqualTo(new String(numbers(100), UTF_8));
    assertThat(
            Cli.run(home, "consume", "-t", topic, "--cursor-file", place, "--idle-stop", "300ms")
                .ok()
                .out())
        .isEmpty();
  }

  @Test
  void aConsumerWhoseReaderGoesAwayEndsQuietly() throws Exception {
    String topic = topic();
    publish(numbers(60_000), "-t", topic, "--create-topic");

    Cli consumer = Cli.startUnread(home, "consume", "-t", topic, "--follow");
    try (InputStream out = consumer.process().getInputStream()) {
      assertThat(out.readNBytes(4)).isEqualTo("0\n1\n".getBytes(UTF_8));
    }

    Cli.Result result = consumer.result();
    assertThat(result.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(result.err()).doesNotContain("Exception").doesNotContain("switchboard:");
  }

  @Test
  void twoConsumersEachGetEverything() {
    String topic = topic();
    publish(numbers(3_000), "-t", topic, "--create-topic");

    Cli one = Cli.start(home, "consume", "-t", topic, "--count", "3000");
    Cli other = Cli.start(home, "consume", "-t", topic, "--count", "3000");

    assertThat(one.result().ok().out()).isEqualTo(numbers(3_000));
    assertThat(other.result().ok().out()).isEqualTo(numbers(3_000));
  }

  @Test
  void whoSaysHowManyHeWantsWaitsForAllOfThem() {
    String topic = topic();
    publish("a\nb\n".getBytes(UTF_8), "-t", topic, "--create-topic");

    Cli consumer = Cli.start(home, "consume", "-t", topic, "--count", "3");
    await()
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(6))
        .until(consumer.process()::isAlive);
    publish("c\n".getBytes(UTF_8), "-t", topic);

    assertThat(consumer.result().ok().text().lines()).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void keysPartitionsAndHeadersAreShownAsJson() throws IOException {
    String topic = topic();
    publish(
        "k=v=w".getBytes(UTF_8),
        "-t",
        topic,
        "--create-topic",
        "--partitions",
        "3",
        "--partition",
        "2",
        "--key-separator",
        "=");

    JsonNode event =
        new ObjectMapper()
            .readTree(Cli.run(home, "consume", "-t", topic, "--json", "--count", "1").ok().out());

    assertThat(event.path("key").asText()).isEqualTo("k");
    assertThat(event.path("value").asText()).isEqualTo("v=w");
    assertThat(event.path("partition").asInt()).isEqualTo(2);
    assertThat(event.path("headers").get(0).path("name").asText()).isEqualTo("switchboard-eol");
  }

  @Test
  void aLineThatIsTooLongIsNamedAndTheLinesBeforeItArePublished() {
    String topic = topic();
    byte[] input = ("one\ntwo\n" + "x".repeat(1_000_000) + "\nfour\n").getBytes(UTF_8);

    Cli.Result published = Cli.run(home, input, "publish", "-t", topic, "--create-topic");

    assertThat(published.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(published.err()).contains("Line 3").contains("2 events before it are published");
    assertThat(Cli.run(home, "consume", "-t", topic, "--count", "2").ok().text())
        .isEqualTo("one\ntwo\n");
  }

  @Test
  void whatWasReadUntilASignalIsPublishedAndFollowedAtOnce() throws IOException {
    String topic = topic();
    Cli.run(home, "topics", "create", topic).ok();
    Cli follower = Cli.startUnread(home, "consume", "-t", topic, "--follow");
    Cli publisher = Cli.start(home, "publish", "-t", topic);

    publisher.send("one\ntwo\n".getBytes(UTF_8)); // and the input stays open
    assertThat(follower.process().getInputStream().readNBytes(8))
        .isEqualTo("one\ntwo\n".getBytes(UTF_8));
    publisher.terminate();
    follower.terminate();

    Cli.Result published = publisher.result();
    assertThat(published.exitCode()).isEqualTo(ExitCodes.INTERRUPTED);
    assertThat(published.err()).contains("first 2 events").contains("tail -n +3");
    assertThat(follower.result().exitCode()).isEqualTo(ExitCodes.INTERRUPTED);
  }

  @Test
  void aClusterIsNamedOnceAndItsShardsAreMoved() throws Exception {
    Endpoint endpoint = Endpoint.read(new Home(home).endpointFile()).orElseThrow();
    Path clusters =
        Files.writeString(
            folder.resolve("clusters.conf"),
            "clusters { here { management = [\"http://127.0.0.1:1\", \"%s\"], token-file = \"%s\" } }"
                .formatted(endpoint.living().management(), endpoint.tokenFile()));
    Map<String, String> environment = Map.of(ClusterProfiles.ENVIRONMENT, clusters.toString());

    String node =
        json(Cli.run(environment, folder, "nodes", "--cluster", "here", "--json").ok().text())
            .path("address")
            .asText();
    Cli.run(environment, folder, "move", "7", node, "--cluster", "here").ok();

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Cli.run(home, "shards", "--pinned")
                    .ok()
                    .text()
                    .lines()
                    .anyMatch(l -> l.startsWith("7 ")));
    Cli.run(home, "unpin", "7").ok();
    assertThat(Cli.run(environment, folder, "clusters").ok().text()).contains("here");
    Cli.Result unknown = Cli.run(environment, folder, "nodes", "--cluster", "there");
    assertThat(unknown.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(unknown.err()).contains("no cluster 'there'").contains("Known are: here");
  }

  @Test
  void topicsAndSessionsAreListedDescribedAndEnded() throws Exception {
    String topic = topic();
    Cli.run(home, "topics", "create", topic, "--partitions", "3").ok();
    Cli twice = Cli.start(home, "topics", "create", topic);
    Cli follower = Cli.startUnread(home, "consume", "-t", topic, "--follow", "--from", "latest");
    // Its session begins at the topic's end of that moment: what is published before, it never
    // sees.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Cli.run(home, "sessions", "--json").ok().text().contains(topic));
    Cli.run(home, numbers(1), "publish", "-t", topic).ok();
    assertThat(follower.process().getInputStream().read()).isEqualTo('0');

    String session =
        Cli.run(home, "sessions", "--json")
            .ok()
            .text()
            .lines()
            .map(CliIT::json)
            .filter(row -> row.path("topic").asText().equals(topic))
            // The publisher's own may be listed still.
            .filter(row -> row.path("role").asText().equals("READER"))
            .findFirst()
            .orElseThrow()
            .path("session")
            .asText();
    JsonNode described = json(Cli.run(home, "describe", session, "--json").ok().text());
    Cli.Result disposed = Cli.run(home, "dispose", session).ok();

    assertThat(Cli.run(home, "topics").ok().text()).contains(topic);
    assertThat(twice.result().exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(described.path("topic").asText()).isEqualTo(topic);
    assertThat(described.path("role").asText()).isEqualTo("READER");
    assertThat(described.path("partitions")).hasSize(3);
    assertThat(described.path("shard").asInt(-1)).isBetween(0, 99);
    assertThat(described.path("node").asText()).startsWith("127.0.0.1:");
    assertThat(disposed.err()).contains("is ended");
    assertThat(Cli.run(home, "dispose", session).ok().err()).contains("had ended before");
    assertThat(Cli.run(home, "describe", "nonsense").exitCode()).isEqualTo(ExitCodes.FAILED);
    follower.terminate();
    assertThat(follower.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theDoctorLooksAtEverythingAndUpRefusesASecondStack() {
    Cli up = Cli.start(home, "up");
    Cli.Result result = Cli.run(home, "doctor", "--json");

    assertThat(result.text())
        .contains("\"subject\":\"Kafka\"")
        .contains("\"subject\":\"ledger\"")
        .contains("\"subject\":\"transactions\"")
        .contains("\"subject\":\"paxos\"")
        .contains("\"subject\":\"schema\"")
        .contains("\"subject\":\"node\"")
        .doesNotContain("\"level\":\"FAIL\"");
    assertThat(result.exitCode()).as(result.text()).isZero();
    assertThat(up.result().exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(up.result().err()).contains("runs here already");
  }

  private Cli.Result publish(byte[] input, String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "publish";
    System.arraycopy(options, 0, args, 1, options.length);
    return Cli.run(home, input, args).ok();
  }

  private static byte[] numbers(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i).append('\n');
    }
    return text.toString().getBytes(UTF_8);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private static String topic() {
    return "cli-" + UUID.randomUUID();
  }
}
