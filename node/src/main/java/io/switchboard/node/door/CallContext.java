package io.switchboard.node.door;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What a service may know about the call that it answers, beside the request itself.
 *
 * <p>Safe for use on any thread.
 */
public interface CallContext {
  /** The door through which a call came. */
  enum Transport {
    HTTP,
    TCP
  }

  Transport transport();

  InetSocketAddress remoteAddress();

  /** {@link System#nanoTime()} when the request's last byte had arrived. */
  long receivedNanos();

  /** A header of the HTTP request, by its name in any case; always empty on TCP, which has none. */
  Optional<String> header(String name);

  /**
   * False as soon as nobody can get the answer any more: the connection has gone, the node is
   * closing, or the call waited longer than {@code switchboard.door.call-timeout}.
   */
  boolean isOpen();

  /**
   * Runs the action once when the call stops being open before it was answered, so that a waiting
   * read can be let go; at once if that has happened already. Never runs after the answer. The
   * action must not block and must not throw; it runs on an event loop, or on the caller's thread
   * when it is too late.
   */
  void onClose(Runnable action);
}
