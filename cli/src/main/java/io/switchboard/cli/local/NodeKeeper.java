package io.switchboard.cli.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps the nodes of a local system running: who ends is started again at once, without waiting for
 * anybody, because a node may need another one that has ended too. Who ends soon after its start
 * twice in succession stays down. For one thread.
 */
public final class NodeKeeper {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final LocalSystem system;
  private final Consumer<String> notes;
  private final List<LocalNode> kept;
  private final Set<LocalNode> starting = new HashSet<>();
  private final Set<LocalNode> endedSoon = new HashSet<>();

  /** Prepares; the receiver gets a line for whatever happens. */
  public NodeKeeper(LocalSystem system, Consumer<String> notes) {
    this.system = system;
    this.notes = notes;
    this.kept = new ArrayList<>(system.nodes());
  }

  /**
   * Returns when it was asked to stop, or when there is nothing left to keep.
   *
   * @param stop the request
   * @return whether it was asked
   */
  public boolean keepUntil(CompletableFuture<?> stop) {
    CompletableFuture<?> serverEnded = system.serverEnded();
    while (!kept.isEmpty()) {
      CompletableFuture.anyOf(
              Stream.concat(Stream.of(stop, serverEnded), kept.stream().map(this::next))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
      if (stop.isDone()) {
        return true;
      }
      if (serverEnded.isDone()) {
        notes.accept("A server has ended by itself; see the logs in " + logs());
        return false;
      }
      for (LocalNode node : List.copyOf(kept)) {
        if (node.onExit().isDone()) {
          ended(node);
        } else if (starting.contains(node) && node.ready().isDone()) {
          starting.remove(node);
          if (!node.ready().isCompletedExceptionally()) {
            notes.accept(name(node) + " is back, as process " + node.pid() + ".");
          }
        }
      }
    }
    return false;
  }

  /** What will happen to a node: its end, or before that, that it is ready. */
  private CompletableFuture<?> next(LocalNode node) {
    return starting.contains(node)
        ? CompletableFuture.anyOf(node.onExit(), node.ready().handle((took, failed) -> null))
        : node.onExit();
  }

  private void ended(LocalNode node) {
    notes.accept(name(node) + " has ended (" + node.onExit().join() + ").");
    starting.remove(node);
    if (node.age().compareTo(SOON) >= 0) {
      endedSoon.remove(node);
    } else if (!endedSoon.add(node)) {
      notes.accept("That was soon after its start, again; it stays down. Its log ends with:");
      notes.accept(node.tail());
      kept.remove(node);
      return;
    }
    notes.accept("Starting it again…");
    system.restart(node);
    starting.add(node);
  }

  private String name(LocalNode node) {
    return system.nodes().size() == 1 ? "The node" : "Node " + node.number();
  }

  private String logs() {
    return system.stack().directory().toString();
  }
}
