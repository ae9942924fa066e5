package io.switchboard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the nodes that were started here are found: written by {@code up}, read by the other
 * commands. The file tells the first node in fields of its own too, as it did when there was one.
 *
 * @param owner the process that keeps them running
 * @param nodes by number; at least one
 * @param tokenFile the bearer token of their management APIs
 * @param kafka Kafka's bootstrap address
 * @param cassandra Cassandra's contact point
 */
public record Endpoint(
    long owner, List<Node> nodes, Path tokenFile, String kafka, String cassandra) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One node.
   *
   * @param pid its process
   * @param startedAt when that process started, as the operating system tells: numbers of processes
   *     are used again
   * @param http the Thrift HTTP door, {@code http://host:port}
   * @param tcp the framed TCP door, {@code tcp://host:port}
   * @param management the management API, {@code http://host:port}
   * @param config its configuration
   * @param log its log
   */
  public record Node(
      long pid,
      Instant startedAt,
      String http,
      String tcp,
      String management,
      Path config,
      Path log) {
    /** The node that a process is. */
    public static Node ofProcess(
        long pid, String http, String tcp, String management, Path config, Path log) {
      return new Node(pid, startOf(pid).orElse(Instant.EPOCH), http, tcp, management, config, log);
    }

    /** Whether its process still lives. */
    public boolean isAlive() {
      return startOf(pid).filter(startedAt::equals).isPresent();
    }

    private static Optional<Instant> startOf(long pid) {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .map(process -> process.info().startInstant().orElse(Instant.EPOCH));
    }

    private static Node read(JsonNode json) {
      return new Node(
          json.path("pid").asLong(),
          Instant.parse(json.path("startedAt").asText("1970-01-01T00:00:00Z")),
          json.path("http").asText(),
          json.path("tcp").asText(),
          json.path("management").asText(),
          Path.of(json.path("config").asText()),
          Path.of(json.path("log").asText()));
    }

    private void write(ObjectNode json) {
      json.put("pid", pid);
      json.put("startedAt", startedAt.toString());
      json.put("http", http);
      json.put("tcp", tcp);
      json.put("management", management);
      json.put("config", config.toString());
      json.put("log", log.toString());
    }
  }

  public Endpoint {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("an endpoint without a node");
    }
  }

  /** The first node, as long as it lives; else the first one that does. */
  public Node living() {
    return nodes.stream().filter(Node::isAlive).findFirst().orElse(nodes.get(0));
  }

  /** The framed TCP doors of all nodes. */
  public List<String> tcp() {
    return nodes.stream().map(Node::tcp).toList();
  }

  /** The management APIs of all nodes. */
  public List<String> management() {
    return nodes.stream().map(Node::management).toList();
  }

  /** A client of the management API, which any node answers. */
  public ManagementClient managementClient(Duration timeout) {
    return new ManagementClient(management(), tokenFile, timeout);
  }

  /** A client of the management API of one node. */
  public ManagementClient managementClient(Node node, Duration timeout) {
    return new ManagementClient(node.management(), tokenFile, timeout);
  }

  /** Whether any node still lives. */
  public boolean isAlive() {
    return nodes.stream().anyMatch(Node::isAlive);
  }

  /** Reads the file; empty if there is none, or one that is not understood. */
  public static Optional<Endpoint> read(Path file) {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      List<Node> nodes = new ArrayList<>();
      json.path("nodes").forEach(node -> nodes.add(Node.read(node)));
      return Optional.of(
          new Endpoint(
              json.path("owner").asLong(),
              nodes.isEmpty() ? List.of(Node.read(json)) : nodes,
              Path.of(json.path("tokenFile").asText()),
              json.path("kafka").asText(),
              json.path("cassandra").asText()));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | java.time.DateTimeException damaged) {
      return Optional.empty();
    }
  }

  /** As one JSON object. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode();
    nodes.get(0).write(json);
    json.put("owner", owner);
    json.put("tokenFile", tokenFile.toString());
    json.put("kafka", kafka);
    json.put("cassandra", cassandra);
    ArrayNode all = json.putArray("nodes");
    nodes.forEach(node -> node.write(all.addObject()));
    return json.toPrettyString();
  }

  /** Writes the file, whole or not at all. */
  public void write(Path file) {
    try {
      Path half = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(half, toJson() + "\n");
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
