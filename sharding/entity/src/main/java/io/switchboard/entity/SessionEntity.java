package io.switchboard.entity;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.session.Decision;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.entity.placement.ShardLoads.ShardLoad;
import io.switchboard.entity.reading.FeedInbox;
import io.switchboard.entity.reading.ReaderFeed;
import io.switchboard.entity.wire.LargestMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A session as a persistent actor: a thin shell that lets the core decide, journals what must be
 * journaled, and only then runs the effects and answers.
 *
 * <p>The journal's state is the durable part alone. The whole state, with its volatile part, is in
 * a field: it is thrown away and made anew whenever the journal was replayed, also after a failed
 * write, because fields survive the restart that follows one. The generation, raised at that
 * moment, keeps the results of the life before out.
 */
final class SessionEntity extends EventSourcedBehavior<SessionMessage, SessionEvent, Durable> {
  private final SessionId session;
  private final EntitySettings settings;
  private final EntityMetrics metrics;
  private final ShardLoad load;
  private final Clock clock;
  private final ActorContext<SessionMessage> actor;
  private final TimerScheduler<SessionMessage> timers;
  private final Stopping stop;
  private final EffectRunner effects;
  private final ReaderFeed feed;
  private final FeedInbox inbox;
  private final CallLimit limit;
  private final LiveSession live;
  private final SessionDirectory directory;
  private final SessionCommons commons;
  private final Upkeep upkeep;

  private long generation;
  private boolean slack = true;
  private boolean lastUseUnknown;

  /**
   * A session.
   *
   * @param givesBack takes the calls that come after the stop was asked for
   */
  static Behavior<SessionMessage> create(
      SessionId session,
      PersistenceId persistenceId,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ShardLoad load,
      SessionHost host,
      Consumer<SessionMessage.Call> givesBack) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  SessionEntity entity =
                      new SessionEntity(session, persistenceId, shard, load, host, actor, timers);
                  return Behaviors.intercept(
                      () -> new StopGuard(entity.limit::admit, givesBack, entity::onStopped),
                      entity);
                }));
  }

  private SessionEntity(
      SessionId session,
      PersistenceId persistenceId,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ShardLoad load,
      SessionHost host,
      ActorContext<SessionMessage> actor,
      TimerScheduler<SessionMessage> timers) {
    super(
        persistenceId,
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2));
    this.session = session;
    SessionPorts ports = host.ports();
    this.settings = host.settings();
    this.metrics = host.metrics();
    this.limit = new CallLimit(metrics);
    this.load = load;
    this.clock = host.clock();
    this.actor = actor;
    this.timers = timers;
    this.stop = new Stopping(actor, shard);
    this.directory = ports.directory();
    this.commons = host.commons();
    this.upkeep = new Upkeep(session, settings);
    this.inbox = new FeedInbox(() -> actor.getSelf().tell(SessionMessage.Arrived.ARRIVED));
    this.feed =
        new ReaderFeed(
            ports.source(),
            ports.catalog(),
            commons.reading(),
            inbox::put,
            (signal, delay) ->
                timers.startSingleTimer("wait", new SessionMessage.Fed(signal), delay),
            command -> results().accept(command));
    this.effects =
        new EffectRunner(
            session, ports, commons, host.readerName(), metrics, feed, this::later, stop::want);
    this.live =
        new LiveSession(
            session,
            commons,
            metrics,
            load,
            clock,
            upkeep,
            effects,
            LargestMessage.of(actor.getSystem()));
    metrics.active.incrementAndGet();
    load.sessionStarted();
  }

  /** A way for results to come back to this life of the owner, and to no later one. */
  private Consumer<SessionCommand> results() {
    long ofThisLife = generation;
    return command -> actor.getSelf().tell(new SessionMessage.Result(ofThisLife, command));
  }

  /**
   * Brings a command after a while, to this life of the owner; a later one of its kind replaces it.
   */
  private void later(SessionCommand command, Duration delay) {
    timers.startSingleTimer(
        command.getClass(), new SessionMessage.Result(generation, command), delay);
  }

  @Override
  public Durable emptyState() {
    return Durable.ABSENT;
  }

  @Override
  public EventHandler<Durable, SessionEvent> eventHandler() {
    return Durable::evolve;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), settings.keepSnapshots())
        .withDeleteEventsOnSnapshot();
  }

  @Override
  public CommandHandler<SessionMessage, SessionEvent, Durable> commandHandler() {
    return (durable, message) -> handle(message);
  }

  @Override
  public SignalHandler<Durable> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.class, (durable, signal) -> onRecovered(durable))
        .onSignal(
            RecoveryFailed.class,
            (durable, signal) -> {
              commons.health().failed();
              actor
                  .getLog()
                  .warn("journal not readable, sessionId={}", session, signal.getFailure());
            })
        .onSignal(akka.actor.typed.PreRestart.class, (durable, signal) -> onJournalFailed())
        .build();
  }

  /** What this life began is not waited for: the journal may be away for long. */
  private void onJournalFailed() {
    metrics.persistFailures.increment();
    commons.health().failed();
    feed.close();
    inbox.clear();
    limit.clear();
    live.answerAll("the session could not be journaled; try again");
  }

  private void onRecovered(Durable durable) {
    // A restart cancels all timers, so this is where the tick begins, every time.
    tickLater(durable);
    if (stop.hasBegun()) {
      stop.now();
    }
    generation++;
    effects.reset();
    metrics.recoveries.increment();
    live.beginAnew(durable);
    lastUseUnknown = live.isOverdue();
    if (lastUseUnknown) {
      askDirectory();
    }
  }

  private void tickLater(Durable durable) {
    timers.startSingleTimer(SessionMessage.Tick.TICK, upkeep.tickEvery(durable));
  }

  /**
   * By the journal the session is overdue. But it may have been called after it was last put to
   * rest, and then killed: its calls wait until the directory, which is renewed while a session is
   * called, has told what it knows.
   */
  private void askDirectory() {
    directory
        .find(session)
        .whenComplete(
            (entry, failure) ->
                actor
                    .getSelf()
                    .tell(
                        new SessionMessage.LastUse(
                            failure != null
                                ? Optional.of(clock.instant())
                                : entry.map(SessionDirectory.Entry::lastActiveAt))));
  }

  private Effect<SessionEvent, Durable> onLastUse(SessionMessage.LastUse lastUse) {
    lastUseUnknown = false;
    lastUse.at().ifPresent(at -> upkeep.seenInDirectory(live.durable(), at));
    return Effect().none().thenUnstashAll();
  }

  private void onStopped() {
    feed.close();
    live.end();
    metrics.active.decrementAndGet();
    load.sessionStopped();
  }

  private Effect<SessionEvent, Durable> handle(SessionMessage message) {
    if (message instanceof SessionMessage.Call call) {
      return onCall(call);
    }
    if (message instanceof SessionMessage.Result result) {
      return onResult(result);
    }
    if (message instanceof SessionMessage.Arrived) {
      inbox.drain(feed::on);
      return Effect().none();
    }
    if (message instanceof SessionMessage.Fed fed) {
      feed.on(fed.signal());
      return Effect().none();
    }
    if (message instanceof SessionMessage.LastUse lastUse) {
      return onLastUse(lastUse);
    }
    if (message instanceof SessionMessage.Due) {
      return onDue();
    }
    if (message instanceof SessionMessage.Wake) {
      return lastUseUnknown ? Effect().stash() : decide(new SessionCommand.Resume());
    }
    if (message instanceof SessionMessage.Tick) {
      return onTick();
    }
    if (message instanceof SessionMessage.Stop) {
      return onStop();
    }
    return Effect().stop();
  }

  private Effect<SessionEvent, Durable> onCall(SessionMessage.Call message) {
    limit.taken();
    if (lastUseUnknown) {
      limit.putBack();
      return Effect().stash();
    }
    Instant now = clock.instant();
    if (message.deadline().isBefore(now)) {
      metrics.callsOverdue.increment();
      return Effect().none();
    }
    Optional<Decision> expired = live.expiry();
    if (expired.isPresent()) {
      // Found by its client before anything else noticed: it has expired all the same, and the call
      // is told so.
      actor.getSelf().tell(message);
      return journal(expired.get());
    }
    slack = false;
    return live.decide(message).map(this::journal).orElseGet(() -> Effect().none());
  }

  private Effect<SessionEvent, Durable> onResult(SessionMessage.Result result) {
    if (result.generation() != generation) {
      metrics.staleResults.increment();
      return Effect().none();
    }
    SessionCommand command = result.command();
    if (command instanceof SessionCommand.Acquired
        || command instanceof SessionCommand.Checkpointed) {
      upkeep.wroteRegister(clock.instant());
    }
    if (command instanceof SessionCommand.AcquireFailed failed
        && failed.code() == RejectCode.STORE_UNAVAILABLE) {
      commons.health().failed();
    }
    effects.heard(command);
    return decide(command);
  }

  private Effect<SessionEvent, Durable> onTick() {
    tickLater(live.durable());
    Instant now = clock.instant();
    if (!stop.hasBegun()) {
      checkpointIfDue(now);
    }
    if (!live.isAwaited() && !live.isBusy() && !stop.hasBegun() && !lastUseUnknown) {
      Optional<Decision> expired = live.expiry();
      if (expired.isPresent()) {
        return journal(expired.get());
      }
      Duration idle = upkeep.idleFor(now);
      if (live.hasEnded() || idle.compareTo(settings.passivateAfter()) >= 0) {
        stop.want();
      } else if (!slack && idle.compareTo(settings.slackenAfter()) >= 0) {
        slack = true;
        return decide(new SessionCommand.Slacken());
      }
    }
    live.noteIfDue(results());
    return Effect().none();
  }

  /** The directory believes that this session is over: one of the two is wrong. */
  private Effect<SessionEvent, Durable> onDue() {
    if (lastUseUnknown) {
      return Effect().stash();
    }
    Optional<Decision> expired = stop.hasBegun() ? Optional.empty() : live.expiry();
    if (expired.isPresent()) {
      return journal(expired.get());
    }
    live.note(results());
    return Effect().none();
  }

  /** Journals nothing, so that it may come before whatever else the tick decides. */
  private void checkpointIfDue(Instant now) {
    if (upkeep.isCheckpointDue(now) && commons.checkpointing().isOpportune()) {
      live.carryOut(live.decide(new SessionCommand.BeginCheckpoint()), results());
    }
  }

  private Effect<SessionEvent, Durable> onStop() {
    return stop.begin(settings.stopWithin())
        ? decide(new SessionCommand.Rest(upkeep.lastCallAt()))
        : Effect().none();
  }

  private Effect<SessionEvent, Durable> decide(SessionCommand command) {
    return journal(live.decide(command));
  }

  private Effect<SessionEvent, Durable> journal(Decision decision) {
    if (decision.events().isEmpty()) {
      live.carryOut(decision, results());
      live.lagIs(feed.lagEvents());
      return stop.isDue() ? Effect().stop() : Effect().none();
    }
    long begunNanos = System.nanoTime();
    return Effect()
        .persist(decision.events())
        .thenRun(
            () -> {
              live.journaled(decision, System.nanoTime() - begunNanos);
              live.carryOut(decision, results());
              live.lagIs(feed.lagEvents());
              if (stop.isDue()) {
                stop.now();
              }
            });
  }
}
