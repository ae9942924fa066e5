package io.switchboard.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Locks between processes, that the operating system gives back when their holder dies. */
final class FileLocks {

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /**
   * What this JVM holds. POSIX systems give up all of a process's locks on a file when the process
   * closes any of its descriptors, so a second attempt here must not even open the file: closing it
   * would give the first one's lock away.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private FileLocks() {}

  /** A lock, until it is closed. */
  static final class Held implements AutoCloseable {

    private final Path key;
    private final FileChannel channel;

    private Held(Path key, FileChannel channel) {
      this.key = key;
      this.channel = channel;
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException failed) {
        throw new UncheckedIOException("Could not release the lock " + key, failed);
      } finally {
        HELD_HERE.remove(key);
      }
    }
  }

  /** Locks a file, that is made if missing. Empty if anybody holds it, also in this JVM. */
  static Optional<Held> tryAcquire(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path key = folder.toRealPath().resolve(file.getFileName());
    if (!HELD_HERE.add(key)) {
      return Optional.empty();
    }
    Optional<Held> held = Optional.empty();
    try {
      held = lock(key);
      return held;
    } finally {
      if (held.isEmpty()) {
        HELD_HERE.remove(key);
      }
    }
  }

  /** As {@link #tryAcquire}, but waits for the other holder, no longer than given. */
  static Optional<Held> acquire(Path file, Duration atMost) throws IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      Optional<Held> held = tryAcquire(file);
      if (held.isPresent()
          || System.nanoTime() - deadline >= 0
          || Thread.currentThread().isInterrupted()) {
        return held;
      }
      Poll.pause(LOOK_EVERY);
    }
  }

  private static Optional<Held> lock(Path key) throws IOException {
    FileChannel channel =
        FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException heldThroughAnotherClassLoader) {
      locked = false;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    return locked ? Optional.of(new Held(key, channel)) : Optional.empty();
  }
}
