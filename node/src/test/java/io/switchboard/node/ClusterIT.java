package io.switchboard.node;

import static io.switchboard.node.Patience.PATIENCE;
import static io.switchboard.node.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.switchboard.checker.Verdict;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Session;
import io.switchboard.sdk.SwitchboardClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several nodes are one Switchboard: any of them serves any session, and outlives the others. */
class ClusterIT {
  private static final List<String> BOTH = List.of("api", "backend");

  @Test
  void everyNodeServesEverySession_andTheOthersGoOnWhenOneStops() throws Exception {
    String topic = TestNode.newTopic(4);
    Path file = Path.of("target", "histories", "cluster-" + UUID.randomUUID() + ".txt");
    try (TestCluster cluster = TestCluster.start(List.of(BOTH, BOTH, BOTH), Map.of());
        SwitchboardClient client = cluster.client(0, 1, 2);
        RecordedLoad load = new RecordedLoad(client, topic, file, 4, 4, 1)) {
      load.awaitCommits(50);
      await("sessions live on more than one node")
          .atMost(PATIENCE)
          .until(() -> IntStream.range(0, 3).filter(i -> hasSessions(cluster, i)).count() > 1);
      awaitTwoForwardAReadOf(topic, cluster);
      awaitNoneForwarded(cluster, load);
      for (int i = 0; i < 3; i++) {
        long stopped = System.nanoTime();
        cluster.stop(i);
        System.out.printf(
            "node %d stopped in %d ms%n", i, (System.nanoTime() - stopped) / 1_000_000);
        load.awaitCommits(50);
        cluster.startAgain(i);
        load.awaitCommits(50);
      }
      Verdict verdict = load.judge();
      System.out.println(RecordedLoad.summary(verdict));
    }
    Files.delete(file);
  }

  private static boolean hasSessions(TestCluster cluster, int node) {
    return cluster.node(node).sessionMetrics().active.get() > 0;
  }

  /** The control: a session lives on one node, and the other two forward its calls, and count. */
  private static void awaitTwoForwardAReadOf(String topic, TestCluster cluster) throws Exception {
    try (RawClient first = client(cluster, 0);
        RawClient second = client(cluster, 1);
        RawClient third = client(cluster, 2)) {
      AllocateRequest reader = RawClient.reader(topic);
      Session session = patiently(() -> first.thrift.allocate(reader));
      ReadRequest read = new ReadRequest(session.getSession(), 1);
      List<RawClient> all = List.of(first, second, third);
      // Its shard may move meanwhile, but not for long.
      await("two of three nodes forward")
          .atMost(PATIENCE)
          .until(
              () -> {
                long before = forwarded(cluster);
                int said = 0;
                for (RawClient client : all) {
                  said += patiently(() -> client.thrift.read(read)).isForwarded() ? 1 : 0;
                }
                return said == 2 && forwarded(cluster) >= before + 2;
              });
    }
  }

  private static RawClient client(TestCluster cluster, int node) throws Exception {
    return RawClient.compact(cluster.node(node).tcpAddress().getPort());
  }

  /** Whether clients have found the node of each of their sessions, and call no other one. */
  private static void awaitNoneForwarded(TestCluster cluster, RecordedLoad load) {
    // One whose session moved while it was looked for looks again after a minute.
    await("no call is forwarded any more")
        .atMost(Duration.ofSeconds(180))
        .until(
            () -> {
              long before = forwarded(cluster);
              load.awaitCommits(50);
              return forwarded(cluster) == before;
            });
  }

  private static long forwarded(TestCluster cluster) {
    return IntStream.range(0, 3).mapToLong(i -> cluster.node(i).callsForwarded()).sum();
  }

  @Test
  void aNodeOfTheApiOnlyRoutes_andOneOfTheBackEndHasNoDoor() throws Exception {
    String topic = TestNode.newTopic(2);
    Path file = Path.of("target", "histories", "roles-" + UUID.randomUUID() + ".txt");
    try (TestCluster cluster =
            TestCluster.start(List.of(List.of("api"), List.of("backend")), Map.of());
        SwitchboardClient client = cluster.client(0);
        RecordedLoad load = new RecordedLoad(client, topic, file, 2, 2, 2)) {
      load.awaitCommits(20);
      assertThat(cluster.node(1).sessionMetrics().active.get()).isPositive();
      assertThat(cluster.node(0).callsForwarded()).isPositive();
      assertThatThrownBy(() -> cluster.node(1).tcpAddress())
          .isInstanceOf(NoSuchElementException.class);
      assertThat(cluster.node(1).addresses()).doesNotContain("tcp=");
      load.judge();
    }
    Files.delete(file);
  }

  @Test
  void nodesThatKnowNothingOfEachOtherFindThemselvesByMarathon() throws Exception {
    AtomicReference<String> listing = new AtomicReference<>("{\"apps\": []}");
    HttpServer marathon = marathon(listing);
    try (TestCluster cluster =
            TestCluster.start(
                List.of(BOTH, BOTH),
                Map.of(),
                management -> {
                  listing.set(apps(management));
                  return Map.of(
                      "switchboard.cluster.discovery",
                      "switchboard-marathon",
                      "switchboard.cluster.form-with",
                      2,
                      "akka.management.cluster.bootstrap.contact-point-discovery.port-name",
                      "management",
                      "akka.management.cluster.bootstrap.contact-point-discovery.stable-margin",
                      "1 s",
                      "akka.discovery.switchboard-marathon.urls",
                      List.of("http://127.0.0.1:" + marathon.getAddress().getPort()));
                });
        SwitchboardClient client = cluster.client(0, 1);
        RecordedLoad load =
            new RecordedLoad(
                client,
                TestNode.newTopic(2),
                Path.of("target", "histories", "marathon-" + UUID.randomUUID() + ".txt"),
                4,
                0,
                3)) {
      load.awaitCommits(20);
      await("they share sessions")
          .atMost(PATIENCE)
          .until(() -> hasSessions(cluster, 0) && hasSessions(cluster, 1));
      load.judge();
    } finally {
      marathon.stop(0);
    }
  }

  private static HttpServer marathon(AtomicReference<String> listing) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v2/apps",
        exchange -> {
          byte[] answer = listing.get().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** One app with one task for each port. */
  private static String apps(List<Integer> managementPorts) {
    return managementPorts.stream()
        .map(
            port ->
                """
                {"id": "/sb/n%1$d", "labels": {"ACTOR_SYSTEM_NAME": "switchboard"},
                 "networks": [{"mode": "host"}], "portDefinitions": [{"name": "management"}],
                 "tasks": [{"id": "sb_n%1$d.1", "appId": "/sb/n%1$d", "host": "127.0.0.1",
                            "state": "TASK_RUNNING", "ports": [%1$d]}]}
                """
                    .formatted(port))
        .collect(Collectors.joining(",", "{\"apps\": [", "]}"));
  }
}
