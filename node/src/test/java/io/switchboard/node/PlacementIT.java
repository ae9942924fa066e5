package io.switchboard.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.entity.placement.ClusterView;
import io.switchboard.entity.placement.NodeView;
import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.SwitchboardClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Shards of real sessions move while their clients go on. */
class PlacementIT {
  private static final List<String> BOTH = List.of("api", "backend");
  private static final Duration SOON = Duration.ofSeconds(120);
  private static final int SESSIONS = 60;

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static NodeView view(TestCluster cluster, int asked, String address) throws Exception {
    return done(cluster.node(asked).placement().view()).nodes().stream()
        .filter(node -> node.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aNodeIsDrainedAndTakenBackWhileItsSessionsAnswer() throws Exception {
    Path file = Path.of("target", "histories", "placement-" + UUID.randomUUID() + ".txt");
    String topic = TestNode.newTopic(4);
    try (TestCluster cluster = TestCluster.start(List.of(BOTH, BOTH, BOTH), Map.of());
        SwitchboardClient client = cluster.client(0, 1, 2);
        Publishers publishers = new Publishers(client, TestNode.newTopic(4));
        RecordedLoad load = new RecordedLoad(client, topic, file, 4, 4, 5)) {
      load.awaitCommits(50);
      // What nodes tell of themselves is on its way for some seconds.
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                ClusterView before = done(cluster.node(2).placement().view());
                assertThat(before.unknown()).isEmpty();
                assertThat(before.nodes())
                    .allSatisfy(
                        node -> {
                          assertThat(node.shards()).isPositive();
                          assertThat(node.addresses()).containsKeys("http", "tcp", "management");
                        });
              });
      String drained = done(cluster.node(1).placement().view()).self();

      publishers.forgetPauses();
      long from = System.nanoTime();
      done(cluster.node(0).placement().drain(drained));
      await().atMost(SOON).until(() -> view(cluster, 2, drained).shards() == 0);
      System.out.printf("drained in %d ms%n", (System.nanoTime() - from) / 1_000_000);
      load.awaitCommits(100);
      List<Duration> pauses = publishers.pauses();
      System.out.printf(
          "longest call of each of %d sessions: p50 %d ms, p99 %d ms, most %d ms%n",
          pauses.size(),
          pauses.get(pauses.size() / 2).toMillis(),
          pauses.get(pauses.size() * 99 / 100 - 1).toMillis(),
          pauses.get(pauses.size() - 1).toMillis());
      assertThat(pauses).hasSize(SESSIONS);
      assertThat(view(cluster, 0, drained).draining()).isTrue();

      done(cluster.node(2).placement().undrain(drained));
      // As many shards as carry its share of the load, which may be few: the busy ones go first.
      await().atMost(SOON).until(() -> view(cluster, 0, drained).sessions() > 0);
      load.judge();
    }
    Files.delete(file);
  }

  @Test
  void pinsHoldAllShardsOnOneNodeAlsoWhenTheOtherStopsAndComesBack() throws Exception {
    try (TestCluster cluster = TestCluster.start(List.of(BOTH, BOTH), Map.of());
        SwitchboardClient client = cluster.client(0, 1);
        Publishers publishers = new Publishers(client, TestNode.newTopic(1))) {
      String pinnedTo = done(cluster.node(1).placement().view()).self();
      await()
          .atMost(SOON)
          .until(
              () -> done(cluster.node(0).placement().view()).shards().get(0).pinnedTo().isEmpty());
      for (int shard = 0; shard < 100; shard++) {
        done(cluster.node(0).placement().pin(Integer.toString(shard), pinnedTo));
      }
      String other = done(cluster.node(0).placement().view()).self();
      await().atMost(SOON).until(() -> view(cluster, 0, other).shards() == 0);
      cluster.stop(0);
      cluster.startAgain(0);
      await()
          .during(Duration.ofSeconds(3))
          .atMost(SOON)
          .until(() -> view(cluster, 1, pinnedTo).sessions() == SESSIONS);
    }
  }

  /** Sessions that publish an event now and then, and remember the longest time that it took. */
  private static final class Publishers implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final List<Future<?>> running = new ArrayList<>();
    private final long[] longest = new long[SESSIONS];

    Publishers(SwitchboardClient client, String topic) {
      for (int i = 0; i < SESSIONS; i++) {
        int session = i;
        running.add(threads.submit(() -> publish(client, topic, session)));
      }
    }

    private void publish(SwitchboardClient client, String topic, int session) {
      try (Publisher publisher = client.publisher(topic)) {
        while (going.get()) {
          long from = System.nanoTime();
          publisher.publish(List.of(OutboundEvent.of(new byte[100])));
          long took = System.nanoTime() - from;
          synchronized (longest) {
            longest[session] = Math.max(longest[session], took);
          }
          LockSupport.parkNanos(50_000_000L);
        }
      }
    }

    void forgetPauses() {
      synchronized (longest) {
        java.util.Arrays.fill(longest, 0);
      }
    }

    List<Duration> pauses() {
      synchronized (longest) {
        return java.util.Arrays.stream(longest).sorted().mapToObj(Duration::ofNanos).toList();
      }
    }

    @Override
    public void close() throws Exception {
      going.set(false);
      for (Future<?> each : running) {
        each.get(120, TimeUnit.SECONDS);
      }
      threads.shutdown();
    }
  }
}
