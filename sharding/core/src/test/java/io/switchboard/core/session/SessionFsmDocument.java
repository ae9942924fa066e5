package io.switchboard.core.session;

import io.switchboard.core.session.TransitionTable.Transition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Writes {@code docs/session-fsm.md} from the transition table. */
final class SessionFsmDocument {
  static final String COMMAND =
      "mvn -q -pl sharding/core test -Dtest=SessionFsmDocumentTest -Dsession-fsm.write=true";

  private static final String INTRODUCTION =
      """
      # The session state machine

      Generated from the transition table in `sharding/core`; do not edit. To write it anew:

          %s

      A session is a pure state machine: a phase, a command, a decision (next phase, events to journal, effects to
      carry out, answers to give). The table says for every phase and command which phases may follow, and why. Every
      decision of every test is held against it, and every line of it is taken by a test.

      - Commands are a client's calls (`Allocate Read AckRead Write AckWrite Describe Dispose`), results of effects, and
        the shell's own (`BeginCheckpoint PublishAgain WaitOver Resume Slacken Forget Rest Expire`).
      - A client sees `IDLE`, `DELIVERED`, `STAGED`, `COMMITTING` and `DISPOSED` only; the other phases are how an owner
        finds its feet after it started: `Unclaimed` and `Claiming` (a reader needs an epoch), `Unowned` and `Acquiring`
        (a writer needs the right to publish), `SigningOff` (it gives that back).
      - A writer whose acks do not wait for the commit is in `Buffering` (seen as `COMMITTING`) in place of `Committing`:
        it has accepted batches that are not yet published. `Spoiled` (seen as `IDLE`) is what a refusal by Kafka leaves
        of it. `Unowned` and `Acquiring` may hold accepted batches too.
      - A call that waits (`Claiming`, `Fetching`, `Acquiring`, `Committing`, `Buffering`) is answered exactly once: by the result, by
        a later call that takes its place, or by the session's end.
      - A crash leads from any phase to `Unclaimed`, `Unowned` or `Ended`, with what the journal holds. Its waiting calls
        are cut off, and their clients try again.
      """;

  private SessionFsmDocument() {}

  static String write() {
    StringBuilder text = new StringBuilder(INTRODUCTION.formatted(COMMAND));
    section(text, "Reader", t -> t.from().isReader() || (begins(t) && t.to().isReader()));
    section(text, "Writer", t -> t.from().isWriter() || (begins(t) && t.to().isWriter()));
    table(text, "Before and after", t -> !t.from().isReader() && !t.from().isWriter());
    return text.toString();
  }

  private static boolean begins(Transition t) {
    return t.from() == Phase.UNALLOCATED;
  }

  private static void section(StringBuilder text, String title, Predicate<Transition> part) {
    text.append("\n## ").append(title).append("\n\n");
    diagram(text, TransitionTable.all().stream().filter(part).filter(Transition::moves).toList());
    table(text, title + ", every command", part.and(t -> !begins(t)));
  }

  /** One arrow for all commands between two phases; endings are left to the table. */
  private static void diagram(StringBuilder text, List<Transition> moves) {
    Map<String, List<String>> arrows = new LinkedHashMap<>();
    List<String> endings = new ArrayList<>();
    for (Transition t : moves) {
      if (t.to() == Phase.ENDED) {
        endings.add(t.from().title());
        continue;
      }
      String from = t.from() == Phase.UNALLOCATED ? "[*]" : t.from().title();
      List<String> commands =
          arrows.computeIfAbsent(from + " --> " + t.to().title(), k -> new ArrayList<>());
      if (!commands.contains(t.command())) {
        commands.add(t.command());
      }
    }
    text.append("```mermaid\nstateDiagram-v2\n");
    arrows.forEach(
        (arrow, commands) ->
            text.append("  ")
                .append(arrow)
                .append(" : ")
                .append(String.join(", ", commands))
                .append('\n'));
    endings.stream()
        .distinct()
        .forEach(from -> text.append("  ").append(from).append(" --> [*]\n"));
    text.append("```\n");
  }

  private static void table(StringBuilder text, String title, Predicate<Transition> part) {
    text.append("\n### ").append(title).append("\n\n");
    text.append("| in | on | to | because |\n|---|---|---|---|\n");
    Map<Phase, List<Transition>> byPhase = new TreeMap<>();
    TransitionTable.all().stream()
        .filter(part)
        .forEach(t -> byPhase.computeIfAbsent(t.from(), k -> new ArrayList<>()).add(t));
    byPhase.forEach((phase, transitions) -> rows(text, phase, transitions));
  }

  /** Moves in a row each; what keeps the phase, gathered by its reason. */
  private static void rows(StringBuilder text, Phase phase, List<Transition> transitions) {
    for (Transition t : transitions) {
      if (t.moves()) {
        row(text, phase, t.command(), "**" + t.to().title() + "**" + role(phase, t.to()), t.why());
      }
    }
    Map<String, List<String>> stays = new LinkedHashMap<>();
    for (Transition t : transitions) {
      if (!t.moves()) {
        stays.computeIfAbsent(t.why(), k -> new ArrayList<>()).add(t.command());
      }
    }
    stays.forEach((why, commands) -> row(text, phase, String.join(" ", commands), "stays", why));
  }

  private static String role(Phase from, Phase to) {
    if (from != Phase.UNALLOCATED) {
      return "";
    }
    return to.isReader() ? " (reader)" : " (writer)";
  }

  private static void row(StringBuilder text, Phase in, String on, String to, String why) {
    List<String> cells = Arrays.asList(in.title(), on, to, why);
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
