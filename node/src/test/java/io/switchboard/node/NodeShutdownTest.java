package io.switchboard.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A node stops from the outside to the inside. */
final class NodeShutdownTest {
  private static final Duration COOL_DOWN = Duration.ofMillis(100);

  private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "stops");
  private final List<String> done = new CopyOnWriteArrayList<>();
  private volatile long notReadyNanos;
  private volatile long doorsNanos;

  private void stop(Supplier<CompletionStage<?>> closeDoors) throws Exception {
    NodeShutdown.register(
        system,
        new NodeShutdown.Steps(
            () -> {
              notReadyNanos = System.nanoTime();
              done.add("not ready");
            },
            COOL_DOWN,
            () -> {
              doorsNanos = System.nanoTime();
              return closeDoors.get();
            },
            () -> {
              done.add("management");
              return CompletableFuture.completedFuture(Done.getInstance());
            },
            () ->
                done.add(
                    system.getWhenTerminated().toCompletableFuture().isDone()
                        ? "late"
                        : "clients")));
    NodeShutdown.run(system).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void loadBalancersLearnFirst_thenTheDoorsClose_andTheClientsOfKafkaLast() throws Exception {
    stop(() -> CompletableFuture.runAsync(() -> done.add("doors")));

    assertThat(done).containsExactly("not ready", "doors", "management", "clients");
    assertThat(doorsNanos - notReadyNanos).isGreaterThanOrEqualTo(COOL_DOWN.toNanos());
    assertThat(system.getWhenTerminated()).isCompleted();
  }

  @Test
  void aStepThatFailsDoesNotKeepTheNodeFromStopping() throws Exception {
    stop(() -> CompletableFuture.failedFuture(new IllegalStateException("a door is stuck")));

    assertThat(done).containsExactly("not ready", "management", "clients");
    assertThat(system.getWhenTerminated()).isCompleted();
  }
}
