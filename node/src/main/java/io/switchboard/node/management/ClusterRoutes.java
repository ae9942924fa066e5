package io.switchboard.node.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchboard.entity.placement.ClusterView;
import io.switchboard.entity.placement.NodeView;
import io.switchboard.entity.placement.PlacementControl;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** The cluster's nodes, and what is done to them as a whole: drain, take back, balance. */
final class ClusterRoutes {
  /** {@code host:port}; a host is a name, an IPv4 address, or an IPv6 address in brackets. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]):[0-9]{1,5}");

  private final PlacementControl placement;

  ClusterRoutes(PlacementControl placement) {
    this.placement = placement;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/switchboard/nodes", this::nodes),
        Route.post("/switchboard/nodes/{address}/drain", this::drain),
        Route.post("/switchboard/nodes/{address}/undrain", this::undrain),
        Route.post("/switchboard/rebalance", call -> rebalance()));
  }

  /**
   * A node's address as a call gives it.
   *
   * @throws BadCallException if it has not the form of one
   */
  static String address(String text) {
    if (!ADDRESS.matcher(text).matches()) {
      throw new BadCallException(
          "A node is named host:port, as GET /switchboard/nodes lists it, not '" + text + "'.");
    }
    return text;
  }

  private CompletionStage<Answer> nodes(Call call) {
    Paging.limit(call);
    return placement.view().thenApply(view -> nodesPage(call, view));
  }

  private static Answer nodesPage(Call call, ClusterView view) {
    ObjectNode body =
        Paging.page(
            call,
            "nodes",
            view.nodes(),
            NodeView::address,
            Comparator.naturalOrder(),
            ClusterRoutes::describe);
    body.put("self", view.self());
    unknown(view, body);
    return Answer.json(200, body);
  }

  /** Says what of the cluster could not be learned in time. */
  static void unknown(ClusterView view, ObjectNode into) {
    ArrayNode unknown = into.putArray("unknown");
    view.unknown().forEach(unknown::add);
  }

  static boolean isMember(ClusterView view, String node) {
    return view.nodes().stream().anyMatch(one -> one.address().equals(node));
  }

  static Answer noMember(String node) {
    return Answer.of(Problem.notFound("No member of the cluster is " + node + "."));
  }

  private static void describe(NodeView node, ObjectNode into) {
    into.put("address", node.address())
        // Text: 64 bits are more than a number of JSON holds everywhere.
        .put("uid", Long.toString(node.uid()))
        .put("status", node.status())
        .put("reachable", node.reachable())
        .put("draining", node.draining())
        .put("shards", node.shards())
        .put("sessions", node.sessions())
        .put("bytesPerSecond", node.bytesPerSecond())
        .put("version", node.version());
    ArrayNode roles = into.putArray("roles");
    new TreeSet<>(node.roles()).forEach(roles::add);
    ObjectNode addresses = into.putObject("addresses");
    new TreeMap<>(node.addresses()).forEach(addresses::put);
  }

  private CompletionStage<Answer> drain(Call call) {
    String node = address(call.at("address"));
    return placement.drain(node).thenApply(done -> draining(node, true));
  }

  private CompletionStage<Answer> undrain(Call call) {
    String node = address(call.at("address"));
    return placement.undrain(node).thenApply(done -> draining(node, false));
  }

  private static Answer draining(String node, boolean draining) {
    return Answer.json(
        202, JsonNodeFactory.instance.objectNode().put("node", node).put("draining", draining));
  }

  private CompletionStage<Answer> rebalance() {
    return placement
        .rebalance()
        .thenApply(
            done ->
                Answer.json(202, JsonNodeFactory.instance.objectNode().put("rebalancing", true)));
  }
}
