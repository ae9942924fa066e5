package io.switchboard.bench.servers;

import io.switchboard.localstack.LocalStack;
import io.switchboard.localstack.LocalStackOptions;
import io.switchboard.localstack.SharedStack;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The Kafka and the Cassandra that both contenders use.
 *
 * @param kafkaBootstrap {@code host:port}
 * @param cassandra {@code host:port}
 * @param datacenter Cassandra's name of it
 * @param processIds by name, of the processes whose processor time is to be told
 * @param stop stops them, if they were started for this run; may be called twice
 */
public record Servers(
    String kafkaBootstrap,
    String cassandra,
    String datacenter,
    Map<String, Long> processIds,
    Runnable stop)
    implements AutoCloseable {

  /**
   * Starts servers for this run alone, with empty data and ports that nobody else expects.
   *
   * @param kafkaPort that Kafka must have; 0 for any free one
   * @throws IllegalStateException if it is taken
   */
  public static Servers own(Path folder, int kafkaPort, Consumer<String> progress) {
    LocalStack stack =
        LocalStack.startFresh(
            LocalStackOptions.in(folder).withPorts(kafkaPort, 0).withProgress(progress));
    if (kafkaPort != 0 && !stack.kafkaBootstrap().endsWith(":" + kafkaPort)) {
      stack.stop();
      throw new IllegalStateException(
          "port %d is taken: give another one with --kafka-port".formatted(kafkaPort));
    }
    progress.accept("Kafka is at " + stack.kafkaBootstrap());
    return new Servers(
        stack.kafkaBootstrap(),
        hostPort(stack.cassandraContactPoint()),
        stack.cassandraDatacenter(),
        Map.of("kafka", stack.kafka().pid(), "cassandra", stack.cassandra().pid()),
        stack::stop);
  }

  /** The servers that the tests of a build share: sooner there, and shared with other tests. */
  public static Servers shared() {
    SharedStack stack = SharedStack.attach();
    return new Servers(
        stack.kafkaBootstrap(),
        hostPort(stack.cassandraContactPoint()),
        stack.cassandraDatacenter(),
        Map.of("kafka", stack.faults().kafkaPid(), "cassandra", stack.faults().cassandraPid()),
        () -> {});
  }

  private static String hostPort(java.net.InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  @Override
  public void close() {
    stop.run();
  }
}
