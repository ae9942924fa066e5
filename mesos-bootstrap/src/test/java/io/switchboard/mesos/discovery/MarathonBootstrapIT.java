package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two real nodes with Akka's Cluster Bootstrap, which know nothing of each other but Marathon. */
final class MarathonBootstrapIT {
  private static final Duration FORMS_WITHIN = Duration.ofMinutes(2);

  /** For how long nodes wait with a list that does not change. */
  private static final Duration STABLE_MARGIN = Duration.ofSeconds(1);

  private final MarathonDouble marathon = MarathonDouble.start(MarathonDouble.json(listing()));
  private final List<ActorSystem> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    nodes.forEach(ActorSystem::terminate);
    nodes.forEach(node -> node.getWhenTerminated().toCompletableFuture().join());
    marathon.close();
  }

  @Test
  void twoNodesOfTwoAppsFormOneCluster() {
    List<Integer> ports = freePorts();
    marathon.nowReplies(MarathonDouble.json(listing(ports.get(0), ports.get(1))));

    ports.forEach(this::startNode);

    awaitOneClusterOfTwo();
  }

  @Test
  void withoutAListNoClusterFormsAndWithTheListItDoes() {
    List<Integer> ports = freePorts();

    // Marathon lists nobody, is away, and lists one of them only, which is fewer than required.
    ports.forEach(this::startNode);
    awaitQuestions();
    marathon.nowReplies(MarathonDouble.status(503));
    awaitQuestions();
    marathon.nowReplies(MarathonDouble.json(listing(ports.get(0))));
    awaitQuestions();
    assertNoClusterForms();

    marathon.nowReplies(MarathonDouble.json(listing(ports.get(0), ports.get(1))));
    awaitOneClusterOfTwo();
  }

  private void awaitOneClusterOfTwo() {
    await()
        .atMost(FORMS_WITHIN)
        .untilAsserted(() -> assertThat(nodes).allSatisfy(n -> assertThat(up(n)).hasSize(2)));
    Set<Set<Address>> views = new HashSet<>();
    nodes.forEach(node -> views.add(up(node)));
    assertThat(views).as("both nodes see the same cluster").hasSize(1);
  }

  /** Waits until both nodes know what Marathon now says: each asks at least once a second. */
  private void awaitQuestions() {
    int askedBefore = marathon.asked().size();
    await().atMost(FORMS_WITHIN).until(() -> marathon.asked().size() >= askedBefore + 6);
  }

  /** One that had formed before would still be there. */
  private void assertNoClusterForms() {
    Duration longEnough = STABLE_MARGIN.multipliedBy(3);
    await()
        .during(longEnough)
        .atMost(longEnough.plus(FORMS_WITHIN))
        .until(() -> nodes.stream().allMatch(node -> up(node).isEmpty()));
  }

  private static Set<Address> up(ActorSystem node) {
    Set<Address> addresses = new HashSet<>();
    StreamSupport.stream(Cluster.get(node).state().getMembers().spliterator(), false)
        .filter(member -> member.status().equals(MemberStatus.up()))
        .map(Member::address)
        .forEach(addresses::add);
    return addresses;
  }

  private void startNode(int managementPort) {
    ActorSystem node = ActorSystem.create("switchboard", config(managementPort));
    nodes.add(node);
    try {
      AkkaManagement.get(node).start().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("management does not start", e);
    }
    ClusterBootstrap.get(node).start();
  }

  private Config config(int managementPort) {
    return ConfigFactory.parseString(
            """
            akka {
              actor.provider = cluster
              loggers = ["akka.event.slf4j.Slf4jLogger"]
              logging-filter = "akka.event.slf4j.Slf4jLoggingFilter"
              remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              cluster.jmx.enabled = off
              coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off }
              management.http { hostname = "127.0.0.1", port = %d }
              management.cluster.bootstrap {
                contact-point-discovery {
                  discovery-method = switchboard-marathon
                  port-name = "akkamgmthttp"
                  required-contact-point-nr = 2
                  stable-margin = %d ms
                  interval = 250 ms
                  exponential-backoff-max = 1 s
                }
                contact-point.probe-interval = 250 ms
              }
              discovery.switchboard-marathon.urls = ["%s"]
            }
            """
                .formatted(managementPort, STABLE_MARGIN.toMillis(), marathon.url()))
        .withFallback(ConfigFactory.load());
  }

  /** Each node as the only task of an app of its own, with the label of the one cluster. */
  private static String listing(int... managementPorts) {
    List<String> apps = new ArrayList<>();
    for (int port : managementPorts) {
      apps.add(
          """
          {"id": "/sb/tier-%1$d", "labels": {"ACTOR_SYSTEM_NAME": "switchboard"},
           "networks": [{"mode": "host"}],
           "portDefinitions": [{"name": "akkaremote"}, {"name": "akkamgmthttp"}],
           "tasks": [{"id": "sb_tier-%1$d.1", "appId": "/sb/tier-%1$d", "host": "127.0.0.1",
                      "state": "TASK_RUNNING", "ports": [1, %1$d]}]}
          """
              .formatted(port));
    }
    return "{\"apps\": [" + String.join(",", apps) + "]}";
  }

  /**
   * Two that were free a moment ago, since a node's own contact point cannot be port 0; of those
   * that no system gives to outgoing connections meanwhile.
   */
  private static List<Integer> freePorts() {
    return ThreadLocalRandom.current()
        .ints(1_000, 10_000, 19_000)
        .filter(MarathonBootstrapIT::isFree)
        .distinct()
        .limit(2)
        .boxed()
        .toList();
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
