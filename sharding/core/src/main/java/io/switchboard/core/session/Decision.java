package io.switchboard.core.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a session decided: the state that follows, the events that must be journaled before anything
 * else happens, then the effects to carry out and the answers to give. {@code next.durable()} is
 * always the fold of the events over the durable part before.
 */
public record Decision(
    SessionState next, List<SessionEvent> events, List<Effect> effects, List<Answer> answers) {

  /** The handle of no call: what an owner does by itself is answered to nobody. */
  static final long NOBODY = 0;

  /** An answer to a waiting call. */
  public record Answer(long call, Reply reply) {}

  static Builder to(SessionState next) {
    return new Builder(next);
  }

  /** Nothing changes, one call is answered. */
  static Decision answer(SessionState same, long call, Reply reply) {
    return to(same).answer(call, reply).done();
  }

  /** Nothing changes, one call is rejected. */
  static Decision reject(SessionState same, long call, RejectCode code, String reason) {
    return answer(same, call, Reply.Rejected.of(code, reason));
  }

  /** Nothing changes at all: a result that came too late. */
  static Decision ignore(SessionState same) {
    return new Decision(same, List.of(), List.of(), List.of());
  }

  /** The same decision, made after an event that the decision's state knows of already. */
  Decision after(Optional<SessionEvent> first) {
    return first.isEmpty()
        ? this
        : new Decision(next, joined(List.of(first.get()), events), effects, answers);
  }

  /** The same decision, with effects that come before its own. */
  Decision afterRunning(List<Effect> first) {
    return new Decision(next, events, joined(first, effects), answers);
  }

  private static <T> List<T> joined(List<? extends T> first, List<? extends T> then) {
    List<T> all = new ArrayList<>(first.size() + then.size());
    all.addAll(first);
    all.addAll(then);
    return List.copyOf(all);
  }

  /** Collects a decision's parts in order. */
  static final class Builder {
    private final SessionState next;
    private final List<SessionEvent> events = new ArrayList<>(1);
    private final List<Effect> effects = new ArrayList<>(1);
    private final List<Answer> answers = new ArrayList<>(1);

    private Builder(SessionState next) {
      this.next = next;
    }

    Builder persist(SessionEvent event) {
      events.add(event);
      return this;
    }

    Builder run(Effect effect) {
      effects.add(effect);
      return this;
    }

    Builder answer(long call, Reply reply) {
      if (call != NOBODY) {
        answers.add(new Answer(call, reply));
      }
      return this;
    }

    Decision done() {
      return new Decision(next, List.copyOf(events), List.copyOf(effects), List.copyOf(answers));
    }
  }
}
