package io.switchboard.node.management;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The token in a file, which may be replaced without a restart. A flood of calls must not become a
 * flood of reads: the file is looked at once a second at most, and is read only if it is not as it
 * was. Thread-safe; once a second a call blocks for that look.
 */
final class TokenFile {
  /** Shortest token that is accepted, in bytes: 128 bits in hexadecimal. */
  static final int MIN_TOKEN_BYTES = 32;

  static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int MAX_FILE_BYTES = 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /** What is in the file. */
  sealed interface Content {
    /** A token, in UTF-8. */
    record Token(byte[] bytes) implements Content {}

    /** Nothing that lets anybody in, and why. */
    record Unusable(String why) implements Content {}
  }

  /** Tells whether the file is another one than before; permissions matter as much as content. */
  private record State(
      FileTime modified, long bytes, String inode, Set<PosixFilePermission> permissions) {}

  private final Path file;
  private final LongSupplier nanos;
  private Optional<State> read = Optional.empty();
  private Content content = new Content.Unusable("not read yet");
  private long lookNextNanos;

  TokenFile(Path file, LongSupplier nanos) {
    this.file = file;
    this.nanos = nanos;
    this.lookNextNanos = nanos.getAsLong();
  }

  /** What the file said at most a second ago. */
  synchronized Content content() {
    long now = nanos.getAsLong();
    if (now - lookNextNanos >= 0) {
      lookNextNanos = now + LOOK_EVERY.toNanos();
      look();
    }
    return content;
  }

  private void look() {
    try {
      State state = state();
      if (!read.equals(Optional.of(state))) {
        content = new Content.Token(token(state));
        read = Optional.of(state);
      }
    } catch (NoSuchFileException e) {
      unusable(file + " is missing");
    } catch (IOException e) {
      unusable(e.getMessage());
    }
  }

  private void unusable(String why) {
    content = new Content.Unusable(why);
    read = Optional.empty();
  }

  private State state() throws IOException {
    PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    BasicFileAttributes found =
        posix == null
            ? Files.readAttributes(file, BasicFileAttributes.class)
            : posix.readAttributes();
    if (!found.isRegularFile()) {
      throw new NoSuchFileException(file.toString());
    }
    return new State(
        found.lastModifiedTime(),
        found.size(),
        Objects.toString(found.fileKey()),
        found instanceof PosixFileAttributes held ? held.permissions() : Set.of());
  }

  private byte[] token(State state) throws IOException {
    if (!OWNER_ONLY.containsAll(state.permissions())) {
      throw new IOException(file + " can be read by others than its owner: chmod 600 it");
    }
    if (state.bytes() > MAX_FILE_BYTES) {
      throw new IOException(file + " has more than " + MAX_FILE_BYTES + " bytes");
    }
    String token = Files.readString(file).lines().findFirst().orElse("").strip();
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < MIN_TOKEN_BYTES) {
      throw new IOException(
          "the first line of " + file + " has less than " + MIN_TOKEN_BYTES + " bytes");
    }
    return bytes;
  }
}
