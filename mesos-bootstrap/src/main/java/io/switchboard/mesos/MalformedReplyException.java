package io.switchboard.mesos;

/**
 * Marathon's answer cannot be read. Thrown in place of any list, because a list with some of the
 * nodes in it may let the rest form a second cluster. The message names the place, never the
 * content: app definitions hold secrets.
 */
public final class MalformedReplyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedReplyException(String message) {
    super(message);
  }
}
