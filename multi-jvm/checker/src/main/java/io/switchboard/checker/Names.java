package io.switchboard.checker;

/** What a writer, a reader or a session may be called, so that a line can hold it as it is. */
final class Names {
  private static final int MAX_LENGTH = 128;

  private Names() {}

  static String check(String what, String name) {
    boolean good = !name.isEmpty() && name.length() <= MAX_LENGTH;
    for (int i = 0; good && i < name.length(); i++) {
      good = isGood(name.charAt(i));
    }
    if (!good) {
      throw new IllegalArgumentException(
          what + " '" + name + "': expected 1 to 128 letters, digits or any of . _ - : + ~");
    }
    return name;
  }

  private static boolean isGood(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "._-:+~".indexOf(c) >= 0;
  }
}
