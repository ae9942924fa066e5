package io.switchboard.localstack;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One stack for all test JVMs of a build, because starting Kafka and Cassandra for each would cost
 * more than the tests. The first JVM that asks starts a {@link Supervisor}; the others join; when
 * the build has ended, so does the stack. Data is empty at each start and common to all tests of a
 * build: give topics and keyspaces names of their own.
 *
 * <p>Two builds in one checkout at the same time share it too; it lives until the last of them has
 * ended. Safe for use from any thread.
 */
public final class SharedStack {

  /**
   * Starting takes about 10 s on an idle machine of two cores, several times that on a busy one.
   */
  private static final Duration ATTACH_WITHIN = Duration.ofMinutes(4);

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int MAX_ATTEMPTS = 3;
  private static final int TAIL_LINES = 30;

  private static Optional<SharedStack> attached = Optional.empty();

  private final SharedStackFolder folder;
  private final StackState stack;

  private SharedStack(SharedStackFolder folder, StackState stack) {
    this.folder = folder;
    this.stack = stack;
  }

  /**
   * The stack of this build, started if need be; returns when it answers. Later calls return at
   * once.
   *
   * @throws StackStartException if it does not start, or not within 240 s
   */
  public static synchronized SharedStack attach() {
    if (attached.filter(SharedStack::isAlive).isEmpty()) {
      attached = Optional.of(attach(SharedStackFolder.ofThisBuild(), BuildProcess.find()));
    }
    return attached.get();
  }

  static SharedStack attach(SharedStackFolder folder, ProcessId user) {
    long deadline = System.nanoTime() + ATTACH_WITHIN.toNanos();
    try {
      Optional<FileLocks.Held> lock = FileLocks.acquire(folder.attachLock(), ATTACH_WITHIN);
      if (lock.isEmpty()) {
        throw new StackStartException(
            "Another process has been starting or stopping the shared stack for longer than "
                + ATTACH_WITHIN.toSeconds()
                + " s; see "
                + folder.supervisorLog());
      }
      try (FileLocks.Held held = lock.get()) {
        folder.register(user);
        SharedStack shared = joinOrStart(folder, deadline);
        say(
            "shared stack: Kafka "
                + shared.kafkaBootstrap()
                + ", Cassandra 127.0.0.1:"
                + shared.cassandraContactPoint().getPort()
                + ", until process "
                + user.pid()
                + " ends; logs in "
                + shared.logDirectory());
        return shared;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "Could not attach to the shared stack in " + folder.path(), failed);
    }
  }

  /** Kafka's address, as {@code bootstrap.servers} wants it. */
  public String kafkaBootstrap() {
    return "127.0.0.1:" + stack.kafka().client();
  }

  /** Where Cassandra's clients connect. */
  public InetSocketAddress cassandraContactPoint() {
    return Loopback.port(stack.cassandra().client());
  }

  /** The name that a driver needs as its local datacenter. */
  public String cassandraDatacenter() {
    return CassandraServer.DATACENTER;
  }

  /** The folder that holds the logs of both servers; the supervisor's own is beside it. */
  public Path logDirectory() {
    return folder.run();
  }

  /** The servers' processes, for tests that inject faults. */
  public StackFaults faults() {
    return new StackFaults(kafkaProcess().pid(), cassandraProcess().pid());
  }

  /** True while both servers run. */
  public boolean isAlive() {
    return kafkaProcess().isAlive() && cassandraProcess().isAlive();
  }

  private ProcessId kafkaProcess() {
    return stack.kafkaProcess().orElseThrow();
  }

  private ProcessId cassandraProcess() {
    return stack.cassandraProcess().orElseThrow();
  }

  private static SharedStack joinOrStart(SharedStackFolder folder, long deadline)
      throws IOException {
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Optional<SharedStackFolder.State> state = folder.state();
      ProcessId supervisor;
      if (state.isPresent() && state.get().supervisor().isAlive()) {
        supervisor = state.get().supervisor();
      } else {
        supervisor = startSupervisor(folder);
      }
      Optional<SharedStack> ready = awaitReady(folder, supervisor, deadline);
      if (ready.isPresent()) {
        return ready.get();
      }
      // It was on its way out, as a server had died. It is gone now; the next round starts another.
    }
    throw new StackStartException(
        "The shared stack's supervisor ended " + MAX_ATTEMPTS + " times at once. " + log(folder));
  }

  /** Empty if that supervisor ended without a failure at start. */
  private static Optional<SharedStack> awaitReady(
      SharedStackFolder folder, ProcessId supervisor, long deadline) {
    while (true) {
      // The order matters: a supervisor that is dead now has written all that it ever will.
      boolean alive = supervisor.isAlive();
      Optional<SharedStackFolder.State> state =
          folder.state().filter(found -> found.supervisor().pid() == supervisor.pid());
      SharedStackFolder.Phase phase =
          state.map(SharedStackFolder.State::phase).orElse(SharedStackFolder.Phase.STARTING);
      if (phase == SharedStackFolder.Phase.FAILED) {
        throw new StackStartException(
            "The shared stack did not start: "
                + state.get().problem()
                + System.lineSeparator()
                + log(folder));
      }
      if (!alive) {
        if (phase == SharedStackFolder.Phase.STARTING && state.isPresent()) {
          throw new StackStartException(
              "The shared stack's supervisor died while starting. " + log(folder));
        }
        return Optional.empty();
      }
      if (phase == SharedStackFolder.Phase.READY) {
        SharedStack shared =
            new SharedStack(
                folder, StackState.read(StackDirectory.stateFile(folder.run())).orElseThrow());
        if (shared.isAlive()) {
          return Optional.of(shared);
        }
      }
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        throw new StackStartException(
            "The shared stack was not ready within "
                + ATTACH_WITHIN.toSeconds()
                + " s. "
                + log(folder));
      }
      Poll.pause(LOOK_EVERY);
    }
  }

  private static ProcessId startSupervisor(SharedStackFolder folder) throws IOException {
    folder.deleteState();
    FileTree.deleteContents(folder.lib());
    FileTree.copyInto(ownClasses(), folder.lib());
    Files.deleteIfExists(folder.supervisorLog());
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            Supervisor.class.getName(),
            folder.path().toString());
    builder
        .environment()
        .put("CLASSPATH", folder.lib() + File.pathSeparator + folder.lib().resolve("*"));
    builder.directory(folder.path().toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.supervisorLog().toFile()));
    say("starting the shared stack; its log: " + folder.supervisorLog());
    return ProcessId.of(builder.start().toHandle());
  }

  /** The folder or jar that this module was loaded from. */
  private static Path ownClasses() throws IOException {
    try {
      return Path.of(SharedStack.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException strange) {
      throw new IOException("Cannot tell where the classes of local-stack come from", strange);
    }
  }

  private static String log(SharedStackFolder folder) {
    List<String> lines = LogTail.of(folder.supervisorLog(), TAIL_LINES);
    return "Its log: "
        + folder.supervisorLog()
        + ", which ends with:"
        + System.lineSeparator()
        + String.join(System.lineSeparator(), lines);
  }

  /**
   * To the process's own standard error: surefire sends a test's {@code System.err} to a file, but
   * this to the build's console.
   */
  private static void say(String line) {
    byte[] bytes =
        ("[local-stack] " + line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)
        .writeBytes(bytes);
  }
}
