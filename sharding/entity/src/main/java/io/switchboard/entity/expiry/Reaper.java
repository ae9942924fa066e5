package io.switchboard.entity.expiry;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.SessionDirectory.Entry;
import io.switchboard.core.port.SessionDirectory.Page;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds sessions that were left by their clients and that nobody has in memory: walks the directory
 * a page at a time, and wakes those whose time is over by its word. Whether it is over indeed, the
 * session decides itself; the directory is only a hint, and may be behind.
 *
 * <p>One in the whole cluster (a cluster singleton): so the load on Cassandra and the number of
 * sessions woken in a second do not grow with the nodes, and no share of the directory is nobody's
 * while nodes come and go. While it moves to another node nothing is reaped, and nothing is lost by
 * that.
 */
public final class Reaper {
  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);

  /** Pages are read and sessions woken in steps of this length. */
  private static final Duration STEP = Duration.ofMillis(100);

  private static final int STEPS_PER_SECOND = 10;
  private static final int PAGE = 100;

  /** What drives the reaper. */
  public sealed interface Message {}

  private enum Step implements Message {
    STEP
  }

  private record PageRead(Page page) implements Message {}

  private record PageFailed(Throwable failure) implements Message {}

  private final ActorContext<Message> actor;
  private final TimerScheduler<Message> timers;
  private final SessionDirectory directory;
  private final Consumer<SessionId> wake;
  private final ExpirySettings settings;
  private final ReaperMetrics metrics;
  private final Clock clock;

  private final Deque<SessionId> due = new ArrayDeque<>(PAGE);
  private Optional<String> nextPage = Optional.empty();
  private boolean walking;

  private Reaper(
      ActorContext<Message> actor,
      TimerScheduler<Message> timers,
      SessionDirectory directory,
      Consumer<SessionId> wake,
      ExpirySettings settings,
      ReaperMetrics metrics,
      Clock clock) {
    this.actor = actor;
    this.timers = timers;
    this.directory = directory;
    this.wake = wake;
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * The reaper's behaviour; it never ends by itself.
   *
   * @param wake tells a session to look whether its time is over; must not block
   */
  public static Behavior<Message> create(
      SessionDirectory directory,
      Consumer<SessionId> wake,
      ExpirySettings settings,
      ReaperMetrics metrics,
      Clock clock) {
    Behavior<Message> reaper =
        Behaviors.setup(
            actor ->
                Behaviors.withTimers(
                    timers ->
                        new Reaper(actor, timers, directory, wake, settings, metrics, clock)
                            .begin()));
    return Behaviors.supervise(reaper)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2));
  }

  private Behavior<Message> begin() {
    in(settings.lookEvery());
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
    if (!due.isEmpty()) {
      wakeSome();
      return in(STEP);
    }
    if (walking && nextPage.isEmpty()) {
      walking = false;
      metrics.walks.increment();
      return in(settings.lookEvery());
    }
    actor.pipeToSelf(
        directory.list(PAGE, nextPage),
        (page, failure) -> failure == null ? new PageRead(page) : new PageFailed(failure));
    return Behaviors.same();
  }

  private void wakeSome() {
    int some = Math.max(1, settings.wakePerSecond() / STEPS_PER_SECOND);
    for (int i = 0; i < some && !due.isEmpty(); i++) {
      metrics.woken.increment();
      wake.accept(due.removeFirst());
    }
  }

  private Behavior<Message> onPage(Page page) {
    page.entries().stream().filter(this::isDue).map(Entry::session).forEach(due::addLast);
    walking = true;
    nextPage = page.nextPageToken();
    return in(STEP);
  }

  private boolean isDue(Entry entry) {
    return !entry.disposed() && entry.expiresAt().isBefore(clock.instant());
  }

  /** The walk goes on where it stands, later. */
  private Behavior<Message> onFailure(Throwable failure) {
    metrics.failures.increment();
    LOG.warn("directory not readable, phase=reap, tried again later: {}", failure.toString());
    return in(settings.lookEvery());
  }
}
