package io.switchboard.mesos.discovery;

import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password or token that is never shown: given as text, or in a file that may be renewed. */
sealed interface Secret {
  /** Largest file that is read; tokens of DC/OS have about 1 KiB. */
  int MAX_FILE_BYTES = 64 << 10;

  /**
   * The secret as it is now.
   *
   * @throws LookupFailedException of the kind NO_CREDENTIALS if a file cannot be used
   */
  String read();

  /** Fixed text. */
  record Text(String value) implements Secret {
    @Override
    public String read() {
      return value;
    }

    @Override
    public String toString() {
      return "Text[…]";
    }
  }

  /** A file that holds the secret and nothing else. It is read every time. */
  record InFile(Path file) implements Secret {
    @Override
    public String read() {
      String secret;
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        if (bytes.length > MAX_FILE_BYTES) {
          throw unusable("has more than " + MAX_FILE_BYTES + " bytes", null);
        }
        secret = new String(bytes, StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        throw unusable("cannot be read: " + e.getClass().getSimpleName(), e);
      }
      if (secret.isEmpty()) {
        throw unusable("is empty", null);
      }
      if (secret.chars().anyMatch(Character::isISOControl)) {
        throw unusable("holds more than one line, or characters that no header may hold", null);
      }
      return secret;
    }

    private LookupFailedException unusable(String why, Throwable cause) {
      return new LookupFailedException(
          Kind.NO_CREDENTIALS, "auth.secret-file " + file + " " + why, cause);
    }
  }
}
