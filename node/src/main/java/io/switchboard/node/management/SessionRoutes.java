package io.switchboard.node.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.SessionDirectory.Entry;
import io.switchboard.entity.placement.PlacementControl;
import io.switchboard.entity.placement.ShardView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The cluster's sessions: found in the directory, asked themselves, and ended. */
final class SessionRoutes {
  private final SessionDirectory directory;
  private final PlacementControl placement;
  private final Function<SessionId, String> shardOf;
  private final SessionReport report;
  private final SessionEnd end;

  SessionRoutes(
      SessionDirectory directory,
      PlacementControl placement,
      SessionCalls sessions,
      Function<SessionId, String> shardOf) {
    this.directory = directory;
    this.placement = placement;
    this.shardOf = shardOf;
    this.report = new SessionReport(directory, placement, sessions, shardOf);
    this.end = new SessionEnd(directory, sessions);
  }

  List<Route> routes() {
    return List.of(
        Route.get("/switchboard/sessions", this::sessions),
        Route.get("/switchboard/sessions/{id}", this::session),
        Route.delete("/switchboard/sessions/{id}", call -> end.of(id(call))));
  }

  private static SessionId id(Call call) {
    String text = call.at("id");
    if (!SessionId.isValid(text)) {
      throw new BadCallException(
          "A session is named by "
              + SessionId.LENGTH
              + " characters a-z2-7, as GET /switchboard/sessions lists it, not '"
              + text
              + "'.");
    }
    return new SessionId(text);
  }

  private CompletionStage<Answer> session(Call call) {
    String live = call.asked("live").orElse("true");
    if (!live.equals("true") && !live.equals("false")) {
      throw new BadCallException("live is true or false, not '" + live + "'.");
    }
    return report.of(id(call), live.equals("true"));
  }

  private CompletionStage<Answer> sessions(Call call) {
    int limit = Paging.limit(call);
    SessionFilter filter = SessionFilter.of(call);
    Optional<String> node = call.asked("node").map(ClusterRoutes::address);
    if (node.isEmpty()) {
      return page(call, filter, limit);
    }
    return placement
        .view()
        .thenCompose(
            view ->
                ClusterRoutes.isMember(view, node.get())
                    ? page(
                        call,
                        filter.inShards(
                            view.shards().stream()
                                .filter(shard -> shard.node().equals(node))
                                .map(ShardView::shard)
                                .collect(Collectors.toSet())),
                        limit)
                    : CompletableFuture.completedStage(ClusterRoutes.noMember(node.get())));
  }

  private CompletionStage<Answer> page(Call call, SessionFilter filter, int limit) {
    CompletionStage<SessionDirectory.Page> page;
    try {
      page =
          filter.isNone()
              ? directory.list(limit, call.asked("page"))
              : new SessionSearch(directory, entry -> filter.fits(entry, shardOf), limit)
                  .from(call.asked("page"));
    } catch (IllegalArgumentException e) {
      throw new BadCallException(e.getMessage(), e);
    }
    return page.thenApply(this::answer);
  }

  private Answer answer(SessionDirectory.Page page) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode list = body.putArray("sessions");
    page.entries().forEach(entry -> describe(entry, shardOf, list.addObject()));
    page.nextPageToken().ifPresent(next -> body.put("next", next));
    return Answer.json(200, body);
  }

  static void describe(Entry entry, Function<SessionId, String> shardOf, ObjectNode into) {
    into.put("session", entry.session().value())
        .put("role", entry.role().name())
        .put("topic", entry.topic().name())
        .put("client", entry.clientName())
        .put("allocatedAt", entry.allocatedAt().toString())
        .put("lastActiveAt", entry.lastActiveAt().toString())
        .put("expiresAt", entry.expiresAt().toString())
        .put("ackedSeq", entry.ackedSeq())
        .put("disposed", entry.disposed())
        .put("shard", shardOf.apply(entry.session()));
  }
}
