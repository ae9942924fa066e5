package io.switchboard.multijvm;

import io.switchboard.localstack.FileTree;
import io.switchboard.localstack.OwnClassPath;
import io.switchboard.localstack.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Runs one {@link JvmSpec} in several JVMs at once, one per role, and passes when all of them do.
 *
 * <p>The first role's JVM is the one that conducts the others. Each JVM's output goes to {@code
 * target/multi-jvm/<spec>/<role>.log}. No JVM outlives the run: what still runs at its end is
 * killed, and if the launcher itself is killed, the JVMs end by themselves.
 */
public final class MultiJvmLauncher {
  /** How long the others may go on after one JVM failed, to tell their side of it. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Many JVMs share a machine here: little memory each, and a quick start. */
  private static final List<String> SMALL_JVM =
      List.of(
          "-ea",
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError");

  private final Class<? extends JvmSpec> spec;
  private final List<String> roles;
  private final Options options;
  private final Path directory;

  /**
   * @param limit the longest time a run may take, from the first JVM's start to the last one's end
   * @param jvmArgs further arguments of every JVM, which win over the launcher's own
   */
  public record Options(Duration limit, List<String> jvmArgs) {
    public Options {
      if (limit.isNegative() || limit.isZero()) {
        throw new IllegalArgumentException("expected a limit above zero, got " + limit);
      }
      jvmArgs = List.copyOf(jvmArgs);
    }

    /** One minute, and nothing more. */
    public static Options defaults() {
      return new Options(Duration.ofMinutes(1), List.of());
    }

    /** The same options with another limit. */
    public Options withLimit(Duration other) {
      return new Options(other, jvmArgs);
    }
  }

  private MultiJvmLauncher(Class<? extends JvmSpec> spec, List<String> roles, Options options) {
    if (roles.isEmpty() || roles.stream().distinct().count() != roles.size()) {
      throw new IllegalArgumentException("expected one or more different roles, got " + roles);
    }
    this.spec = spec;
    this.roles = roles;
    this.options = options;
    this.directory =
        Path.of(System.getProperty("multijvm.dir", "target/multi-jvm"), spec.getSimpleName())
            .toAbsolutePath();
  }

  /** As {@link #run(Class, Options, String...)}, with the default options. */
  public static void run(Class<? extends JvmSpec> spec, String... roles) {
    run(spec, Options.defaults(), roles);
  }

  /**
   * Runs the spec and returns when every JVM has passed. Blocks the calling thread for at most the
   * limit and some seconds.
   *
   * @param roles in the order in which the spec's configuration names them
   * @throws AssertionError if a JVM failed or the limit passed; with the JVMs' last output and the
   *     command that repeats the run
   */
  public static void run(Class<? extends JvmSpec> spec, Options options, String... roles) {
    try {
      new MultiJvmLauncher(spec, List.of(roles), options).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Repeats a run: limit in seconds, spec, roles, and after {@code --} the JVMs' arguments. */
  public static void main(String[] args) throws ClassNotFoundException {
    List<String> all = List.of(args);
    int end = all.contains("--") ? all.indexOf("--") : all.size();
    List<String> jvmArgs = all.subList(Math.min(end + 1, all.size()), all.size());
    Duration limit = Duration.ofSeconds(Long.parseLong(args[0]));
    try {
      run(
          Class.forName(args[1]).asSubclass(JvmSpec.class),
          new Options(limit, jvmArgs),
          all.subList(2, end).toArray(String[]::new));
    } catch (AssertionError failed) {
      System.err.println(failed.getMessage());
      System.exit(JvmMain.FAILED);
    }
    System.out.println("passed");
  }

  private void run() throws IOException {
    FileTree.deleteContents(directory);
    Files.createDirectories(directory);
    if (SwitchboardSpec.class.isAssignableFrom(spec)) {
      RunFacts.prepare(directory, roles);
    }
    List<String> repeat = writeRepeatCommand();
    System.out.println("To repeat: " + String.join(" ", repeat));
    List<RoleJvm> jvms = new ArrayList<>();
    boolean inTime;
    long startedNanos = System.nanoTime();
    try {
      int conductorPort = Ports.free();
      for (int index = 0; index < roles.size(); index++) {
        jvms.add(start(index, conductorPort));
      }
      inTime = await(jvms);
    } finally {
      jvms.forEach(RoleJvm::end);
    }
    if (!inTime || jvms.stream().anyMatch(RoleJvm::failed)) {
      Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
      throw new AssertionError(failureMessage(jvms, inTime, took, repeat));
    }
  }

  private RoleJvm start(int index, int conductorPort) throws IOException {
    String role = roles.get(index);
    List<String> arguments = new ArrayList<>(SMALL_JVM);
    arguments.addAll(options.jvmArgs());
    arguments.add("-D" + JvmMain.ROLE + "=" + role);
    arguments.add("-D" + JvmMain.DIRECTORY + "=" + directory);
    arguments.add("-Dmultinode.max-nodes=" + roles.size());
    arguments.add("-Dmultinode.index=" + index);
    arguments.add("-Dmultinode.host=127.0.0.1");
    // Port 0 for the nodes: the system picks one when the node binds it, so that nobody can be
    // faster.
    arguments.add("-Dmultinode.port=0");
    arguments.add("-Dmultinode.server-host=127.0.0.1");
    arguments.add("-Dmultinode.server-port=" + conductorPort);
    arguments.addAll(
        List.of("-cp", OwnClassPath.joined(), JvmMain.class.getName(), spec.getName()));
    List<String> command = javaCommand(role, arguments);
    return RoleJvm.start(role, command, directory);
  }

  /**
   * Waits until all have ended, or one has failed and the grace is over, or the limit has passed.
   */
  private boolean await(List<RoleJvm> jvms) {
    CompletableFuture<Object> aFailure = new CompletableFuture<>();
    List<CompletableFuture<Void>> exits = new ArrayList<>();
    for (RoleJvm jvm : jvms) {
      exits.add(
          jvm.onExit()
              .thenAccept(
                  process -> {
                    if (jvm.failed()) {
                      aFailure.complete(jvm);
                    }
                  }));
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(exits.toArray(CompletableFuture[]::new));
    if (!await(CompletableFuture.anyOf(all, aFailure), options.limit())) {
      return false;
    }
    if (!all.isDone()) {
      await(all, GRACE);
    }
    return true;
  }

  private static boolean await(CompletableFuture<?> done, Duration limit) {
    try {
      done.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the JVMs ran", e);
    }
  }

  private String failureMessage(
      List<RoleJvm> jvms, boolean inTime, Duration took, List<String> repeat) {
    String outcomes = jvms.stream().map(RoleJvm::outcome).collect(Collectors.joining(", "));
    String what = inTime ? "failed" : "took longer than its limit of " + options.limit();
    String reports =
        jvms.stream()
            .sorted(Comparator.comparing(jvm -> !jvm.failedFirst()))
            .map(RoleJvm::report)
            .collect(Collectors.joining());
    return "%s %s after %d ms: %s%nTo repeat: %s%n%s"
        .formatted(
            spec.getSimpleName(),
            what,
            took.toMillis(),
            outcomes,
            String.join(" ", repeat),
            reports);
  }

  private List<String> writeRepeatCommand() throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add("-Dmultijvm.dir=" + directory.getParent());
    arguments.addAll(List.of("-cp", OwnClassPath.joined(), MultiJvmLauncher.class.getName()));
    arguments.add(Long.toString(Math.max(1, options.limit().toSeconds())));
    arguments.add(spec.getName());
    arguments.addAll(roles);
    arguments.add("--");
    arguments.addAll(options.jvmArgs());
    return javaCommand("repeat", arguments);
  }

  /** The arguments go into a file, since a class path can be longer than a command line. */
  private List<String> javaCommand(String name, List<String> arguments) throws IOException {
    Path file = directory.resolve(name + ".args");
    Files.write(file, arguments.stream().map(MultiJvmLauncher::quoted).toList());
    return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + file);
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
