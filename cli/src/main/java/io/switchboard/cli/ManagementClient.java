package io.switchboard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The calls of a cluster's management API; any of its nodes answers. Blocks; for one thread. */
public final class ManagementClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 500;
  private static final int MAX_EMPTY_PAGES = 200;

  private final ManagementHttp http;

  ManagementClient(String address, Path tokenFile, Duration timeout) {
    this(List.of(address), tokenFile, timeout);
  }

  ManagementClient(List<String> addresses, Path tokenFile, Duration timeout) {
    this.http = new ManagementHttp(addresses, tokenFile, timeout);
  }

  /**
   * A list of the cluster's parts.
   *
   * @param self the node that answered
   * @param unknown what it could not learn, a sentence each
   */
  public record Listing(Optional<String> self, List<JsonNode> entries, List<String> unknown) {}

  /** The node about itself. */
  public JsonNode node() {
    return get("/switchboard/node");
  }

  /** The cluster's nodes. */
  public Listing nodes() {
    return pages("/switchboard/nodes", Map.of(), "nodes", Integer.MAX_VALUE);
  }

  /** The shards, or those that a node carries. */
  public Listing shards(Optional<String> node) {
    Map<String, String> query = new LinkedHashMap<>();
    node.ifPresent(address -> query.put("node", address));
    return pages("/switchboard/shards", query, "shards", Integer.MAX_VALUE);
  }

  /** All topics. */
  public List<JsonNode> topics() {
    return pages("/switchboard/topics", Map.of(), "topics", Integer.MAX_VALUE).entries();
  }

  /**
   * Sessions, at most so many.
   *
   * @param filters by the names of the API: topic, role, node, client
   */
  public List<JsonNode> sessions(Map<String, String> filters, int limit) {
    return pages("/switchboard/sessions", filters, "sessions", limit).entries();
  }

  /** One session, without waking it. */
  public JsonNode session(String session) {
    return get("/switchboard/sessions/" + encoded(session) + "?live=false");
  }

  /**
   * Ends a session as an operator.
   *
   * @return false: it had ended before
   */
  public boolean dispose(String session) {
    return !change("DELETE", "/switchboard/sessions/" + encoded(session), Optional.empty())
        .path("already")
        .asBoolean();
  }

  /** Moves a shard to a node and pins it there. */
  public JsonNode move(String shard, String node) {
    return change(
        "POST",
        "/switchboard/shards/" + encoded(shard) + "/move",
        Optional.of(JSON.createObjectNode().put("to", node)));
  }

  /** Takes a shard's pin away. */
  public JsonNode unpin(String shard) {
    return change("DELETE", "/switchboard/shards/" + encoded(shard) + "/pin", Optional.empty());
  }

  /** Balances the shards now. */
  public JsonNode rebalance() {
    return change("POST", "/switchboard/rebalance", Optional.empty());
  }

  /** Empties a node, and keeps it empty; or no longer. */
  public JsonNode drain(String node, boolean draining) {
    return change(
        "POST",
        "/switchboard/nodes/" + encoded(node) + (draining ? "/drain" : "/undrain"),
        Optional.empty());
  }

  /**
   * Creates a topic.
   *
   * @return false: there is one of this name already
   */
  public boolean createTopic(String name, int partitions, OptionalInt replication) {
    ObjectNode body = JSON.createObjectNode().put("name", name).put("partitions", partitions);
    replication.ifPresent(factor -> body.put("replication", factor));
    HttpResponse<byte[]> reply = http.sendOnce("POST", "/switchboard/topics", Optional.of(body));
    if (reply.statusCode() == 409) {
      return false;
    }
    ManagementHttp.read(reply);
    return true;
  }

  private Listing pages(String path, Map<String, String> filters, String field, int limit) {
    List<JsonNode> all = new ArrayList<>();
    Set<String> unknown = new LinkedHashSet<>();
    Optional<String> self = Optional.empty();
    Optional<String> page = Optional.empty();
    int emptyPages = 0;
    do {
      Map<String, String> query = new LinkedHashMap<>(filters);
      query.put("limit", Integer.toString(Math.min(PAGE, limit - all.size())));
      page.ifPresent(token -> query.put("page", token));
      JsonNode body = get(path + query(query));
      emptyPages = body.path(field).isEmpty() ? emptyPages + 1 : 0;
      body.path(field).forEach(all::add);
      body.path("unknown").forEach(sentence -> unknown.add(sentence.asText()));
      self = Optional.ofNullable(body.path("self").asText(null));
      page = Optional.ofNullable(body.path("next").asText(null));
    } while (page.isPresent() && all.size() < limit && emptyPages < MAX_EMPTY_PAGES);
    return new Listing(self, List.copyOf(all), List.copyOf(unknown));
  }

  private static String query(Map<String, String> query) {
    List<String> parts = new ArrayList<>();
    query.forEach((name, value) -> parts.add(name + "=" + encoded(value)));
    return "?" + String.join("&", parts);
  }

  /** As a part of a path or of a query: a space must not become a plus. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode get(String path) {
    return change("GET", path, Optional.empty());
  }

  private JsonNode change(String method, String path, Optional<JsonNode> body) {
    return ManagementHttp.read(http.send(method, path, body));
  }
}
