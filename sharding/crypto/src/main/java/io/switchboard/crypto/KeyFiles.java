package io.switchboard.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Handles files that hold secrets: only their owner may read them, they appear whole or not at all,
 * and one process at a time changes them. Needs a file system with POSIX permissions.
 */
final class KeyFiles {
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> AS_OWNER_FILE =
      PosixFilePermissions.asFileAttribute(OWNER_FILE);
  private static final FileAttribute<Set<PosixFilePermission>> AS_OWNER_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final Set<PosixFilePermission> NOT_THE_OWNERS =
      PosixFilePermissions.fromString("---rwxrwx");
  private static final Set<PosixFilePermission> OTHERS_MAY_REPLACE =
      PosixFilePermissions.fromString("----w--w-");

  /** A file lock is per process and refuses a second thread, so threads queue here first. */
  private static final Object ONE_THREAD = new Object();

  private KeyFiles() {}

  /** A change of a file. */
  @FunctionalInterface
  interface Change<T> {
    T run() throws IOException;
  }

  /**
   * Checks that nobody but the owner can read or change the file, or put another in its place.
   *
   * @param what how the message names the file, such as "the key ring"
   */
  static void requireOwnerOnly(Path file, String what) {
    Path real;
    try {
      real = file.toRealPath();
      if (!Files.isRegularFile(real)) {
        throw new KeyRingException("Expected a regular file as " + what + ": " + file);
      }
      refuse(real, NOT_THE_OWNERS, what + " " + file + " is open to others than its owner", "600");
      Path directory = real.getParent();
      refuse(
          directory,
          OTHERS_MAY_REPLACE,
          "the directory of " + what + " " + file + " can be changed by others than its owner",
          "700");
    } catch (NoSuchFileException e) {
      throw new KeyRingException("There is no file " + file + ", expected " + what, e);
    } catch (UnsupportedOperationException e) {
      throw new KeyRingException(
          "The permissions of "
              + file
              + " cannot be checked: its file system has no POSIX"
              + " permissions; keep "
              + what
              + " on one that has",
          e);
    } catch (IOException e) {
      throw new KeyRingException("Cannot look at " + what + " " + file + ": " + e, e);
    }
  }

  private static void refuse(
      Path path, Set<PosixFilePermission> unwanted, String problem, String mode)
      throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    Set<PosixFilePermission> found = EnumSet.noneOf(PosixFilePermission.class);
    found.addAll(permissions);
    found.retainAll(unwanted);
    if (!found.isEmpty()) {
      throw new KeyRingException(
          "Refused, because "
              + problem
              + " ("
              + PosixFilePermissions.toString(permissions)
              + "); run: chmod "
              + mode
              + " "
              + path);
    }
  }

  static byte[] readAtMost(Path file, int maxBytes, String what) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new KeyRingException(
            "Expected " + what + " of at most " + maxBytes + " bytes, " + file + " is longer");
      }
      return bytes;
    } catch (IOException e) {
      throw new KeyRingException("Cannot read " + what + " " + file + ": " + e, e);
    }
  }

  /**
   * Writes a file that does not exist yet, owner-only, whole or not at all.
   *
   * @throws FileAlreadyExistsException if it exists; it is left alone
   */
  static void writeNew(Path file, byte[] content) throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    write(file, content);
  }

  /**
   * Puts new content into the place of a file in one step; whoever reads sees the old or the new.
   */
  static void replace(Path file, byte[] content) throws IOException {
    write(file.toRealPath(), content);
  }

  private static void write(Path file, byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path temporary =
        Files.createTempFile(directory, "." + file.getFileName() + ".", ".tmp", AS_OWNER_FILE);
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    // A key that sealed a record must not be lost with the directory's cached entry.
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Creates the directory and its missing parents, for the owner only; leaves an existing one. */
  static void createOwnerDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, AS_OWNER_DIRECTORY);
    }
  }

  /**
   * Runs a change of {@code file} while no other process that asks here changes it. The lock is a
   * file beside it, which stays; the kernel frees the lock if the process dies.
   */
  static <T> T whileLocked(Path file, Change<T> change) throws IOException {
    Path absolute = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path lockFile = absolute.resolveSibling("." + absolute.getFileName() + ".lock");
    synchronized (ONE_THREAD) {
      try (FileChannel channel =
              FileChannel.open(
                  lockFile,
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  AS_OWNER_FILE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("Lost the lock " + lockFile);
        }
        return change.run();
      }
    }
  }
}
