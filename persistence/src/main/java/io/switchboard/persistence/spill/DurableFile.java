package io.switchboard.persistence.spill;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Files that are there whole or not at all, also after a loss of power, and that only their owner
 * may read. Needs a file system with POSIX permissions. Blocks.
 */
final class DurableFile {
  /** End of the names of files that are not finished. */
  static final String UNFINISHED = ".tmp";

  private static final int BUFFER_BYTES = 64 << 10;
  private static final FileAttribute<Set<PosixFilePermission>> AS_OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> AS_OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private DurableFile() {}

  /** What goes into a file. */
  @FunctionalInterface
  interface Content {
    void to(OutputStream out) throws IOException;
  }

  /** Writes or replaces a file; after a failure the old one is as it was, and nothing is left. */
  static void write(Path file, Content content) throws IOException {
    Path unfinished =
        file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
    try {
      try (FileChannel channel =
          FileChannel.open(
              unfinished,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              AS_OWNER_FILE)) {
        OutputStream out =
            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
        content.to(out);
        out.flush();
        channel.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    forceFolder(file.getParent());
  }

  /** Deletes a file if it is there. */
  static void delete(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      forceFolder(file.getParent());
    }
  }

  /** Makes the folder and its missing parents, for the owner only; leaves an existing one. */
  static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, AS_OWNER_FOLDER);
    }
  }

  /** A name is as durable as its folder. */
  private static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
