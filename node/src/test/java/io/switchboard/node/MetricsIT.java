package io.switchboard.node;

import static io.switchboard.node.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.switchboard.node.logging.JsonLines;
import io.switchboard.node.metrics.MetricsList;
import io.switchboard.node.metrics.Scrape;
import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SwitchboardClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a node that was really used shows of it: figures, audit lines, and no event's value. */
class MetricsIT {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String CANARY = "canary-value-4711";
  private static final String KEY_CANARY = "canary-key-0815";
  private static final int BATCHES = 12;
  private static final int EVENTS = 25;

  @TempDir static Path folder;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Queue<String> LINES = new ConcurrentLinkedQueue<>();
  private static final Logger OURS = (Logger) LoggerFactory.getLogger("io.switchboard");
  private static TestNode node;
  private static String topic;

  @BeforeAll
  static void useANode() throws Exception {
    keepAllLines();
    Path tokenFile = folder.resolve("token");
    Files.createFile(
        tokenFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(tokenFile, TOKEN);
    node = TestNode.start(Map.of("switchboard.management.token-file", tokenFile.toString()));
    topic = TestNode.newTopic(3);
    try (SwitchboardClient client = node.client()) {
      try (Publisher publisher = client.publisher(topic)) {
        for (int b = 0; b < BATCHES; b++) {
          List<OutboundEvent> batch = new ArrayList<>();
          for (int e = 0; e < EVENTS; e++) {
            batch.add(OutboundEvent.of(KEY_CANARY, CANARY));
          }
          publisher.publish(batch);
        }
      }
      try (Subscriber subscriber = client.subscriber(topic)) {
        assertThat(Patience.read(subscriber, BATCHES * EVENTS)).hasSize(BATCHES * EVENTS);
      }
    }
  }

  /** Everything that this software says, at every level, as JSON. */
  private static void keepAllLines() {
    JsonLines encoder = new JsonLines();
    encoder.setContext(OURS.getLoggerContext());
    encoder.start();
    AppenderBase<ILoggingEvent> lines =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            LINES.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
          }
        };
    lines.setContext(OURS.getLoggerContext());
    lines.setName("kept");
    lines.start();
    OURS.setLevel(Level.TRACE);
    OURS.addAppender(lines);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
    OURS.detachAppender("kept");
    OURS.setLevel(null);
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    return get(node, path, headers);
  }

  private static HttpResponse<String> get(TestNode of, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + of.node().managementAddress().getPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static Scrape scrape() throws Exception {
    HttpResponse<String> reply = get("/metrics", "Authorization", "Bearer " + TOKEN);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    return new Scrape(reply.body());
  }

  @Test
  void figuresAreForWhoHasTheToken() throws Exception {
    assertThat(get("/metrics").statusCode()).isEqualTo(401);
    assertThat(get("/metrics", "Authorization", "Bearer nonsense").statusCode()).isEqualTo(401);
    HttpResponse<String> open =
        get(
            "/metrics",
            "Authorization",
            "Bearer " + TOKEN,
            "Accept",
            "application/openmetrics-text; version=1.0.0");
    assertThat(open.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(open.body()).endsWith("# EOF\n");
  }

  @Test
  void figuresAreForAllWhoReachTheNodeIfThatIsSaid() throws Exception {
    try (TestNode open = TestNode.start(Map.of("switchboard.management.metrics-open", true))) {
      assertThat(get(open, "/metrics").statusCode()).isEqualTo(200);
      assertThat(get(open, "/switchboard/node").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void whatWasPublishedAndReadIsWhatIsCounted() throws Exception {
    Scrape scrape = scrape();
    String ofTopic = "topic=\"" + topic + "\"";
    int events = BATCHES * EVENTS;
    long bytes = (long) events * (CANARY.length() + KEY_CANARY.length());

    assertThat(scrape.sum("switchboard_topic_published_events_total", ofTopic)).isEqualTo(events);
    assertThat(scrape.sum("switchboard_topic_published_bytes_total", ofTopic)).isEqualTo(bytes);
    assertThat(scrape.sum("switchboard_topic_delivered_events_total", ofTopic)).isEqualTo(events);
    assertThat(scrape.sum("switchboard_topic_delivered_bytes_total", ofTopic)).isEqualTo(bytes);
    assertThat(scrape.sum("switchboard_lane_events_total")).isEqualTo(events);
    assertThat(scrape.sum("switchboard_lane_batches_total", "outcome=\"committed\""))
        .isEqualTo(BATCHES);
    assertThat(scrape.sum("switchboard_publish_duration_seconds_count")).isEqualTo(BATCHES);
    assertThat(scrape.sum("switchboard_lane_commit_duration_seconds_count"))
        .isEqualTo(scrape.sum("switchboard_lane_transactions_total", "result=\"committed\""))
        .isBetween(1.0, (double) BATCHES);
    assertThat(scrape.sum("switchboard_lane_commit_duration_seconds_sum")).isPositive();
    assertThat(scrape.sum("switchboard_delivery_age_seconds_count")).isPositive();
    assertThat(scrape.sum("switchboard_journal_write_duration_seconds_count")).isPositive();
    assertThat(scrape.sum("switchboard_register_call_duration_seconds_count")).isPositive();
    assertThat(scrape.sum("switchboard_node_ready")).isEqualTo(1);
    await()
        .atMost(PATIENCE)
        .until(() -> scrape().sum("switchboard_topic_reader_lag_events", ofTopic) == 0);
  }

  @Test
  void callsAreCountedByMethodAndOutcomeAndTimed() throws Exception {
    Scrape scrape = scrape();
    assertThat(scrape.sum("switchboard_calls_total", "method=\"allocate\"", "outcome=\"OK\""))
        .isEqualTo(2)
        .isEqualTo(scrape.sum("switchboard_call_duration_seconds_count", "method=\"allocate\""));
    assertThat(scrape.sum("switchboard_calls_total", "method=\"write\"")).isPositive();
    assertThat(scrape.sum("switchboard_door_received_bytes_total")).isPositive();
    assertThat(scrape.sum("switchboard_sessions_allocated_total")).isEqualTo(2);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              // Two figures, one after the other: a session may end in between.
              Scrape now = scrape();
              assertThat(now.sum("switchboard_sessions_active"))
                  .isEqualTo(now.sum("switchboard_sessions"));
            });
  }

  @Test
  void shardsAndMembersAreKnownAfterAWhile() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(scrape().sum("switchboard_shards")).isPositive());
  }

  @Test
  void theListOfFiguresIsWhatANodeShowsNoMoreAndNoLess() throws Exception {
    Map<String, String> shown = scrape().families();
    Map<String, MetricsList.Family> listed = MetricsList.families();

    Set<String> notListed = new TreeSet<>(shown.keySet());
    notListed.removeAll(listed.keySet());
    assertThat(notListed).as("shown, but not in docs/metrics.md").isEmpty();

    Set<String> notShown = new TreeSet<>(listed.keySet());
    notShown.removeAll(shown.keySet());
    notShown.removeIf(name -> listed.get(name).sometimes());
    assertThat(notShown).as("in docs/metrics.md, but not shown").isEmpty();

    shown.forEach((name, type) -> assertThat(listed.get(name).type()).as(name).isEqualTo(type));
  }

  @Test
  void whoAllocatedWhatIsInTheAuditLog() {
    assertThat(LINES)
        .filteredOn(line -> line.contains("\"event\":\"allocate\""))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("\"topic\":\"" + topic + "\""))
        .allSatisfy(line -> assertThat(line).contains("\"subject\":\"anonymous\""))
        .allSatisfy(line -> assertThat(line).contains("\"remote\":\"127.0.0.1:"));
  }

  @Test
  void noLineOfTheLogHasAnEventsKeyOrValueOrTheNodesSecrets() throws Exception {
    assertThat(LINES).hasSizeGreaterThan(5).anyMatch(line -> line.contains(topic));
    List<String> secrets = new ArrayList<>();
    for (String text : List.of(CANARY, KEY_CANARY)) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      secrets.add(text);
      secrets.add(HexFormat.of().formatHex(bytes));
      secrets.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
      secrets.add(java.util.Arrays.toString(bytes));
    }
    secrets.add(TOKEN);
    secrets.add(
        Files.readString(Path.of(node.config.getString("switchboard.encryption.password-file")))
            .strip());
    for (String line : LINES) {
      assertThat(secrets).noneMatch(line::contains);
    }
  }

  @Test
  void aScrapeIsQuickAndBounded() throws Exception {
    long bestNanos = Long.MAX_VALUE;
    for (int i = 0; i < 30; i++) {
      long begun = System.nanoTime();
      assertThat(scrape().text().length()).isLessThan(200_000);
      bestNanos = Math.min(bestNanos, System.nanoTime() - begun);
    }
    // Over HTTP, with much room for what else the machine does; the best of many says what it
    // costs.
    assertThat(Duration.ofNanos(bestNanos)).isLessThan(Duration.ofMillis(500));
  }
}
