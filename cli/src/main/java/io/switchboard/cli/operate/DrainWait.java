package io.switchboard.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchboard.cli.CliException;
import io.switchboard.cli.Figures;
import io.switchboard.cli.ManagementClient;
import io.switchboard.cli.StopSignal;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks again and again how many shards a node has, until it has none, a time has passed, or the
 * user does not want to wait any longer. For one thread.
 */
final class DrainWait {
  private static final Duration EVERY = Duration.ofMillis(500);

  private final Supplier<Progress> look;
  private final Consumer<Progress> show;
  private final StopSignal stop;

  /**
   * Of a node.
   *
   * @param show is given what has changed
   */
  DrainWait(Supplier<Progress> look, Consumer<Progress> show, StopSignal stop) {
    this.look = look;
    this.show = show;
    this.stop = stop;
  }

  /**
   * How far it is.
   *
   * @param isMember whether the node is in the cluster still
   * @param shards empty if that is not known now
   */
  record Progress(boolean isMember, OptionalLong shards) {
    static Progress of(String node, ManagementClient.Listing nodes) {
      for (JsonNode one : nodes.entries()) {
        if (one.path("address").asText().equals(node)) {
          // A node that did not tell counts as one without shards.
          return new Progress(
              true,
              nodes.unknown().stream().noneMatch(what -> what.contains(node))
                  ? OptionalLong.of(one.path("shards").asLong())
                  : OptionalLong.empty());
        }
      }
      return new Progress(false, OptionalLong.empty());
    }

    boolean isDone() {
      return !isMember || shards.equals(OptionalLong.of(0));
    }

    String sentence(String node) {
      if (!isMember) {
        return node + " has left the cluster";
      }
      return node
          + " has "
          + (shards.isEmpty()
              ? "an unknown number of shards"
              : Figures.count(shards.getAsLong(), "shard"));
    }
  }

  /** The last that was seen, also if it is not the end. */
  Progress until(Duration within) {
    stop.answerInOrder();
    long end = System.nanoTime() + within.toNanos();
    Progress last = seen();
    show.accept(last);
    while (!last.isDone() && System.nanoTime() < end && !askedToStop()) {
      Progress now = seen();
      if (!now.equals(last)) {
        show.accept(now);
      }
      last = now;
    }
    return last;
  }

  /** The node itself may be the one that is asked, or a node may be slow once. */
  private Progress seen() {
    try {
      return look.get();
    } catch (CliException notNow) {
      return new Progress(true, OptionalLong.empty());
    }
  }

  boolean interrupted() {
    return stop.requested();
  }

  private boolean askedToStop() {
    try {
      stop.request().get(EVERY.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } catch (ExecutionException | CancellationException e) {
      throw new IllegalStateException("a signal cannot fail", e);
    }
  }
}
