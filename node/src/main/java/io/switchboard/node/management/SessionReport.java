package io.switchboard.node.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.SessionDirectory.Entry;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.entity.placement.PlacementControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Everything about one session: what the directory says, what it says itself, and where it is. What
 * cannot be learned is told, and does not keep the rest back.
 */
final class SessionReport {
  private final SessionDirectory directory;
  private final PlacementControl placement;
  private final SessionCalls sessions;
  private final Function<SessionId, String> shardOf;

  SessionReport(
      SessionDirectory directory,
      PlacementControl placement,
      SessionCalls sessions,
      Function<SessionId, String> shardOf) {
    this.directory = directory;
    this.placement = placement;
    this.sessions = sessions;
    this.shardOf = shardOf;
  }

  /** What was learned, one way or the other. */
  private record Learned<T>(Optional<T> value, Optional<String> problem) {
    static <T> CompletionStage<Learned<T>> from(String what, CompletionStage<Optional<T>> stage) {
      return stage.handle(
          (value, failure) ->
              failure == null
                  ? new Learned<>(value, Optional.empty())
                  : new Learned<>(Optional.empty(), Optional.of(what + ": " + reason(failure))));
    }

    private static String reason(Throwable failure) {
      return failure instanceof CompletionException && failure.getCause() != null
          ? failure.getCause().getMessage()
          : failure.getMessage();
    }
  }

  /**
   * The report; 404 if nobody knows the session.
   *
   * @param live whether to ask the session itself, which wakes it, and counts as a call. One that
   *     has ended by the directory is not asked.
   */
  CompletionStage<Answer> of(SessionId session, boolean live) {
    CompletionStage<Learned<Entry>> known =
        Learned.from("The directory did not answer", directory.find(session));
    CompletionStage<Learned<String>> node =
        Learned.from("Where the shards are is not known", nodeOf(session));
    return known.thenCompose(
        entry -> {
          boolean asked = live && !entry.value().map(Entry::disposed).orElse(false);
          return (asked ? ask(session) : CompletableFuture.completedStage(Optional.<Reply>empty()))
              .thenCombine(node, (reply, where) -> answer(session, entry, reply, where));
        });
  }

  private CompletionStage<Optional<String>> nodeOf(SessionId session) {
    String shard = shardOf.apply(session);
    return placement
        .view()
        .thenApply(
            view ->
                view.shards().stream()
                    .filter(one -> one.shard().equals(shard))
                    .findFirst()
                    .flatMap(one -> one.node()));
  }

  private CompletionStage<Optional<Reply>> ask(SessionId session) {
    return sessions.ask(session, new Describe(0, false)).thenApply(Optional::of);
  }

  private Answer answer(
      SessionId session, Learned<Entry> entry, Optional<Reply> reply, Learned<String> node) {
    boolean isUnknown =
        reply.isEmpty()
            || (reply.get() instanceof Reply.Rejected rejected
                && rejected.code() == RejectCode.SESSION_UNKNOWN);
    if (isUnknown && entry.value().isEmpty() && entry.problem().isEmpty()) {
      return Answer.of(Problem.notFound("There is no session " + session + "."));
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("session", session.value());
    body.put("shard", shardOf.apply(session));
    node.value().ifPresent(where -> body.put("node", where));
    entry
        .value()
        .ifPresent(one -> SessionRoutes.describe(one, shardOf, body.putObject("directory")));
    List<String> problems = new ArrayList<>();
    entry.problem().ifPresent(problems::add);
    node.problem().ifPresent(problems::add);
    if (reply.isPresent() && reply.get() instanceof Reply.View view) {
      describe(view, body.putObject("live"));
    } else if (reply.isPresent() && reply.get() instanceof Reply.Rejected rejected) {
      problems.add("The session did not tell where it stands: " + rejected.reason());
    }
    ArrayNode list = body.putArray("problems");
    problems.forEach(list::add);
    return Answer.json(200, body);
  }

  private static void describe(Reply.View view, ObjectNode into) {
    into.put("role", view.spec().role().name())
        .put("topic", view.spec().topic().name())
        .put("client", view.spec().clientName())
        .put("phase", view.phase().name())
        .put("ackedSeq", view.ackedSeq())
        .put("holder", view.holder());
    view.pendingSeq().ifPresent(seq -> into.put("pendingSeq", seq));
    view.positions().ifPresent(positions -> offsets(positions, into.putObject("positions")));
  }

  private static void offsets(Positions positions, ObjectNode into) {
    for (int i = 0; i < positions.count(); i++) {
      into.put(Integer.toString(positions.partitionAt(i)), positions.offsetAt(i));
    }
  }
}
