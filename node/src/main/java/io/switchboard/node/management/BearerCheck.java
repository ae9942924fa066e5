package io.switchboard.node.management;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a call's bearer token with the one in a file. The file is read for every call, so that a
 * token can be replaced without a restart; operators call seldom. Thread-safe.
 */
final class BearerCheck {
  /** Shortest token that is accepted, in bytes: 128 bits in hexadecimal. */
  static final int MIN_TOKEN_BYTES = 32;

  private static final int MAX_FILE_BYTES = 1024;
  private static final String SCHEME = "Bearer ";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Optional<Path> tokenFile;

  BearerCheck(Optional<Path> tokenFile) {
    this.tokenFile = tokenFile;
  }

  /**
   * Why a call is not allowed; empty if it is.
   *
   * @param authorization the header's value, empty if there is none
   */
  Optional<String> refusal(Optional<String> authorization) {
    if (tokenFile.isEmpty()) {
      return Optional.of("This node has no switchboard.management.token-file, so nobody may.");
    }
    byte[] expected;
    try {
      expected = expected(tokenFile.get());
    } catch (IOException e) {
      return Optional.of("This node's token file cannot be used: " + e.getMessage());
    }
    if (authorization.isEmpty()) {
      return Optional.of("Send the header 'Authorization: Bearer <token>'.");
    }
    String header = authorization.get();
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.of("Only the scheme Bearer is known here.");
    }
    byte[] given = header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(given, expected)
        ? Optional.empty()
        : Optional.of("The token is not this node's.");
  }

  private static byte[] expected(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is missing");
    }
    PosixFileAttributeView posix =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, new LinkOption[0]);
    if (posix != null && !OWNER_ONLY.containsAll(posix.readAttributes().permissions())) {
      throw new IOException(file + " can be read by others than its owner: chmod 600 it");
    }
    if (Files.size(file) > MAX_FILE_BYTES) {
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
