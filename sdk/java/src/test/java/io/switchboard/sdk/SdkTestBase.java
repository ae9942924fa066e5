package io.switchboard.sdk;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.switchboard.protocol.Switchboard;
import io.switchboard.sdk.fake.FakeCluster;
import io.switchboard.sdk.fake.FakeNode;
import io.switchboard.sdk.internal.call.VirtualTiming;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Fake nodes of one fake cluster, and clients with virtual pauses: back-off takes no time, and a
 * deadline of a minute is over as soon as nothing but back-off is left of it.
 */
abstract class SdkTestBase {
  final FakeCluster cluster = new FakeCluster();
  final List<ClientListener.Retry> retries = new CopyOnWriteArrayList<>();
  final List<String> failovers = new CopyOnWriteArrayList<>();
  final List<String> reallocations = new CopyOnWriteArrayList<>();
  final List<Long> restaged = new CopyOnWriteArrayList<>();
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  VirtualTiming timing;

  @BeforeEach
  void time() {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    resources.push(executor::shutdownNow);
    timing =
        new VirtualTiming(
            task -> {
              if (!executor.isShutdown()) {
                executor.execute(task);
              }
            });
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!resources.isEmpty()) {
      resources.pop().close();
    }
  }

  FakeNode node(String transport) {
    return node(transport, cluster);
  }

  FakeNode node(String transport, Switchboard.Iface door) {
    FakeNode node = transport.equals("http") ? FakeNode.http(door) : FakeNode.tcp(door);
    resources.push(node);
    return node;
  }

  SwitchboardClientBuilder builder(FakeNode... nodes) {
    return SwitchboardClient.builder()
        .addresses(Arrays.stream(nodes).map(FakeNode::address).toList())
        .closeTimeout(Duration.ofMillis(500))
        .listener(
            new ClientListener() {
              @Override
              public void onRetry(Retry retry) {
                retries.add(retry);
              }

              @Override
              public void onFailover(String from, String to) {
                failovers.add(to);
              }

              @Override
              public void onReallocated(String goneSession, String newSession) {
                reallocations.add(goneSession + ">" + newSession);
              }

              @Override
              public void onRestaged(String session, long seq) {
                restaged.add(seq);
              }
            });
  }

  SwitchboardClient client(FakeNode... nodes) {
    return opened(builder(nodes).timing(system -> timing));
  }

  SwitchboardClient opened(SwitchboardClientBuilder builder) {
    SwitchboardClient client = builder.build();
    resources.push(client);
    return client;
  }

  static List<OutboundEvent> events(String... values) {
    return Arrays.stream(values).map(OutboundEvent::of).toList();
  }

  static List<String> texts(ReceivedBatch batch) {
    List<String> texts = new ArrayList<>();
    batch
        .events()
        .forEach(e -> texts.add(new String(e.value().orElseThrow(), StandardCharsets.UTF_8)));
    return texts;
  }

  /** Also a future that does not complete is a failure, but none that a test expects. */
  static Throwable failure(CompletableFuture<?> future) {
    Throwable thrown = catchThrowable(() -> future.get(2, TimeUnit.MINUTES));
    return thrown instanceof ExecutionException ? thrown.getCause() : thrown;
  }
}
