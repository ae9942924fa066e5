package io.switchboard.node.cluster;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a node does in its cluster, and how it finds the others.
 *
 * @param roles {@link #API}, {@link #BACKEND} or both
 * @param discovery {@link #ALONE}, {@link #CONFIG}, or the name of an Akka Discovery method
 * @param nodes with {@link #CONFIG}: the contact points of all nodes
 * @param formWith how many of them must see each other before they form a new cluster; empty: more
 *     than half of {@code nodes}
 * @param formNew whether this node may take part in forming one
 * @param joinWithin after this time without a cluster the node gives up
 * @param coolDown between the moment when a stopping node is no longer ready and the one when its
 *     doors close, so that load balancers can notice
 * @param self where the others reach this node's management port
 */
public record ClusterSettings(
    Set<String> roles,
    String discovery,
    List<ContactPoint> nodes,
    OptionalInt formWith,
    boolean formNew,
    Duration joinWithin,
    Duration coolDown,
    ContactPoint self) {
  public static final String API = "api";
  public static final String BACKEND = "backend";

  /** The node begins a cluster of its own. */
  public static final String ALONE = "alone";

  /** The nodes are listed in the configuration. */
  public static final String CONFIG = "config";

  private static final Pattern METHOD = Pattern.compile("[a-z][a-z0-9-]*");
  private static final int MAX_NODES = 1000;
  private static final Duration MAX_JOIN = Duration.ofDays(1);
  private static final Duration MAX_COOL_DOWN = Duration.ofMinutes(5);

  /** Host and port of a node's management API. */
  public record ContactPoint(String host, int port) {
    static ContactPoint parse(String text) {
      int colon = text.lastIndexOf(':');
      try {
        int port = Integer.parseInt(text.substring(colon + 1));
        if (colon > 0 && port >= 0 && port <= 65_535) {
          return new ContactPoint(text.substring(0, colon), port);
        }
      } catch (NumberFormatException notANumber) {
        // Said below.
      }
      throw new IllegalArgumentException("expected host:port, not '" + text + "'");
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  public ClusterSettings {
    roles = Set.copyOf(roles);
    nodes = List.copyOf(nodes);
    List<String> problems = new ArrayList<>();
    if (roles.isEmpty() || !Set.of(API, BACKEND).containsAll(roles)) {
      problems.add("roles: expected api, backend or both, not " + roles);
    }
    if (!METHOD.matcher(discovery).matches()) {
      problems.add("discovery: expected alone, config or the name of a discovery method");
    }
    if (discovery.equals(CONFIG) && (nodes.isEmpty() || nodes.size() > MAX_NODES)) {
      problems.add("nodes: discovery = config needs 1 to " + MAX_NODES + " of them");
    }
    if (!discovery.equals(CONFIG) && !nodes.isEmpty()) {
      problems.add("nodes: are used with discovery = config only");
    }
    if (new HashSet<>(nodes).size() != nodes.size()) {
      problems.add("nodes: one is listed twice");
    }
    if (discovery.equals(CONFIG) && !nodes.isEmpty() && !nodes.contains(self)) {
      problems.add(
          "nodes: must list this node itself as the others reach it, "
              + self
              + "; spelled alike on all nodes (contact-point sets it)");
    }
    if (formWith.isPresent() && (formWith.getAsInt() < 1 || formWith.getAsInt() > MAX_NODES)) {
      problems.add("form-with: 1 to " + MAX_NODES + ", or auto");
    }
    if (!discovery.equals(ALONE) && self.port() == 0) {
      problems.add("management.port: must not be 0, the others have to know it");
    }
    if (joinWithin.compareTo(Duration.ofSeconds(1)) < 0 || joinWithin.compareTo(MAX_JOIN) > 0) {
      problems.add("join-within: 1 s to 1 day");
    }
    if (coolDown.isNegative() || coolDown.compareTo(MAX_COOL_DOWN) > 0) {
      problems.add("cool-down: 0 s to 5 minutes");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("cluster settings: " + String.join("; ", problems));
    }
  }

  /**
   * Reads {@code switchboard.cluster}.
   *
   * @throws IllegalArgumentException naming every problem
   */
  public static ClusterSettings from(Config switchboard) {
    Config c = switchboard.getConfig("cluster");
    String formWith = c.getString("form-with");
    String contactPoint = c.getString("contact-point");
    return new ClusterSettings(
        Set.copyOf(c.getStringList("roles")),
        c.getString("discovery"),
        c.getStringList("nodes").stream().map(ContactPoint::parse).toList(),
        formWith.equals("auto") ? OptionalInt.empty() : OptionalInt.of(c.getInt("form-with")),
        c.getBoolean("form-new"),
        c.getDuration("join-within"),
        c.getDuration("cool-down"),
        contactPoint.isEmpty()
            ? new ContactPoint(c.getString("host"), switchboard.getInt("management.port"))
            : ContactPoint.parse(contactPoint));
  }

  /** Whether clients are served here. */
  public boolean isApi() {
    return roles.contains(API);
  }

  /** Whether sessions live here. */
  public boolean isBackend() {
    return roles.contains(BACKEND);
  }

  /** How many nodes must see each other before they form a new cluster. */
  int contactPointsNeeded() {
    return formWith.orElse(nodes.size() / 2 + 1);
  }
}
