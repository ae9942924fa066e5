package io.switchboard.persistence.register;

/**
 * The register did not answer in bounded time. Nothing is known about the operation, which may
 * still take effect; the caller starts again by reading the row.
 */
public final class RegisterUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RegisterUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
