package io.switchboard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a checkout of its own, with a java and a mvn that only pretend. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "dirname",
          "readlink",
          "cat",
          "sed",
          "head",
          "tail",
          "date",
          "mkdir",
          "rm",
          "find",
          "touch",
          "sleep");
  private static final String JAVA_17 =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then echo 'openjdk version "17.0.1" 2021-10-19' >&2; exit 0; fi
      echo "CLASSPATH=$CLASSPATH"
      for arg in "$@"; do echo "arg=$arg"; done
      exit 7
      """;
  private static final String MVN =
      """
      #!/bin/sh
      echo "mvn $*" >>"$PWD/mvn.log"
      mkdir -p cli/target && printf /jars/a.jar:/jars/b.jar >cli/target/switchboard.classpath
      mkdir -p bench/target && printf /jars/c.jar >bench/target/bench.classpath
      """;

  @TempDir private Path folder;
  private Path root;
  private Path bin;

  @BeforeEach
  void checkout() throws IOException {
    root = Files.createDirectories(folder.resolve("a checkout"));
    bin = Files.createDirectories(folder.resolve("bin"));
    Files.copy(Path.of("..", "switchboard").toAbsolutePath(), root.resolve("switchboard"));
    executable(root.resolve("switchboard"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.createDirectories(root.resolve("cli/src/main/java"));
    Files.writeString(root.resolve("cli/src/main/java/A.java"), "");
    for (String tool : TOOLS) {
      Path real =
          Files.exists(Path.of("/bin", tool)) ? Path.of("/bin", tool) : Path.of("/usr/bin", tool);
      Files.createSymbolicLink(bin.resolve(tool), real);
    }
  }

  @Test
  void itBuildsOnceAndRunsJavaWithItsExitCodeAndArguments() throws Exception {
    give("java", JAVA_17);
    give("javac", JAVA_17);
    give("mvn", MVN);

    Run first = run("publish", "--topic", "two words");
    Run second = run();

    assertThat(first.exitCode).as(first.err).isEqualTo(7);
    assertThat(first.err).contains("building").contains("built in");
    assertThat(first.out)
        .contains("CLASSPATH=" + root + "/cli/target/classes:/jars/a.jar:/jars/b.jar")
        .contains("arg=-Dswitchboard.root=" + root)
        .contains("arg=two words");
    assertThat(second.err).isEmpty();
    assertThat(Files.readAllLines(root.resolve("mvn.log"))).hasSize(1);
  }

  @Test
  void theBenchmarkRunsWithAClassPathOfItsOwn() throws Exception {
    give("java", JAVA_17);
    give("javac", JAVA_17);
    give("mvn", MVN);

    Run run = run("bench", "--quick");

    assertThat(run.out)
        .contains("CLASSPATH=" + root + "/bench/target/classes:/jars/c.jar")
        .contains("arg=io.switchboard.bench.Bench")
        .contains("arg=--quick")
        .doesNotContain("arg=bench");
  }

  @Test
  void aNewerSourceIsBuiltAndANewerTestIsNot() throws Exception {
    give("java", JAVA_17);
    give("javac", JAVA_17);
    give("mvn", MVN);
    run();
    Path test = Files.createDirectories(root.resolve("cli/src/test/java")).resolve("ATest.java");
    later(Files.writeString(test, ""));
    run();
    assertThat(Files.readAllLines(root.resolve("mvn.log"))).hasSize(1);

    later(root.resolve("cli/src/main/java/A.java"));
    run();

    assertThat(Files.readAllLines(root.resolve("mvn.log"))).hasSize(2);
  }

  @Test
  void itWorksFromElsewhereAndThroughALink() throws Exception {
    give("java", JAVA_17);
    give("javac", JAVA_17);
    give("mvn", MVN);
    Path link = Files.createSymbolicLink(folder.resolve("link"), root.resolve("switchboard"));

    Run run = run(link, folder);

    assertThat(run.out).contains("arg=-Dswitchboard.root=" + root);
  }

  @Test
  void withoutJavaItSaysSo() throws Exception {
    Run run = run();

    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.err).contains("no java on PATH").contains("JDK 17");
  }

  @Test
  void anOldJavaIsNamed() throws Exception {
    give("java", "#!/bin/sh\necho 'java version \"1.8.0_202\"' >&2\n");

    Run run = run();

    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.err).contains("Java 17 or newer is needed").contains("is 8");
  }

  @Test
  void aRuntimeWithoutCompilerAndAMissingMavenAreNamed() throws Exception {
    give("java", JAVA_17);
    assertThat(run().err).contains("no javac");

    give("javac", JAVA_17);
    assertThat(run().err).contains("no mvn on PATH");
  }

  @Test
  void aFailedBuildShowsItsEndAndIsTriedAgain() throws Exception {
    give("java", JAVA_17);
    give("javac", JAVA_17);
    give("mvn", "#!/bin/sh\necho it broke here\nexit 1\n");

    Run failed = run();
    give("mvn", MVN);
    Run built = run();

    assertThat(failed.exitCode).isEqualTo(1);
    assertThat(failed.err).contains("it broke here").contains("switchboard-build.log");
    assertThat(built.exitCode).isEqualTo(7);
  }

  private record Run(int exitCode, String out, String err) {}

  private Run run(String... args) throws Exception {
    return run(root.resolve("switchboard"), root, args);
  }

  private Run run(Path script, Path from, String... args) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  private void give(String tool, String script) throws IOException {
    Path file = bin.resolve(tool);
    Files.writeString(file, script);
    executable(file);
  }

  private static void later(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
