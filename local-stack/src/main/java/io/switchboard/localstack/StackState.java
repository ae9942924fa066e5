package io.switchboard.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;

/**
 * What a stack remembers between runs, and what it tells other processes about the run that is on.
 *
 * @param stackId identity of the data: Kafka's cluster id and part of Cassandra's cluster name
 * @param owner the process that runs, or last ran, the stack
 * @param kafkaWish the Kafka port that was asked for when {@code kafka} was chosen
 * @param cassandraWish the Cassandra port that was asked for when {@code cassandra} was chosen
 * @param kafka Kafka's ports
 * @param cassandra Cassandra's ports
 * @param kafkaProcess Kafka's process, once started
 * @param cassandraProcess Cassandra's process, once started
 */
record StackState(
    String stackId,
    ProcessId owner,
    int kafkaWish,
    int cassandraWish,
    ServerPorts kafka,
    ServerPorts cassandra,
    Optional<ProcessId> kafkaProcess,
    Optional<ProcessId> cassandraProcess) {

  /**
   * A new identity, in the form that Kafka wants for a cluster id: 16 bytes in URL-safe base 64.
   */
  static String newStackId() {
    while (true) {
      UUID uuid = UUID.randomUUID();
      ByteBuffer bytes = ByteBuffer.allocate(16);
      bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
      String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
      if (!id.startsWith("-")) { // it would be taken for an option on Kafka's command line
        return id;
      }
    }
  }

  /**
   * The ports of the last run if they are free and were chosen for the same wish, else new ones;
   * the same identity, or a new one.
   */
  static StackState choose(Optional<StackState> last, LocalStackOptions options) {
    Set<Integer> taken = new HashSet<>();
    Optional<ServerPorts> lastKafka =
        last.filter(state -> state.kafkaWish == options.kafkaPort()).map(StackState::kafka);
    Optional<ServerPorts> lastCassandra =
        last.filter(state -> state.cassandraWish == options.cassandraPort())
            .map(StackState::cassandra);
    return new StackState(
        last.map(StackState::stackId).orElseGet(StackState::newStackId),
        ProcessId.of(ProcessHandle.current()),
        options.kafkaPort(),
        options.cassandraPort(),
        choosePorts(lastKafka, options.kafkaPort(), taken),
        choosePorts(lastCassandra, options.cassandraPort(), taken),
        Optional.empty(),
        Optional.empty());
  }

  private static ServerPorts choosePorts(Optional<ServerPorts> last, int wish, Set<Integer> taken) {
    int client = choosePort(last.map(ServerPorts::client), wish, taken);
    return new ServerPorts(client, choosePort(last.map(ServerPorts::internal), 0, taken));
  }

  private static int choosePort(Optional<Integer> last, int wish, Set<Integer> taken) {
    int port =
        last.filter(old -> !taken.contains(old) && Ports.isFree(old))
            .orElseGet(() -> Ports.choose(wish, taken));
    taken.add(port);
    return port;
  }

  StackState withKafka(ServerPorts ports, ProcessId process) {
    return new StackState(
        stackId,
        owner,
        kafkaWish,
        cassandraWish,
        ports,
        cassandra,
        Optional.of(process),
        cassandraProcess);
  }

  StackState withCassandra(ServerPorts ports, ProcessId process) {
    return new StackState(
        stackId, owner, kafkaWish, cassandraWish, kafka, ports, kafkaProcess, Optional.of(process));
  }

  /**
   * Reads the file; empty if there is none. A file that is broken is an error, since data may hang
   * on it.
   */
  static Optional<StackState> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties in = new Properties();
    try (InputStream stream = Files.newInputStream(file)) {
      in.load(stream);
      return Optional.of(
          new StackState(
              text(in, "stack.id"),
              ProcessId.parse(text(in, "owner"))
                  .orElseThrow(() -> new IllegalArgumentException("owner is not pid@start")),
              number(in, "kafka.wish"),
              number(in, "cassandra.wish"),
              new ServerPorts(number(in, "kafka.port"), number(in, "kafka.controller.port")),
              new ServerPorts(number(in, "cassandra.port"), number(in, "cassandra.storage.port")),
              ProcessId.parse(in.getProperty("kafka.process", "")),
              ProcessId.parse(in.getProperty("cassandra.process", ""))));
    } catch (IOException | IllegalArgumentException broken) {
      throw new StackStartException(
          "Expected the state of a local stack in "
              + file
              + ", but: "
              + broken.getMessage()
              + ". Delete the whole folder to start with empty servers.",
          broken);
    }
  }

  /** Replaces the file as a whole, so that readers see the old state or the new one. */
  void write(Path file) {
    Properties out = new Properties();
    out.setProperty("stack.id", stackId);
    out.setProperty("owner", owner.toString());
    out.setProperty("kafka.wish", Integer.toString(kafkaWish));
    out.setProperty("cassandra.wish", Integer.toString(cassandraWish));
    out.setProperty("kafka.port", Integer.toString(kafka.client()));
    out.setProperty("kafka.controller.port", Integer.toString(kafka.internal()));
    out.setProperty("cassandra.port", Integer.toString(cassandra.client()));
    out.setProperty("cassandra.storage.port", Integer.toString(cassandra.internal()));
    kafkaProcess.ifPresent(process -> out.setProperty("kafka.process", process.toString()));
    cassandraProcess.ifPresent(process -> out.setProperty("cassandra.process", process.toString()));
    store(out, file, "Switchboard local stack. Written by the stack, do not edit.");
  }

  static void store(Properties properties, Path file, String comment) {
    Path half = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      try (OutputStream stream = Files.newOutputStream(half)) {
        properties.store(stream, comment);
      }
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new UncheckedIOException("Could not write " + file, failed);
    }
  }

  private static String text(Properties in, String key) {
    String value = in.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  private static int number(Properties in, String key) {
    return Integer.parseInt(text(in, key));
  }
}
