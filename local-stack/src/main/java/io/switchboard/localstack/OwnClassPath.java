package io.switchboard.localstack;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The class path of this process, for a {@link ChildJvm} that is to run the same classes. */
public final class OwnClassPath {
  private OwnClassPath() {}

  /** Jars and folders, absolute, in order. Maven's test runners hide theirs behind a jar. */
  public static List<Path> entries() {
    String own = System.getProperty("java.class.path");
    return Stream.of(System.getProperty("surefire.test.class.path", own).split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath())
        .toList();
  }

  /** The same as one string, as {@code -cp} and {@code CLASSPATH} want it. */
  public static String joined() {
    return entries().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
