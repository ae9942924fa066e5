package io.switchboard.node;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in which a node stops, as tasks of Akka's coordinated shutdown: SIGTERM, {@link
 * SwitchboardNode#stop} and the removal by the other nodes all take this way. From the outside to
 * the inside: each part still has what it needs to finish, and whatever comes to it late finds it
 * closed rather than broken.
 *
 * <ol>
 *   <li><em>before-service-unbind</em>: {@code /ready} says no, and for the cool-down nothing else
 *       happens. Load balancers look only now and then; clients that they send meanwhile find the
 *       doors open.
 *   <li><em>service-unbind</em>: the doors take no new connections and close when their calls are
 *       answered. Sessions live still, here too, or these calls would have no answer.
 *   <li><em>service-stop</em>: the management API closes. Not before the doors have: {@code /ready}
 *       has to say no as long as anybody may come.
 *   <li><em>cluster-sharding-shutdown-region</em> (Akka's): each session finishes what is in its
 *       lane, signs off, and may start elsewhere. Lanes, ledger and Cassandra are needed for that.
 *   <li><em>cluster-leave</em>, <em>cluster-exiting</em>, <em>cluster-shutdown</em> (Akka's): the
 *       other nodes take over what this one coordinated.
 *   <li><em>before-actor-system-terminate</em>: lanes, readers and Kafka's clients close. No
 *       session is left that could use them; what the lanes could not publish is put into
 *       Cassandra, whose driver ends with the actor system, just after.
 * </ol>
 *
 * <p>Each step is bounded, by its part or by the time-outs in {@code switchboard-akka.conf}. One
 * that fails is logged, and the next one begins all the same: a node that stops must end.
 */
final class NodeShutdown {
  private static final Logger LOG = LoggerFactory.getLogger(NodeShutdown.class);

  private NodeShutdown() {}

  /**
   * What is done in the steps that are not Akka's.
   *
   * @param notReady does not block
   * @param coolDown from then on until the doors close
   * @param closeDoors completes when they are closed
   * @param closeManagement completes when it is closed
   * @param closeClients blocks until all that talks to Kafka has ended
   */
  record Steps(
      Runnable notReady,
      Duration coolDown,
      Supplier<CompletionStage<?>> closeDoors,
      Supplier<CompletionStage<?>> closeManagement,
      Runnable closeClients) {}

  /** Will do this when the actor system stops, for whatever reason. To be called once. */
  static void register(ActorSystem<?> system, Steps steps) {
    on(
        system,
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "not-ready",
        () -> {
          steps.notReady().run();
          return Patterns.after(
              steps.coolDown(),
              system.classicSystem(),
              () -> CompletableFuture.completedFuture(Done.getInstance()));
        });
    on(system, CoordinatedShutdown.PhaseServiceUnbind(), "close-doors", steps.closeDoors());
    on(system, CoordinatedShutdown.PhaseServiceStop(), "close-management", steps.closeManagement());
    on(
        system,
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "close-kafka",
        () -> CompletableFuture.runAsync(steps.closeClients()));
  }

  /** Stops; completes when all has ended, the actor system included. */
  static CompletionStage<Done> run(ActorSystem<?> system) {
    return CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
  }

  private static void on(
      ActorSystem<?> system, String phase, String name, Supplier<CompletionStage<?>> task) {
    CoordinatedShutdown.get(system)
        .addTask(
            phase,
            name,
            () ->
                task.get()
                    .handle(
                        (ok, failure) -> {
                          if (failure != null) {
                            LOG.warn("a step of the stop failed, step={}", name, failure);
                          }
                          return Done.getInstance();
                        }));
  }
}
