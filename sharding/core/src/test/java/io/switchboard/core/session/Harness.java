package io.switchboard.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.session.SessionCommand.ClientCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Drives one owner of a session as the shell does, and holds every single decision against the
 * rules that have no exception: it lies in the transition table; the durable part is the fold of
 * the journal; every call that waits is known to the state, and is answered exactly once; at most
 * one batch is in the lane.
 */
final class Harness {
  private final List<SessionEvent> journal;
  private final Map<Long, Reply> replies = new HashMap<>();
  private final Set<Long> waiting = new TreeSet<>();
  private final Set<String> inLane = new HashSet<>();
  private final List<TransitionTable.Transition> taken = new ArrayList<>();
  private Instant now = Fixtures.NOW;
  private SessionState state;
  private List<Effect> effects = List.of();
  private List<SessionEvent> events = List.of();
  private int answers;
  private int registerHolder;
  private long calls;

  /** An owner of a session that nobody has allocated yet. */
  Harness() {
    this(new ArrayList<>());
  }

  /** An owner that has replayed a journal. */
  Harness(List<SessionEvent> journal) {
    this.journal = journal;
    this.state = SessionState.recovered(fold(journal));
    this.registerHolder = state.durable().holder();
  }

  static Durable fold(List<SessionEvent> events) {
    Durable durable = Durable.ABSENT;
    for (SessionEvent event : events) {
      durable = durable.evolve(event);
    }
    return durable;
  }

  /** A handle for the next call. */
  long nextCall() {
    return ++calls;
  }

  /** A call of a client; its handle is set here. */
  Harness call(ClientCall call) {
    return give(call.withCall(nextCall()));
  }

  private void askRegister(Effect effect) {
    if (effect instanceof Effect.Acquire ask) {
      registerHolder = Math.max(registerHolder, ask.holder()) + (ask.raise() ? 1 : 0);
    } else if (effect instanceof Effect.ClaimEpoch ask) {
      registerHolder = Math.max(registerHolder, ask.holder()) + (ask.raise() ? 1 : 0);
    }
  }

  /** A client takes the session over through another owner, of which this one does not hear. */
  Harness takenOverElsewhere() {
    registerHolder++;
    return this;
  }

  /** The session's holder, as the register would tell it now. */
  int registerHolder() {
    return registerHolder;
  }

  /** Lets the session decide, and checks the decision. */
  Harness give(SessionCommand command) {
    if (command instanceof ClientCall call) {
      calls = Math.max(calls, call.call());
      if (!waiting.add(call.call())) {
        throw new IllegalArgumentException("use a fresh handle, not " + call.call());
      }
    }
    SessionState before = state;
    Durable durableBefore = before.durable();
    leaveLane(command);
    Decision decision;
    try {
      decision = command.applyTo(before, new Context(Fixtures.SESSION, now));
    } catch (RuntimeException e) {
      throw new AssertionError(command + "\n  in " + before + "\n  threw " + e, e);
    }
    Step step = new Step(command, before, decision);
    takeFromTable(step);
    foldsToDurable(step, durableBefore);
    answersOnce(step);
    oneBatchInTheLane(step);
    state = decision.next();
    effects = decision.effects();
    effects.forEach(this::askRegister);
    events = decision.events();
    answers = decision.answers().size();
    journal.addAll(decision.events());
    return this;
  }

  /** A command and what was decided; told only when a rule is broken. */
  private record Step(SessionCommand command, SessionState before, Decision decision) {
    void check(boolean holds, String rule) {
      if (!holds) {
        throw new AssertionError(
            rule + ":\n  " + command + "\n  in " + before + "\n  gave " + decision);
      }
    }
  }

  private void takeFromTable(Step step) {
    Phase from = Phase.of(step.before());
    Phase to = Phase.of(step.decision().next());
    Optional<TransitionTable.Transition> transition =
        TransitionTable.find(from, step.command().getClass().getSimpleName(), to);
    step.check(transition.isPresent(), "not in the table: " + from + " → " + to);
    taken.add(transition.get());
  }

  private static void foldsToDurable(Step step, Durable before) {
    Durable folded = before;
    for (SessionEvent event : step.decision().events()) {
      folded = folded.evolve(event);
    }
    step.check(
        step.decision().next().durable().equals(folded),
        "the durable part is not the fold of the events");
  }

  private void answersOnce(Step step) {
    for (Decision.Answer answer : step.decision().answers()) {
      step.check(
          waiting.remove(answer.call()), "call " + answer.call() + " does not wait for an answer");
      replies.put(answer.call(), answer.reply());
    }
    step.check(
        pendingCalls(step.decision().next()).equals(waiting),
        "a call is lost, or kept although it was answered; waiting are " + waiting);
  }

  private void oneBatchInTheLane(Step step) {
    for (Effect effect : step.decision().effects()) {
      if (effect instanceof Effect.Publish publish) {
        step.check(inLane.isEmpty(), "there is a batch in the lane");
        inLane.add(publish.epoch() + "/" + publish.seq());
      }
    }
  }

  /** The lane has answered for a batch; or was emptied of the session, or fenced. */
  private void leaveLane(SessionCommand command) {
    if (command instanceof SessionCommand.LaneAnswered answered) {
      inLane.remove(answered.epoch() + "/" + answered.seq());
    } else if (command instanceof SessionCommand.SignedOff
        || (command instanceof SessionCommand.Acquired && state instanceof OutsiderState)) {
      inLane.clear();
    }
  }

  private static Set<Long> pendingCalls(SessionState state) {
    Set<Long> pending = new TreeSet<>();
    if (state instanceof ReaderState reader) {
      reader.waiting().ifPresent(pending::add);
    } else if (state instanceof WriterState writer) {
      writer.pending().ifPresent(p -> pending.add(p.call()));
    }
    return pending;
  }

  /** The owner dies without a word; another one replays the journal. Waiting calls are cut off. */
  Harness crash() {
    waiting.clear();
    inLane.clear();
    effects = List.of();
    state = SessionState.recovered(fold(journal));
    assertThat(state.durable()).isEqualTo(fold(journal));
    return this;
  }

  Harness at(Instant instant) {
    now = instant;
    return this;
  }

  SessionState state() {
    return state;
  }

  Phase phase() {
    return Phase.of(state);
  }

  List<SessionEvent> journal() {
    return journal;
  }

  /** What the last command wanted done. */
  List<Effect> effects() {
    return effects;
  }

  /** The one effect of this kind that the last command wanted done. */
  <E extends Effect> E effect(Class<E> kind) {
    List<E> found = effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(found).as("%s in %s", kind.getSimpleName(), effects).hasSize(1);
    return found.get(0);
  }

  /** What the last command journaled. */
  List<SessionEvent> events() {
    return events;
  }

  /** How many calls the last command answered. */
  int answers() {
    return answers;
  }

  Set<Long> waiting() {
    return waiting;
  }

  /** The handle of the latest call. */
  long lastCall() {
    return calls;
  }

  /** The answer to the latest call. */
  Reply reply() {
    return reply(calls);
  }

  Reply reply(long call) {
    assertThat(replies).as("answered calls").containsKey(call);
    return replies.get(call);
  }

  boolean hasAnswered(long call) {
    return replies.containsKey(call);
  }

  <R extends Reply> R reply(Class<R> kind) {
    assertThat(reply()).isInstanceOf(kind);
    return kind.cast(reply());
  }

  /** The code with which the latest call was rejected. */
  RejectCode rejected() {
    return reply(Reply.Rejected.class).code();
  }

  RejectCode rejected(long call) {
    assertThat(reply(call)).isInstanceOf(Reply.Rejected.class);
    return ((Reply.Rejected) reply(call)).code();
  }

  /** Transitions taken so far. */
  List<TransitionTable.Transition> taken() {
    return taken;
  }
}
