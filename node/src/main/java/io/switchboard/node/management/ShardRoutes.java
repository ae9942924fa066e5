package io.switchboard.node.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchboard.entity.placement.ClusterView;
import io.switchboard.entity.placement.PlacementControl;
import io.switchboard.entity.placement.ShardView;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** The cluster's shards: where they are, and where an operator wants them. */
final class ShardRoutes {
  private static final Pattern SHARD = Pattern.compile("0|[1-9][0-9]{0,4}");
  private static final Comparator<String> BY_NUMBER = Comparator.comparingInt(Integer::parseInt);

  private final PlacementControl placement;

  ShardRoutes(PlacementControl placement) {
    this.placement = placement;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/switchboard/shards", this::shards),
        Route.postBody("/switchboard/shards/{id}/move", this::move),
        Route.delete("/switchboard/shards/{id}/pin", this::unpin));
  }

  private static String shard(String text) {
    if (!SHARD.matcher(text).matches()) {
      throw new BadCallException(
          "A shard is named by its number, as GET /switchboard/shards lists it, not '"
              + text
              + "'.");
    }
    return text;
  }

  private CompletionStage<Answer> shards(Call call) {
    Paging.limit(call);
    call.asked("page").ifPresent(ShardRoutes::shard);
    Optional<String> node = call.asked("node").map(ClusterRoutes::address);
    return placement.view().thenApply(view -> shardsPage(call, view, node));
  }

  private static Answer shardsPage(Call call, ClusterView view, Optional<String> node) {
    if (node.isPresent() && !ClusterRoutes.isMember(view, node.get())) {
      return ClusterRoutes.noMember(node.get());
    }
    List<ShardView> wanted =
        view.shards().stream()
            .filter(shard -> node.isEmpty() || shard.node().equals(node))
            .toList();
    ObjectNode body =
        Paging.page(call, "shards", wanted, ShardView::shard, BY_NUMBER, ShardRoutes::describe);
    ClusterRoutes.unknown(view, body);
    return Answer.json(200, body);
  }

  private static void describe(ShardView shard, ObjectNode into) {
    into.put("shard", shard.shard())
        .put("sessions", shard.sessions())
        .put("bytesPerSecond", shard.bytesPerSecond());
    shard.node().ifPresent(node -> into.put("node", node));
    shard.pinnedTo().ifPresent(node -> into.put("pinnedTo", node));
  }

  private CompletionStage<Answer> move(Call call) {
    String shard = shard(call.at("id"));
    String to = call.json().path("to").asText("");
    if (to.isEmpty()) {
      throw new BadCallException("The body is {\"to\": \"host:port\"}.");
    }
    String node = ClusterRoutes.address(to);
    return placement
        .pin(shard, node)
        .thenApply(
            done ->
                Answer.json(
                    202,
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("shard", shard)
                        .put("pinnedTo", node)));
  }

  private CompletionStage<Answer> unpin(Call call) {
    String shard = shard(call.at("id"));
    return placement
        .unpin(shard)
        .thenApply(
            done ->
                Answer.json(
                    200,
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("shard", shard)
                        .put("pinned", false)));
  }
}
