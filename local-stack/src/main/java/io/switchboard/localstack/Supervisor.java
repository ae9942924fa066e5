package io.switchboard.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that owns a shared stack. It is nobody's child for long: it outlives the test JVM
 * that started it, and ends, with the stack, when the last registered process has ended, when a
 * server dies, or when its folder is cleaned away.
 */
final class Supervisor {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final SharedStackFolder folder;
  private final ProcessId self = ProcessId.of(ProcessHandle.current());

  private Supervisor(SharedStackFolder folder) {
    this.folder = folder;
  }

  /**
   * Started by {@link SharedStack}.
   *
   * @param args the shared folder
   */
  public static void main(String[] args) throws IOException {
    new Supervisor(new SharedStackFolder(Path.of(args[0]))).run();
  }

  private void run() throws IOException {
    say("supervisor " + self.pid() + " starts a stack in " + folder.run());
    folder.write(new SharedStackFolder.State(self, SharedStackFolder.Phase.STARTING, ""));
    LocalStack stack;
    try {
      stack =
          LocalStack.startFresh(
              LocalStackOptions.in(folder.run())
                  .withPorts(0, 0)
                  .withQuickStart(true)
                  .withProgress(Supervisor::say));
    } catch (RuntimeException failed) {
      failed.printStackTrace();
      folder.write(
          new SharedStackFolder.State(
              self, SharedStackFolder.Phase.FAILED, String.valueOf(failed.getMessage())));
      System.exit(1);
      return;
    }
    try (stack) {
      folder.write(new SharedStackFolder.State(self, SharedStackFolder.Phase.READY, ""));
      superviseUntilNobodyNeedsIt(stack);
    }
    System.exit(0);
  }

  private void superviseUntilNobodyNeedsIt(LocalStack stack) throws IOException {
    while (true) {
      if (!stack.isAlive()) {
        say("a server has ended by itself, the stack ends; see the logs in " + folder.run());
        forgetMe();
        return;
      }
      if (!isMine()) {
        say("the folder was cleaned away or taken over, the stack ends");
        return;
      }
      if (folder.users().isEmpty() && endedUnderLock(stack)) {
        return;
      }
      Poll.pause(LOOK_EVERY);
    }
  }

  /**
   * Under the lock nobody can attach between the last look and the end; who comes then finds a
   * stopped stack, not a stopping one.
   */
  private boolean endedUnderLock(LocalStack stack) throws IOException {
    Optional<FileLocks.Held> lock = FileLocks.tryAcquire(folder.attachLock());
    if (lock.isEmpty()) {
      return false; // somebody is attaching
    }
    try (FileLocks.Held held = lock.get()) {
      if (!folder.users().isEmpty()) {
        return false;
      }
      say("the last build has ended, the stack ends");
      forgetMe();
      stack.stop();
      return true;
    }
  }

  private boolean isMine() {
    return folder.state().filter(state -> state.supervisor().equals(self)).isPresent();
  }

  private void forgetMe() throws IOException {
    if (isMine()) {
      folder.deleteState();
    }
  }

  private static void say(String line) {
    System.out.println(Instant.now() + " " + line);
  }
}
