package io.switchboard.entity.owning;

import java.util.concurrent.CompletionException;

/** One line about why a stage failed. */
public final class Causes {
  private static final int MAX_CHARS = 200;

  private Causes() {}

  /** The message of the cause behind the wrappers that futures put around it. */
  public static String text(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
  }
}
