package io.switchboard.cli.demo;

import io.switchboard.cli.CliException;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Figures;
import io.switchboard.cli.local.LocalNode;
import io.switchboard.cli.local.LocalSystem;
import io.switchboard.cli.transfer.PublishRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Chapter 3: the node that owns the publishing session is killed, the session goes on elsewhere,
 * the node comes back. For one thread.
 */
final class NodeLoss {
  private static final Duration FOUND_WITHIN = Duration.ofSeconds(20);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  /** Answers that the node had sent before it was killed have arrived after this. */
  private static final Duration ON_ITS_WAY = Duration.ofMillis(500);

  private final LocalSystem system;
  private final Story story;
  private final Silence silence;
  private final Retries retries;
  private final SessionOwner owner;

  NodeLoss(LocalSystem system, String session, Story story, Silence silence, Retries retries) {
    this.system = system;
    this.story = story;
    this.silence = silence;
    this.retries = retries;
    this.owner = new SessionOwner(system, session);
  }

  /** Finds the node to kill. */
  LocalNode victim() {
    long started = System.nanoTime();
    Optional<LocalNode> found = owner.look();
    while (found.isEmpty() && Figures.since(started).compareTo(FOUND_WITHIN) < 0) {
      pause();
      found = owner.look();
    }
    return found.orElseThrow(
        () -> notVerified("The cluster does not tell where the session lives."));
  }

  /** Kills it, waits until the session goes on at another one, and starts it again. */
  void kill(LocalNode victim, PublishRun publishing, ReadBack readBack, long lines) {
    awaitMore(publishing);
    silence.forget();
    victim.kill();
    long killedNanos = System.nanoTime();
    long published = publishing.published();
    story.chapter("kill -9 of the node that owns the publishing session, in mid-stream");
    story.line(
        name(victim)
            + " (process "
            + victim.pid()
            + ") killed with "
            + Figures.count(published)
            + " of "
            + Figures.count(lines)
            + " lines published and "
            + Figures.count(readBack.received())
            + " read");
    if (published >= lines) {
      throw notVerified("The node was killed too late: all lines were published already.");
    }
    while (Figures.since(killedNanos).compareTo(ON_ITS_WAY) < 0) {
      pause();
    }
    awaitMore(publishing);
    if (publishing.isDone() && publishing.published() < lines) {
      return; // it has failed, which is told where it is waited for
    }
    story.line(
        "the session goes on at "
            + owner.look().filter(node -> node != victim).map(NodeLoss::name).orElse("another node")
            + "; it was silent for "
            + Figures.seconds(silence.longest())
            + " (longest time between two acknowledged batches)");
    story.line(
        retries.calls() == 0
            ? "nobody told the clients, which saw a slow answer and nothing else"
            : "nobody told the clients; the SDK repeated "
                + Figures.count(retries.calls(), "call")
                + " by itself");
    system.restart(victim);
    story.line(name(victim) + " started again, as process " + victim.pid());
  }

  /** Waits until one more batch is acknowledged, or publishing has ended in whatever way. */
  private static void awaitMore(PublishRun publishing) {
    long before = publishing.published();
    while (publishing.published() <= before && !publishing.isDone()) {
      pause();
    }
  }

  /** Waits until it is a member of its cluster again. */
  void awaitReturn(LocalNode victim) {
    Duration took = victim.ready().join();
    story.line(
        name(victim) + " is back in the cluster, " + Figures.seconds(took) + " after its start");
  }

  private static String name(LocalNode node) {
    return "node " + node.number();
  }

  private static void pause() {
    LockSupport.parkNanos(LOOK_EVERY.toNanos());
    if (Thread.currentThread().isInterrupted()) {
      throw CliException.failed("Interrupted.", "");
    }
  }

  private static CliException notVerified(String what) {
    return CliException.of(ExitCodes.NOT_VERIFIED, what, "Try a longer file.");
  }
}
