package io.switchboard.node;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What the JVM of a node in a process of its own is started with, beside its configuration. */
public final class NodeJvm {
  /** Of another version than Akka itself; a node refuses to start beside it. */
  private static final String TESTKIT = "akka-multi-node-testkit";

  private NodeJvm() {}

  /** All that a node needs, and the classes of the tests. */
  public static List<Path> classPath() {
    return testClassPath().stream().filter(entry -> place(entry) != 1).toList();
  }

  /**
   * The whole class path of the present tests, in such an order that the archive fits: jars, those
   * that a node does not bear, folders. Surefire and failsafe hide it behind a jar of theirs.
   */
  public static List<Path> testClassPath() {
    String own = System.getProperty("java.class.path");
    return Arrays.stream(
            System.getProperty("surefire.test.class.path", own).split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath())
        .sorted(Comparator.comparingInt(NodeJvm::place))
        .toList();
  }

  private static int place(Path entry) {
    if (Files.isDirectory(entry)) {
      return 2;
    }
    return entry.getFileName().toString().startsWith(TESTKIT) ? 1 : 0;
  }

  /**
   * Lets a JVM with one of these class paths take its classes from the archive, if there is one by
   * now: that saves a third of the processor time of a node's start. See {@link NodeClassArchive}.
   */
  public static List<String> archiveFlags() {
    return NodeClassArchive.OF_THIS_MODULE.flags();
  }
}
