package io.switchboard.entity.spill;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SpillStore;
import io.switchboard.core.port.SpillStore.Page;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds sessions for which batches were left and whose clients may never come back: walks the spill
 * store a page at a time, and wakes each session that has anything there. What of it counts, and
 * what may be deleted, the session decides itself by its row in the register.
 *
 * <p>One in the whole cluster (a cluster singleton), so that the load does not grow with the nodes.
 * It begins to look as soon as it starts: a rolling restart leaves batches just then.
 */
public final class SpillSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(SpillSweeper.class);

  /** Pages are read and sessions woken in steps of this length. */
  private static final Duration STEP = Duration.ofMillis(100);

  private static final int STEPS_PER_SECOND = 10;
  private static final int PAGE = 100;

  /** What drives the sweeper. */
  public sealed interface Message {}

  private enum Step implements Message {
    STEP
  }

  private record PageRead(Page page) implements Message {}

  private record PageFailed(Throwable failure) implements Message {}

  private final ActorContext<Message> actor;
  private final TimerScheduler<Message> timers;
  private final SpillStore store;
  private final Consumer<SessionId> wake;
  private final SweepSettings settings;
  private final SpillMetrics metrics;

  private final Deque<SessionId> found = new ArrayDeque<>(PAGE);
  private Optional<String> nextPage = Optional.empty();
  private boolean walking;

  private SpillSweeper(
      ActorContext<Message> actor,
      TimerScheduler<Message> timers,
      SpillStore store,
      Consumer<SessionId> wake,
      SweepSettings settings,
      SpillMetrics metrics) {
    this.actor = actor;
    this.timers = timers;
    this.store = store;
    this.wake = wake;
    this.settings = settings;
    this.metrics = metrics;
  }

  /**
   * The sweeper's behaviour; it never ends by itself.
   *
   * @param wake tells a session to look after what was left for it; must not block
   */
  public static Behavior<Message> create(
      SpillStore store, Consumer<SessionId> wake, SweepSettings settings, SpillMetrics metrics) {
    Behavior<Message> sweeper =
        Behaviors.setup(
            actor ->
                Behaviors.withTimers(
                    timers ->
                        new SpillSweeper(actor, timers, store, wake, settings, metrics).begin()));
    return Behaviors.supervise(sweeper)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2));
  }

  private Behavior<Message> begin() {
    in(STEP);
    return Behaviors.receive(Message.class)
        .onMessage(Step.class, step -> onStep())
        .onMessage(PageRead.class, read -> onPage(read.page()))
        .onMessage(PageFailed.class, failed -> onFailure(failed.failure()))
        .build();
  }

  private Behavior<Message> in(Duration delay) {
    timers.startSingleTimer(Step.STEP, delay);
    return Behaviors.same();
  }

  private Behavior<Message> onStep() {
    if (!found.isEmpty()) {
      wakeSome();
      return in(STEP);
    }
    if (walking && nextPage.isEmpty()) {
      walking = false;
      metrics.walks.increment();
      return in(settings.lookEvery());
    }
    actor.pipeToSelf(
        store.sessions(PAGE, nextPage),
        (page, failure) -> failure == null ? new PageRead(page) : new PageFailed(failure));
    return Behaviors.same();
  }

  private void wakeSome() {
    int some = Math.max(1, settings.wakePerSecond() / STEPS_PER_SECOND);
    for (int i = 0; i < some && !found.isEmpty(); i++) {
      metrics.woken.increment();
      wake.accept(found.removeFirst());
    }
  }

  private Behavior<Message> onPage(Page page) {
    found.addAll(page.sessions());
    walking = true;
    nextPage = page.nextPageToken();
    return in(STEP);
  }

  /** The walk goes on where it stands, later. */
  private Behavior<Message> onFailure(Throwable failure) {
    metrics.sweepFailures.increment();
    LOG.warn("spill store not readable, phase=sweep, tried again later: {}", failure.toString());
    return in(settings.lookEvery());
  }
}
