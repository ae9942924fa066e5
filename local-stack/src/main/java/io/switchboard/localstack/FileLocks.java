package io.switchboard.localstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** Locks between processes, that the operating system gives back when their holder dies. */
final class FileLocks {

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private FileLocks() {}

  /**
   * Locks the whole file; the lock lives until the channel is closed. False if anybody holds it,
   * also in this JVM.
   */
  static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisJvm) {
      return false;
    }
  }

  /**
   * Waits for the lock of a file, that is made if missing. Empty if it was not given in time; else
   * close it to give it back.
   */
  static Optional<FileChannel> acquire(Path file, Duration atMost) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!tryLock(channel)) {
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        channel.close();
        return Optional.empty();
      }
      Poll.pause(LOOK_EVERY);
    }
    return Optional.of(channel);
  }
}
