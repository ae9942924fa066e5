package io.switchboard.bench.servers;

import io.switchboard.bench.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What all parts of a run share.
 *
 * @param servers the Kafka and the Cassandra that everybody uses
 * @param settings what was asked for
 * @param folder for the nodes' files
 * @param classPath the nodes'
 * @param nodeJvmArgs of each node
 * @param recordings where flight recordings of all processes go
 * @param progress receives a line for each step
 */
public record RunContext(
    Servers servers,
    Settings settings,
    Path folder,
    List<Path> classPath,
    List<String> nodeJvmArgs,
    Optional<Path> recordings,
    Consumer<String> progress) {

  public RunContext {
    classPath = List.copyOf(classPath);
    nodeJvmArgs = List.copyOf(nodeJvmArgs);
  }

  /** Topics with a partition for each writer and reader. */
  public Topics topics() {
    return new Topics(servers.kafkaBootstrap(), settings.sessions());
  }

  public void say(String line) {
    progress.accept(line);
  }
}
