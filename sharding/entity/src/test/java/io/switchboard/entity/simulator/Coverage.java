package io.switchboard.entity.simulator;

import io.switchboard.core.model.SessionRole;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionState;
import java.util.HashMap;
import java.util.Map;

/** Which decisions met which faults: for each phase and command, the faults of the last moments. */
final class Coverage {
  /** A kind of transition, by the names of the core's records. */
  record Kind(String phase, String command) {}

  private final Map<Kind, Long> met = new HashMap<>();

  void note(SessionState state, SessionCommand command, Faults faults) {
    met.merge(
        new Kind(phase(state), command.getClass().getSimpleName()),
        faults.recent(),
        (a, b) -> a | b);
  }

  static String phase(SessionState state) {
    Durable durable = state.durable();
    String name = state.getClass().getSimpleName();
    if (durable instanceof Durable.Reader) {
      return "Reader" + name;
    }
    if (durable instanceof Durable.Writer) {
      return "Writer" + name;
    }
    return durable instanceof Durable.Ended ended
        ? (ended.spec().role() == SessionRole.READER ? "Reader" : "Writer") + name
        : name;
  }

  void add(Coverage other) {
    other.met.forEach((kind, faults) -> met.merge(kind, faults, (a, b) -> a | b));
  }

  Map<Kind, Long> met() {
    return Map.copyOf(met);
  }
}
