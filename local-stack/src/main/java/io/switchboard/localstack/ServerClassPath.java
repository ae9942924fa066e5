package io.switchboard.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The jars of a server, from the list that the build of its runtime module left among this module's
 * resources. They lie in Maven's local repository, never on a user's class path.
 */
final class ServerClassPath {

  private ServerClassPath() {}

  /**
   * The jars in order.
   *
   * @param name {@code kafka} or {@code cassandra}
   * @throws StackStartException if the list or a jar in it is missing
   */
  static List<Path> of(String name) {
    List<Path> jars = Arrays.stream(list(name).trim().split("\\|")).map(Path::of).toList();
    for (Path jar : jars) {
      if (!Files.isRegularFile(jar)) {
        throw new StackStartException(
            "Expected the jar "
                + jar
                + " of "
                + name
                + ", but it is not there. Build the module local-stack again, so that Maven fetches it.");
      }
    }
    return jars;
  }

  private static String list(String name) {
    String resource = name + ".classpath";
    try (InputStream in = ServerClassPath.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new StackStartException(
            resource
                + " is missing. Build local-stack together with its runtimes: mvn -pl local-stack -am package");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new StackStartException(resource + " cannot be read", unreadable);
    }
  }
}
