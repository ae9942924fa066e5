package io.switchboard.node;

import com.typesafe.config.ConfigRenderOptions;
import io.switchboard.localstack.ChildJvm;
import io.switchboard.localstack.ChildJvmSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes that a node loads, parsed and verified once for all nodes that a module's tests start
 * (class data sharing). Made beside the tests by a node that starts and stops for nothing else;
 * until it is there, or where it cannot be made, nodes start without it. One of the JVMs that run
 * the tests makes it. Thread-safe.
 */
final class NodeClassArchive {
  static final NodeClassArchive OF_THIS_MODULE = new NodeClassArchive(Path.of("target"));

  private static final Logger LOG = LoggerFactory.getLogger(NodeClassArchive.class);
  private static final String NAME = "node-classes";
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(2);

  /** A JVM that finds the archive not to fit goes on without it, and need not tell. */
  private static final String QUIET = "-Xlog:cds=off,cds+dynamic=off,class+path=off";

  private final Path folder;
  private final Path archive;
  private final AtomicBoolean asked = new AtomicBoolean();

  private NodeClassArchive(Path folder) {
    this.folder = folder.toAbsolutePath();
    this.archive = this.folder.resolve(NAME + "-" + stamp(NodeJvm.classPath()) + ".jsa");
  }

  /** Returns at once. */
  List<String> flags() {
    if (Files.exists(archive)) {
      return List.of("-XX:SharedArchiveFile=" + archive, QUIET);
    }
    if (asked.compareAndSet(false, true)) {
      Thread thread = new Thread(this::makeUnlessAnotherDoes, NAME);
      thread.setDaemon(true);
      thread.start();
    }
    return List.of();
  }

  private void makeUnlessAnotherDoes() {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(NAME + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null && !Files.exists(archive)) {
        removeOlder();
        make();
      }
    } catch (IOException | RuntimeException failed) {
      LOG.warn("no archive of a node's classes: nodes start without", failed);
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void make() throws IOException, InterruptedException {
    Path half = folder.resolve(NAME + ".half");
    Path log = folder.resolve(NAME).resolve("node.log");
    Files.deleteIfExists(log);
    ChildJvm node = ChildJvm.start(recorder(half, log));
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!readFrom(log).contains("READY ")) {
      if (!node.isAlive() || System.nanoTime() - deadline > 0) {
        node.stop(Duration.ZERO);
        throw new IOException("the node that records its classes was not ready; its log: " + log);
      }
      TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
    }
    if (!node.stop(WRITTEN_WITHIN)) {
      throw new IOException("the node that records its classes did not end; its log: " + log);
    }
    Files.move(half, archive, StandardCopyOption.ATOMIC_MOVE);
  }

  private ChildJvmSpec recorder(Path half, Path log) throws IOException {
    String clusterId = "c" + UUID.randomUUID().toString().substring(0, 8);
    Path config = folder.resolve(NAME).resolve("node.conf");
    Files.createDirectories(config.getParent());
    Files.writeString(
        config,
        TestNode.valuesFor(
                clusterId,
                Map.of(
                    "switchboard.cluster.exit-jvm",
                    true,
                    "akka.coordinated-shutdown.run-by-jvm-shutdown-hook",
                    true))
            .root()
            .render(ConfigRenderOptions.concise()));
    return ChildJvmSpec.of(Main.class.getName(), NodeJvm.classPath(), log)
        .withHaltAfter(WRITTEN_WITHIN)
        .withJvmArgs(
            List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ArchiveClassesAtExit=" + half,
                QUIET,
                "-Dconfig.file=" + config));
  }

  /** Of other jars, and so of no use any more. */
  private void removeOlder() throws IOException {
    List<Path> older = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.getFileName().toString().startsWith(NAME + "-"))
          .forEach(older::add);
    }
    for (Path file : older) {
      Files.delete(file);
    }
  }

  private static String readFrom(Path log) throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** Different for other jars: an archive fits only the very files that it was made from. */
  private static String stamp(List<Path> classPath) {
    try {
      List<Object> files = new ArrayList<>();
      for (Path entry : classPath) {
        if (!Files.isDirectory(entry)) {
          FileTime time = Files.getLastModifiedTime(entry);
          files.addAll(List.of(entry.toString(), time.toMillis(), Files.size(entry)));
        }
      }
      return Integer.toHexString(Objects.hash(files.toArray()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
