package io.switchboard.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** Checks and makes passwords of key ring files; a generated one carries 256 random bits. */
final class Passwords {
  private static final int RANDOM_BYTES = 32;

  private Passwords() {}

  static char[] requireSound(char[] password, String where) {
    if (password.length < PasswordSource.MIN_LENGTH
        || password.length > PasswordSource.MAX_LENGTH) {
      Arrays.fill(password, '\0');
      throw new KeyRingException(
          "Expected a password of "
              + PasswordSource.MIN_LENGTH
              + " to "
              + PasswordSource.MAX_LENGTH
              + " characters in "
              + where
              + ", it has "
              + password.length);
    }
    return password;
  }

  /** A new password as the content of a file: one line of ASCII. */
  static byte[] newPasswordLine(SecureRandom random) {
    byte[] bits = new byte[RANDOM_BYTES];
    random.nextBytes(bits);
    byte[] encoded = Base64.getUrlEncoder().withoutPadding().encode(bits);
    byte[] line = Arrays.copyOf(encoded, encoded.length + 1);
    line[encoded.length] = '\n';
    Arrays.fill(bits, (byte) 0);
    return line;
  }
}
