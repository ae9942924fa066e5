package io.switchboard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a node that was started here is found: written by {@code up}, read by the other commands.
 *
 * @param pid the node's process
 * @param startedAt when that process started, as the operating system tells: numbers of processes
 *     are used again
 * @param owner the process that keeps it running
 * @param http the Thrift HTTP door, {@code http://host:port}
 * @param tcp the framed TCP door, {@code tcp://host:port}
 * @param management the management API, {@code http://host:port}
 * @param tokenFile that API's bearer token
 * @param config the node's configuration
 * @param log the node's log
 * @param kafka Kafka's bootstrap address
 * @param cassandra Cassandra's contact point
 */
public record Endpoint(
    long pid,
    Instant startedAt,
    long owner,
    String http,
    String tcp,
    String management,
    Path tokenFile,
    Path config,
    Path log,
    String kafka,
    String cassandra) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The same node after a restart. */
  public Endpoint withProcess(long newPid) {
    return new Endpoint(
        newPid,
        startOf(newPid).orElse(Instant.EPOCH),
        owner,
        http,
        tcp,
        management,
        tokenFile,
        config,
        log,
        kafka,
        cassandra);
  }

  /** A client of the node's management API. */
  public ManagementClient managementClient(Duration timeout) {
    return new ManagementClient(management, tokenFile, timeout);
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

  /** Reads the file; empty if there is none, or one that is not understood. */
  public static Optional<Endpoint> read(Path file) {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      return Optional.of(
          new Endpoint(
              json.path("pid").asLong(),
              Instant.parse(json.path("startedAt").asText("1970-01-01T00:00:00Z")),
              json.path("owner").asLong(),
              json.path("http").asText(),
              json.path("tcp").asText(),
              json.path("management").asText(),
              Path.of(json.path("tokenFile").asText()),
              Path.of(json.path("config").asText()),
              Path.of(json.path("log").asText()),
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
    json.put("pid", pid);
    json.put("startedAt", startedAt.toString());
    json.put("owner", owner);
    json.put("http", http);
    json.put("tcp", tcp);
    json.put("management", management);
    json.put("tokenFile", tokenFile.toString());
    json.put("config", config.toString());
    json.put("log", log.toString());
    json.put("kafka", kafka);
    json.put("cassandra", cassandra);
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
