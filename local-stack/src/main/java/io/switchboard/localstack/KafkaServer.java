package io.switchboard.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One Kafka process that is broker and controller, in KRaft mode, with everything in one folder.
 */
final class KafkaServer implements Server {

  private static final Duration FORMAT_WITHIN = Duration.ofSeconds(60);
  private static final int TAIL_LINES = 25;
  private static final long FLUSH_EACH_BATCH = 1;

  private final Path folder;
  private final String clusterId;
  private final LocalStackOptions options;

  KafkaServer(Path folder, String clusterId, LocalStackOptions options) {
    this.folder = folder;
    this.clusterId = clusterId;
    this.options = options;
  }

  @Override
  public String name() {
    return "Kafka";
  }

  @Override
  public List<Path> logs() {
    return List.of(folder.resolve("kafka.log"), folder.resolve("kafka-out.log"));
  }

  @Override
  public ChildJvm launch(ServerPorts ports) throws IOException {
    Path config = folder.resolve("server.properties");
    boolean everyBatch = options.durability() == Durability.POWER_LOSS;
    Template.write(
        "server.properties",
        Map.of(
            "CLIENT_PORT", ports.client(),
            "CONTROLLER_PORT", ports.internal(),
            "DATA", forwardSlashes(dataFolder()),
            "FLUSH_MESSAGES", everyBatch ? FLUSH_EACH_BATCH : Long.MAX_VALUE),
        config);
    Template.write(
        "kafka-log4j2.xml",
        Map.of("LOG", forwardSlashes(logs().get(0))),
        folder.resolve("log4j2.xml"));
    if (!Files.exists(dataFolder().resolve("meta.properties"))) {
      format(config);
    }
    return ChildJvm.start(
        jvm("kafka.Kafka", logs().get(1), options.quickStart())
            .withArgs(List.of(config.toString())));
  }

  @Override
  public void probe(ServerPorts ports) throws IOException {
    KafkaProbe.ask(ports.client(), clusterId);
  }

  /**
   * Kafka refuses a data folder that does not carry a cluster id; this writes it, once in the
   * folder's life.
   */
  private void format(Path config) {
    Path out = folder.resolve("kafka-format.log");
    ChildJvm tool =
        ChildJvm.start(
            jvm("kafka.tools.StorageTool", out, true)
                .withArgs(List.of("format", "-t", clusterId, "-c", config.toString())));
    if (!tool.awaitExit(FORMAT_WITHIN)) {
      tool.kill();
    }
    int exit = tool.onExit().join();
    if (exit != 0) {
      throw new StackStartException(
          "Formatting Kafka's data folder failed with exit code "
              + exit
              + ". Its log: "
              + out
              + ", which ends with:"
              + System.lineSeparator()
              + String.join(System.lineSeparator(), LogTail.of(out, TAIL_LINES)));
    }
  }

  private ChildJvmSpec jvm(String mainClass, Path out, boolean quickStart) {
    return ChildJvmSpec.of(mainClass, ServerClassPath.of("kafka"), out)
        .withEnvironment(JvmFlags.SMALL_ENVIRONMENT)
        .withJvmArgs(
            JvmFlags.small(
                options.kafkaHeapMb(),
                quickStart,
                List.of("-Dlog4j2.configurationFile=" + folder.resolve("log4j2.xml").toUri())));
  }

  private Path dataFolder() {
    return folder.resolve("data");
  }

  /** Properties and XML both take them, on every system. */
  private static String forwardSlashes(Path path) {
    return path.toString().replace('\\', '/');
  }
}
