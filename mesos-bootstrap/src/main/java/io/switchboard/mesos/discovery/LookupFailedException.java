package io.switchboard.mesos.discovery;

/**
 * Marathon could not be asked, or its answer cannot be used. The message says at which address,
 * what came, and what to do; never the content of an answer, and never a secret.
 */
public final class LookupFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, and what follows from it. */
  public enum Kind {
    /** No connection, or one that broke. */
    UNREACHABLE(true, true),
    /** No whole answer in time. */
    TIMED_OUT(true, true),
    /** Marathon, or a proxy before it, says that it cannot answer now: 429 or 5xx. */
    UNAVAILABLE(true, true),
    /** 404: something else than Marathon listens there, or under another path. */
    NOT_FOUND(true, false),
    /** Any other status than 200. */
    UNEXPECTED_STATUS(true, false),
    /** A redirect that leads nowhere, in a circle, or where it must not be followed. */
    BAD_REDIRECT(true, false),
    /** What came is not Marathon's list of apps. */
    MALFORMED(true, false),
    /** 401 or 403: the credentials do not hold, at any address of the same Marathon. */
    DENIED(false, false),
    /** The answer is larger than allowed. */
    TOO_LARGE(false, false),
    /** The file with the password or token cannot be used. */
    NO_CREDENTIALS(false, false),
    /** DNS does not know an agent that Marathon lists. */
    UNKNOWN_HOST(false, false),
    /** Too many lookups are under way already. */
    TOO_MANY_LOOKUPS(false, false);

    private final boolean othersMayAnswer;
    private final boolean outage;

    Kind(boolean othersMayAnswer, boolean outage) {
      this.othersMayAnswer = othersMayAnswer;
      this.outage = outage;
    }

    /** Whether it makes sense to ask Marathon's next address. */
    boolean othersMayAnswer() {
      return othersMayAnswer;
    }

    /** Whether Marathon is merely away, so that what it last said may stand in for it. */
    boolean isOutage() {
      return outage;
    }
  }

  private final Kind kind;

  LookupFailedException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  LookupFailedException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
