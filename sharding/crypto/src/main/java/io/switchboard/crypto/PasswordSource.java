package io.switchboard.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * Where the key ring's password comes from: settings hold this reference, never the password. It is
 * read anew at every load, so that it can change together with the file.
 */
public sealed interface PasswordSource {
  /** Shortest password that is accepted, in characters. */
  int MIN_LENGTH = 12;

  /** Longest password that is accepted, in characters. */
  int MAX_LENGTH = 1024;

  /**
   * The password, for the caller to wipe after use.
   *
   * @throws KeyRingException if it cannot be read, is too short or too long, or its file can be
   *     read by others than its owner
   */
  char[] read();

  /** The first line of a file that only its owner may read. */
  static PasswordSource file(Path file) {
    return new OfFile(file);
  }

  /** An environment variable of this process. */
  static PasswordSource environment(String variable) {
    return new OfEnvironment(variable);
  }

  /**
   * Reads a reference from settings: {@code file:/path/to/password} or {@code env:NAME}.
   *
   * @throws IllegalArgumentException for anything else
   */
  static PasswordSource parse(String reference) {
    if (reference.startsWith("file:") && reference.length() > 5) {
      return file(Path.of(reference.substring(5)));
    }
    if (reference.startsWith("env:") && reference.length() > 4) {
      return environment(reference.substring(4));
    }
    throw new IllegalArgumentException(
        "A password reference is file:<path> or env:<variable>; what was given is neither"
            + " (and is not repeated here, in case it is the password itself)");
  }

  /** A password in the first line of a file. */
  record OfFile(Path file) implements PasswordSource {
    public OfFile {
      Objects.requireNonNull(file);
    }

    @Override
    public char[] read() {
      KeyFiles.requireOwnerOnly(file, "the password file");
      byte[] bytes = KeyFiles.readAtMost(file, 4 * MAX_LENGTH + 2, "the password file");
      try {
        CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        int end = 0;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
          end++;
        }
        char[] password = new char[end];
        text.get(password);
        Arrays.fill(text.array(), '\0');
        return Passwords.requireSound(password, "the first line of " + file);
      } catch (CharacterCodingException e) {
        throw new KeyRingException("Expected UTF-8 text in the password file " + file, e);
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    }
  }

  /** A password in an environment variable. */
  record OfEnvironment(String variable) implements PasswordSource {
    public OfEnvironment {
      Objects.requireNonNull(variable);
    }

    @Override
    public char[] read() {
      String value = System.getenv(variable);
      if (value == null) {
        throw new KeyRingException(
            "The key ring's password is expected in the environment variable "
                + variable
                + ", which is not set");
      }
      return Passwords.requireSound(value.toCharArray(), "the environment variable " + variable);
    }
  }
}
