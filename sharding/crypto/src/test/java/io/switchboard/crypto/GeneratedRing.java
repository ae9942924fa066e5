package io.switchboard.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A key ring file with its password file, generated once and then copied, because deriving keys
 * from a password is slow on purpose.
 */
final class GeneratedRing {
  private static final Contents ONCE = generate();

  private GeneratedRing() {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Contents(byte[] ring, byte[] password) {}

  /** Puts the files {@code ring} and {@code password} into a directory; answers the ring's path. */
  static Path copyInto(Path directory) throws IOException {
    writeOwnerOnly(directory.resolve("password"), ONCE.password());
    return writeOwnerOnly(directory.resolve("ring"), ONCE.ring());
  }

  static Path writeOwnerOnly(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static Contents generate() {
    try {
      Path directory = Files.createTempDirectory("switchboard-generated-ring");
      Path passwordFile = directory.resolve("password");
      Path ringFile = directory.resolve("ring");
      KeyRings.generate(ringFile, KeyRings.passwordFileOrGenerate(passwordFile));
      Contents files = new Contents(Files.readAllBytes(ringFile), Files.readAllBytes(passwordFile));
      try (var left = Files.list(directory)) {
        for (Path path : left.toList()) {
          Files.delete(path);
        }
      }
      Files.delete(directory);
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
