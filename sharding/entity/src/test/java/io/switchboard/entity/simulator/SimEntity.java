package io.switchboard.entity.simulator;

import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.session.Context;
import io.switchboard.core.session.Decision;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.Effect;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.core.session.SessionState;
import io.switchboard.entity.EntityEffects;
import io.switchboard.entity.budget.ReadBudget;
import io.switchboard.entity.reading.FeedSignal;
import io.switchboard.entity.reading.ReaderFeed;
import io.switchboard.entity.simulator.SimNode.Loss;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The session's entity without Akka: it does what the actor does, in the same order, and may be
 * struck down between any two of these things. What decides, what acquires and what feeds a reader
 * is the real code.
 */
final class SimEntity {
  private static final int STOP_WITHIN_MS = 5_000;
  private static final int RESTART_MS = 200;
  private static final int READ_BYTES = 10_000;
  private static final int READ_AHEAD_BYTES = 800;

  private final SimNode node;
  private final World world;
  private final Scheduler scheduler;
  private final ReaderFeed feed;
  private final EntityEffects effects;
  private final Deque<Runnable> mailbox = new ArrayDeque<>();
  private final StaleBuffer accepted = new StaleBuffer();
  private final Map<Class<?>, Long> timers = new HashMap<>();
  private final Map<Long, Consumer<Reply>> waiting = new HashMap<>();
  private SessionState state = SessionState.recovered(Durable.ABSENT);
  private int written;
  private Object life = new Object();
  private long generation;
  private long calls;
  private long timer;
  private long claimedEpoch;
  private Instant lastCallAt;
  private boolean recovered;
  private boolean persisting;
  private boolean turnPlanned;
  private boolean stopping;
  private boolean stopNow;
  private boolean stopped;

  SimEntity(SimNode node, World world) {
    this.node = node;
    this.world = world;
    this.scheduler = world.scheduler();
    this.lastCallAt = scheduler.clock().instant();
    this.feed =
        new ReaderFeed(
            node.ports().source(),
            node.ports().catalog(),
            new ReadBudget(READ_BYTES, READ_AHEAD_BYTES),
            this::fed,
            this::fedLater,
            command -> results().accept(command));
    this.effects =
        new EntityEffects(
            Known.SESSION, node.shared(), node.name(), feed, this::later, this::askToStop);
  }

  SessionState state() {
    return state;
  }

  boolean isWaitedFor() {
    return !waiting.isEmpty();
  }

  // The mailbox.

  private void enqueue(Runnable message) {
    mailbox.add(message);
    wake();
  }

  private void wake() {
    if (!turnPlanned && !mailbox.isEmpty() && recovered && !persisting && !stopped) {
      turnPlanned = true;
      node.post(scheduler.between(0, 2), "entity's turn", this::turn);
    }
  }

  private void turn() {
    turnPlanned = false;
    if (recovered && !persisting && !stopped && !mailbox.isEmpty()) {
      mailbox.remove().run();
      wake();
    }
  }

  private void fed(FeedSignal signal) {
    enqueue(() -> feed.on(signal));
  }

  /** One timer, as the entity has: a later one takes its place, and a restart ends it. */
  private void fedLater(FeedSignal signal, Duration delay) {
    long mine = ++timer;
    node.post(
        delay.toMillis(),
        "wait is over",
        () -> {
          if (timer == mine) {
            fed(signal);
          }
        });
  }

  /** A timer for each kind of command: a later one takes its place, and a restart ends it. */
  private void later(SessionCommand command, Duration delay) {
    long mine = timers.merge(command.getClass(), 1L, Long::sum);
    long ofThisLife = generation;
    node.post(
        delay.toMillis(),
        "it is time",
        () -> {
          if (timers.get(command.getClass()) == mine) {
            enqueue(() -> onResult(ofThisLife, command));
          }
        });
  }

  private Consumer<SessionCommand> results() {
    long ofThisLife = generation;
    return command -> enqueue(() -> onResult(ofThisLife, command));
  }

  private void onResult(long ofLife, SessionCommand command) {
    if (ofLife == generation) {
      if (command instanceof SessionCommand.EpochClaimed claimed) {
        claimedEpoch = claimed.epoch();
      }
      effects.heard(command);
      decide(
          switch (world.control()) {
            case STALE_BUFFER_GOES_ON -> accepted.with(command);
            case LEFT_IS_PUBLISHED_AGAIN -> StaleBuffer.withAllThatWasLeft(command);
            default -> command;
          });
      if (world.control() == Control.MANIFEST_CLEARED_FIRST
          && command instanceof SessionCommand.Acquired acquired
          && acquired.left().isPresent()) {
        clear(acquired);
      }
    }
  }

  private void clear(SessionCommand.Acquired c) {
    Effect now =
        new Effect.ClearSpill(c.lane(), c.epoch(), new Published(c.known(), c.lastDigest()));
    effects.run(now, state.durable(), lastCallAt, results());
  }

  void call(ClientCall call, Instant deadline, Consumer<Reply> answer) {
    enqueue(
        () -> {
          Instant now = scheduler.clock().instant();
          if (!deadline.isBefore(now)) {
            lastCallAt = now;
            onCall(call, answer);
          }
        });
  }

  /** Where there is no room for a written batch, only the ack that it carries is carried out. */
  private void onCall(ClientCall call, Consumer<Reply> answer) {
    if (call instanceof SessionCommand.Write write && world.faults().strikes(Fault.NO_ROOM)) {
      if (write.lastToken().isEmpty()) {
        answer.accept(full());
        return;
      }
      waiting.put(++calls, reply -> answer.accept(reply instanceof Reply.Acked ? full() : reply));
      decide(
          new SessionCommand.AckWrite(
              calls, write.holder(), write.seq() - 1, write.lastToken().get()));
      return;
    }
    waiting.put(++calls, answer);
    decide(call.withCall(calls));
  }

  private static Reply full() {
    return rejected(RejectCode.BACKPRESSURE);
  }

  private static Reply rejected(RejectCode code) {
    return new Reply.Rejected(code, "try again", Optional.empty(), OptionalLong.empty());
  }

  /** Something that the shell would send now and then. */
  void nudge(SessionCommand command) {
    enqueue(() -> decide(command));
  }

  Instant lastCallAt() {
    return lastCallAt;
  }

  // Life.

  void start() {
    node.post(scheduler.between(1, 15), "replays", this::replay);
  }

  private void replay() {
    if (stopped) {
      return;
    }
    Durable durable = world.journal().replay();
    written = world.journal().highest();
    node.post(scheduler.between(0, 10), "recovered", () -> onRecovered(durable));
  }

  private void onRecovered(Durable durable) {
    if (stopped) {
      return;
    }
    generation++;
    claimedEpoch = 0;
    life = new Object();
    timer++;
    effects.reset();
    answerAll();
    state = SessionState.recovered(durable);
    recovered = true;
    scheduler.trace().say(() -> "node " + node.number() + " recovered " + state);
    if (stopping) {
      stop();
    }
    wake();
  }

  private void onJournalFailed() {
    if (stopped) {
      return;
    }
    feed.close();
    answerAll();
    recovered = false;
    persisting = false;
    timer++;
    node.post(RESTART_MS, "restarts", this::replay);
  }

  private void answerAll() {
    Reply reply = rejected(RejectCode.UNAVAILABLE);
    waiting.values().forEach(answer -> answer.accept(reply));
    waiting.clear();
  }

  /** The core asks for the entity's stop: through sharding, so that calls are kept meanwhile. */
  private void askToStop() {
    if (stopping) {
      stopNow = true;
    } else {
      node.handOff();
    }
  }

  /** Sharding wants the entity to stop. */
  void askedToStop() {
    node.post(STOP_WITHIN_MS, "stop now", this::stop);
    enqueue(
        () -> {
          if (!stopping) {
            stopping = true;
            decide(new SessionCommand.Rest(lastCallAt));
          }
        });
  }

  private void stop() {
    if (!stopped) {
      if (persisting && !world.isDoubleOwned()) {
        // What is on its way to the journal could arrive after the next owner has read it: then two
        // owners write at once, and that is for the runs with double owners.
        node.post(RESTART_MS, "stops later", this::stop);
        return;
      }
      feed.close();
      answerAll();
      vanish();
      node.onStopped(this);
    }
  }

  /** Gone without a word. */
  void vanish() {
    stopped = true;
    mailbox.clear();
  }

  // Decide, journal, do, answer.

  private void decide(SessionCommand command) {
    Durable before = state.durable();
    world.coverage().note(state, command, world.faults());
    Decision made = command.applyTo(state, new Context(Known.SESSION, scheduler.clock().instant()));
    Decision decision =
        world.control() == Control.ADOPTION_OFF
            ? WithoutAdoption.of(before, made, waiting.keySet())
            : made;
    scheduler
        .trace()
        .say(
            () ->
                "node %d decides %s%n%31sin %s%n%28sjournal %s run %s answer %s%n%27sbecomes %s"
                    .formatted(
                        node.number(),
                        command,
                        "",
                        state,
                        "",
                        decision.events(),
                        decision.effects(),
                        decision.answers(),
                        "",
                        decision.next()));
    world.oracle().decided(before, decision);
    accepted.heard(command, decision);
    if (decision.events().isEmpty()) {
      carryOut(decision);
    } else {
      persist(decision);
    }
  }

  private void persist(Decision decision) {
    persisting = true;
    if (world.faults().strikes(Fault.PERSIST_FAILED)) {
      node.post(scheduler.between(5, 100), "journal failed", this::onJournalFailed);
      return;
    }
    boolean lost = world.faults().strikes(Fault.PERSIST_ANSWER_LOST);
    List<SessionEvent> events = decision.events();
    int after = written;
    Object writer = life;
    long atMs = scheduler.clock().elapsedMs() + node.clockSkewMs();
    node.ask(
        "journal",
        lost ? Loss.ANSWER : Loss.NOTHING,
        () -> world.journal().write(writer, after, atMs, events),
        size -> {
          if (stopped) {
            return;
          }
          if (size.isEmpty()) {
            onJournalFailed();
          } else if (world.faults().strikes(Fault.CRASH_AFTER_PERSIST)) {
            node.crash();
          } else {
            written += events.size();
            persisting = false;
            world.oracle().journaled(decision.next(), claimedEpoch);
            carryOut(decision);
            wake();
          }
        });
  }

  private void carryOut(Decision decision) {
    state = decision.next();
    Consumer<SessionCommand> results = results();
    boolean first = true;
    for (Effect effect : decision.effects()) {
      if (!first && world.faults().strikes(Fault.CRASH_BETWEEN_EFFECTS)) {
        node.crash();
        return;
      }
      first = false;
      effects.run(effect, state.durable(), lastCallAt, results);
    }
    if (!decision.answers().isEmpty()) {
      lastCallAt = scheduler.clock().instant();
      if (world.faults().strikes(Fault.CRASH_BEFORE_ANSWERS)) {
        node.crash();
        return;
      }
    }
    for (Decision.Answer answer : decision.answers()) {
      Consumer<Reply> client = waiting.remove(answer.call());
      if (client != null) {
        client.accept(answer.reply());
      }
    }
    if (stopNow) {
      node.post(0, "stops", this::stop);
    }
  }
}
