package io.switchboard.crypto;

/**
 * The key ids that Switchboard itself asks for, and the rule that every key id obeys, so that an id
 * fits the envelope's one-byte length and needs no escaping in a key store, a log or a CLI.
 */
public final class KeyIds {
  /** Encrypts the event values of topics that name no key of their own. */
  public static final String RECORD_DEFAULT = "record-default";

  /** Seals tokens and cursors. */
  public static final String TOKEN = "token";

  /** Keys the digests of the ledger. Has one version for ever, see {@link BatchDigester}. */
  public static final String DIGEST = "digest";

  /** Longest key id, in ASCII characters. */
  public static final int MAX_LENGTH = 63;

  /** Highest key version; a version takes two unsigned bytes in an envelope, and 0 is not used. */
  public static final int MAX_VERSION = 0xFFFF;

  private KeyIds() {}

  /**
   * Whether {@code keyId} is 1 to 63 of {@code a-z 0-9 . _ -} and starts with a letter or digit.
   */
  public static boolean isValid(String keyId) {
    if (keyId.isEmpty() || keyId.length() > MAX_LENGTH || !isLetterOrDigit(keyId.charAt(0))) {
      return false;
    }
    for (int i = 1; i < keyId.length(); i++) {
      char c = keyId.charAt(i);
      if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  static String requireValid(String keyId) {
    if (!isValid(keyId)) {
      throw new IllegalArgumentException(
          "A key id is 1 to 63 of a-z 0-9 . _ - and starts with a letter or digit; got \""
              + keyId
              + "\"");
    }
    return keyId;
  }

  static int requireValidVersion(int version) {
    if (version < 1 || version > MAX_VERSION) {
      throw new IllegalArgumentException("A key version is 1 to 65535; got " + version);
    }
    return version;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
