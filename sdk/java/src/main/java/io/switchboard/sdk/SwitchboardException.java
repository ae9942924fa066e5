package io.switchboard.sdk;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import java.util.Optional;

/**
 * An operation that failed for good: the SDK has already repeated what may be repeated. Unchecked.
 * The subclasses tell apart what a program can do about it; {@link #code()} and {@link #category()}
 * are the back end's own words.
 */
public class SwitchboardException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final ErrorCategory category;
  private final String session;

  /** With the parts as the SDK knows them; code and session may be null where there is none. */
  public SwitchboardException(
      String message, Throwable cause, ErrorCode code, ErrorCategory category, String session) {
    super(message, cause);
    this.code = code;
    this.category = category;
    this.session = session;
  }

  /** The back end's error code; empty if the SDK itself gave up, or does not know the code. */
  public Optional<ErrorCode> code() {
    return Optional.ofNullable(code);
  }

  /** What kind of error it is. */
  public ErrorCategory category() {
    return category;
  }

  /** The session that it happened in, if it was in one. */
  public Optional<String> session() {
    return Optional.ofNullable(session);
  }
}
