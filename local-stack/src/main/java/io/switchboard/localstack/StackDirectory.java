package io.switchboard.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The folder of one stack, held by a file lock for as long as the stack lives: two stacks on the
 * same data would ruin it. The operating system gives the lock back when the holder dies, however
 * it dies.
 */
final class StackDirectory implements AutoCloseable {

  private static final String LOCK_FILE = "stack.lock";
  private static final Duration ORPHANS_END_BY_THEMSELVES = Duration.ofSeconds(30);
  private static final Duration ORPHANS_KILLED = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final Path folder;
  private final FileLocks.Held lock;

  private StackDirectory(Path folder, FileLocks.Held lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Takes the folder, and sees to it that no server of an earlier run is still at work in it.
   *
   * @throws StackStartException if another stack lives in it
   */
  static StackDirectory take(Path folder) {
    Optional<FileLocks.Held> lock;
    try {
      lock = FileLocks.tryAcquire(folder.resolve(LOCK_FILE));
    } catch (IOException failed) {
      throw new UncheckedIOException("Could not lock " + folder, failed);
    }
    if (lock.isEmpty()) {
      throw new StackStartException(inUse(folder));
    }
    StackDirectory taken = new StackDirectory(folder, lock.get());
    try {
      taken.awaitEndOfEarlierServers();
      return taken;
    } catch (RuntimeException failed) {
      taken.close();
      throw failed;
    }
  }

  /** As {@link #take}, then deletes everything in the folder but the lock. */
  static StackDirectory takeAndEmpty(Path folder) {
    StackDirectory taken = take(folder);
    try {
      FileTree.deleteContents(taken.folder, LOCK_FILE);
      return taken;
    } catch (IOException failed) {
      taken.close();
      throw new UncheckedIOException("Could not empty " + folder, failed);
    }
  }

  Path folder() {
    return folder;
  }

  Path stateFile() {
    return stateFile(folder);
  }

  Optional<StackState> state() {
    return StackState.read(stateFile());
  }

  static Path stateFile(Path folder) {
    return folder.resolve("stack.properties");
  }

  private static String inUse(Path folder) {
    String who =
        StackState.read(stateFile(folder))
            .map(
                state ->
                    "process "
                        + state.owner().pid()
                        + " (Kafka on 127.0.0.1:"
                        + state.kafka().client()
                        + ", Cassandra on 127.0.0.1:"
                        + state.cassandra().client()
                        + ")")
            .orElse("another process");
    return "The folder "
        + folder
        + " is in use by a living stack of "
        + who
        + ". Use that one, stop it (kill its process, its servers follow), or give another folder.";
  }

  /** Their parent was killed, so they are ending already; what does not end in time is killed. */
  private void awaitEndOfEarlierServers() {
    Optional<StackState> earlier = state();
    if (earlier.isEmpty()) {
      return;
    }
    endOf(earlier.get().kafkaProcess());
    endOf(earlier.get().cassandraProcess());
  }

  private static void endOf(Optional<ProcessId> server) {
    if (server.isEmpty()
        || Poll.until(() -> !server.get().isAlive(), ORPHANS_END_BY_THEMSELVES, LOOK_EVERY)) {
      return;
    }
    server.get().handle().ifPresent(ProcessHandle::destroyForcibly);
    if (!Poll.until(() -> !server.get().isAlive(), ORPHANS_KILLED, LOOK_EVERY)) {
      throw new StackStartException(
          "Process " + server.get().pid() + " of an earlier run does not end; end it by hand.");
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
