package io.switchboard.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One Cassandra process, a cluster of its own, with everything in one folder. */
final class CassandraServer implements Server {

  /** What {@code SimpleSnitch} calls the only datacenter. */
  static final String DATACENTER = "datacenter1";

  /**
   * What Cassandra's own {@code jvm17-server.options} open; it reaches into the JDK at many places.
   */
  private static final List<String> MODULE_FLAGS =
      List.of(
          "-Djdk.attach.allowAttachSelf=true",
          "-Djava.security.manager=allow",
          "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-exports=java.base/java.lang.ref=ALL-UNNAMED",
          "--add-exports=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-exports=java.management.rmi/com.sun.jmx.remote.internal.rmi=ALL-UNNAMED",
          "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
          "--add-exports=java.rmi/sun.rmi.server=ALL-UNNAMED",
          "--add-exports=java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED",
          "--add-exports=java.sql/java.sql=ALL-UNNAMED",
          "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.module=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.math=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.loader=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.math=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.module=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.reflect=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.util.jar=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  private final Path folder;
  private final String clusterName;
  private final LocalStackOptions options;

  CassandraServer(Path folder, String stackId, LocalStackOptions options) {
    this.folder = folder;
    this.clusterName = "switchboard-local-" + stackId;
    this.options = options;
  }

  @Override
  public String name() {
    return "Cassandra";
  }

  @Override
  public List<Path> logs() {
    return List.of(folder.resolve("cassandra.log"), folder.resolve("cassandra-out.log"));
  }

  @Override
  public ChildJvm launch(ServerPorts ports) throws IOException {
    boolean powerLoss = options.durability() == Durability.POWER_LOSS;
    Template.write(
        "cassandra.yaml",
        Map.of(
            "CLUSTER_NAME",
            clusterName,
            "CLIENT_PORT",
            ports.client(),
            "STORAGE_PORT",
            ports.internal(),
            "COMMITLOG_SYNC",
            powerLoss
                ? "commitlog_sync: batch"
                : "commitlog_sync: periodic\ncommitlog_sync_period: 10000ms"),
        folder.resolve("cassandra.yaml"));
    Template.write(
        "cassandra-logback.xml", Map.of("LOG", logs().get(0)), folder.resolve("logback.xml"));
    List<String> flags = new ArrayList<>(MODULE_FLAGS);
    flags.add("-Dcassandra.config=" + folder.resolve("cassandra.yaml").toUri());
    flags.add("-Dcassandra.storagedir=" + folder.resolve("data"));
    flags.add("-Dlogback.configurationFile=" + folder.resolve("logback.xml").toUri());
    flags.add("-Dcassandra-foreground=true");
    // A cluster of one has nobody to wait for, nor to tell of its end.
    flags.add("-Dcassandra.shutdown_announce_in_ms=0");
    flags.add("-Dcassandra.ring_delay_ms=100");
    flags.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
    if (!powerLoss) {
      // Schema changes do not wait for the disk; the commit log still has them.
      flags.add("-Dcassandra.unsafesystem=true");
    }
    return ChildJvm.start(
        ChildJvmSpec.of(
                "org.apache.cassandra.service.CassandraDaemon",
                ServerClassPath.of("cassandra"),
                logs().get(1))
            .withEnvironment(JvmFlags.SMALL_ENVIRONMENT)
            .withJvmArgs(JvmFlags.small(options.cassandraHeapMb(), options.quickStart(), flags)));
  }

  @Override
  public void probe(ServerPorts ports) throws IOException {
    CqlProbe.ask(ports.client(), clusterName);
  }
}
