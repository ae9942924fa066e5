package io.switchboard.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The folder through which test JVMs and the {@link Supervisor} find each other.
 *
 * <pre>
 * attach.lock             held while somebody attaches, and while the supervisor decides to stop
 * supervisor.properties   who supervises, and how far it is
 * supervisor.log          what it says
 * watch/pid@start         one file for each process that needs the stack
 * run/                    the stack: its data, logs, stack.properties
 * lib/                    a copy of this module's classes for the supervisor; a build may replace the originals under it
 * </pre>
 */
record SharedStackFolder(Path path) {

  static final String PROPERTY = "switchboard.stack.dir";

  /** How far a supervisor is. */
  enum Phase {
    STARTING,
    READY,
    FAILED
  }

  /**
   * What the supervisor says about itself.
   *
   * @param supervisor its process
   * @param phase how far it is
   * @param problem why it failed, else empty
   */
  record State(ProcessId supervisor, Phase phase, String problem) {}

  /**
   * The folder of the system property {@value #PROPERTY}, else {@code target/test-stack} of this
   * checkout.
   */
  static SharedStackFolder ofThisBuild() {
    String given = System.getProperty(PROPERTY, "");
    if (!given.isBlank()) {
      return new SharedStackFolder(Path.of(given).toAbsolutePath().normalize());
    }
    Path here = Path.of("").toAbsolutePath();
    return new SharedStackFolder(checkoutAround(here).orElse(here).resolve("target/test-stack"));
  }

  private static Optional<Path> checkoutAround(Path here) {
    return Stream.iterate(here, folder -> folder != null, Path::getParent)
        .filter(folder -> Files.isDirectory(folder.resolve(".mvn")))
        .findFirst();
  }

  Path attachLock() {
    return path.resolve("attach.lock");
  }

  Path supervisorLog() {
    return path.resolve("supervisor.log");
  }

  Path run() {
    return path.resolve("run");
  }

  Path lib() {
    return path.resolve("lib");
  }

  private Path stateFile() {
    return path.resolve("supervisor.properties");
  }

  private Path watchFolder() {
    return path.resolve("watch");
  }

  Optional<State> state() {
    if (!Files.exists(stateFile())) {
      return Optional.empty();
    }
    Properties in = new Properties();
    try (InputStream stream = Files.newInputStream(stateFile())) {
      in.load(stream);
      return ProcessId.parse(in.getProperty("supervisor", ""))
          .map(
              supervisor ->
                  new State(
                      supervisor,
                      Phase.valueOf(in.getProperty("phase", Phase.FAILED.name())),
                      in.getProperty("problem", "")));
    } catch (java.nio.file.NoSuchFileException stoppedMeanwhile) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Could not read " + stateFile(), unreadable);
    }
  }

  void write(State state) {
    Properties out = new Properties();
    out.setProperty("supervisor", state.supervisor().toString());
    out.setProperty("phase", state.phase().name());
    out.setProperty("problem", state.problem());
    StackState.store(out, stateFile(), "The supervisor of the stack that tests share.");
  }

  void deleteState() throws IOException {
    Files.deleteIfExists(stateFile());
  }

  /** Makes the supervisor keep the stack until this process has ended. */
  void register(ProcessId user) throws IOException {
    Files.createDirectories(watchFolder());
    Path file = watchFolder().resolve(user.toString());
    if (!Files.exists(file)) {
      Files.writeString(file, "");
    }
  }

  /** The registered processes that still live; forgets the others. */
  List<ProcessId> users() throws IOException {
    if (!Files.isDirectory(watchFolder())) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> listed = Files.list(watchFolder())) {
      files = listed.toList();
    }
    for (Path file : files) {
      if (userIn(file).filter(ProcessId::isAlive).isEmpty()) {
        Files.deleteIfExists(file);
      }
    }
    return files.stream().filter(Files::exists).flatMap(file -> userIn(file).stream()).toList();
  }

  private static Optional<ProcessId> userIn(Path file) {
    return ProcessId.parse(file.getFileName().toString());
  }
}
