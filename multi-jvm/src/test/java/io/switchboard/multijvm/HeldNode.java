package io.switchboard.multijvm;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import io.switchboard.node.SwitchboardNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A node whose actor system is there before the rest of it: the testkit wants the system when a
 * spec is constructed, and the spec wants the node when its scenario says so. It is a start of the
 * real node that waits in the middle.
 */
final class HeldNode {
  private final CompletableFuture<ActorSystem<Void>> system = new CompletableFuture<>();
  private final CompletableFuture<Void> release = new CompletableFuture<>();
  private final CompletableFuture<SwitchboardNode> node = new CompletableFuture<>();

  /** Makes the actor system; returns when it is there. */
  HeldNode(Config root) {
    Thread starter = new Thread(() -> start(root), "node-starter");
    starter.setDaemon(true);
    starter.start();
    join(CompletableFuture.anyOf(system, node));
  }

  private void start(Config root) {
    try {
      node.complete(
          SwitchboardNode.start(
              root,
              config -> {
                system.complete(
                    ActorSystem.create(Behaviors.empty(), SwitchboardNode.SYSTEM_NAME, config));
                release.join();
                return system.join();
              }));
    } catch (RuntimeException | Error failure) {
      node.completeExceptionally(failure);
    }
  }

  /** Its actor system; in a cluster only after {@link #start}. */
  ActorSystem<Void> system() {
    return system.join();
  }

  /** Starts the rest; returns when the node is up. */
  SwitchboardNode start() {
    release.complete(null);
    return join(node);
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the node cannot start", e.getCause());
    }
  }
}
