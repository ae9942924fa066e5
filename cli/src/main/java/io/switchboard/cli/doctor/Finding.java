package io.switchboard.cli.doctor;

/**
 * What one check found.
 *
 * @param level how bad it is
 * @param subject what was looked at
 * @param detail what was seen
 * @param advice what to do; empty if nothing
 */
record Finding(Level level, String subject, String detail, String advice) {
  /** From harmless to fatal. */
  enum Level {
    /** As it should be. */
    OK,
    /** Not looked at, because it does not apply. */
    SKIP,
    /** Works, but not for production, or not for long. */
    WARN,
    /** Does not work. */
    FAIL
  }

  static Finding ok(String subject, String detail) {
    return new Finding(Level.OK, subject, detail, "");
  }

  static Finding skip(String subject, String detail) {
    return new Finding(Level.SKIP, subject, detail, "");
  }

  static Finding warn(String subject, String detail, String advice) {
    return new Finding(Level.WARN, subject, detail, advice);
  }

  static Finding fail(String subject, String detail, String advice) {
    return new Finding(Level.FAIL, subject, detail, advice);
  }

  /** OK if it holds, else the given one. */
  static Finding okIf(
      boolean holds, String subject, String detail, Level otherwise, String advice) {
    return holds ? ok(subject, detail) : new Finding(otherwise, subject, detail, advice);
  }
}
