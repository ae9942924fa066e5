package io.switchboard.localstack;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Optional;

/**
 * A few hundred ports that no other process gets from {@link Ports} while this one lives: a port is
 * not to be given to two, and nobody sees that one is taken before its server listens, or while
 * that is being restarted.
 *
 * <p>Who listens on a slice's first port has the slice. So it needs no file, and ends with its
 * process, however that ends. Not thread-safe.
 */
final class PortSlice {

  /** One of them is the guard's. */
  static final int SIZE = 500;

  private final int first;

  /** Listens as long as the process lives; nothing connects to it. */
  @SuppressWarnings("unused")
  private final ServerSocket guard;

  private int given;

  private PortSlice(int first, ServerSocket guard) {
    this.first = first;
    this.guard = guard;
  }

  /** A slice between two ports; empty if living processes have all of them. */
  static Optional<PortSlice> take(int from, int to) {
    int slices = (to - from) / SIZE;
    // Processes that start together do not all try the same ones.
    int begin = (int) (ProcessHandle.current().pid() % slices);
    for (int i = 0; i < slices; i++) {
      int first = from + (begin + i) % slices * SIZE;
      Optional<ServerSocket> guard = listen(first);
      if (guard.isPresent()) {
        return Optional.of(new PortSlice(first, guard.get()));
      }
    }
    return Optional.empty();
  }

  /** The port that was given longest ago, or never. */
  int next() {
    return first + 1 + given++ % (SIZE - 1);
  }

  private static Optional<ServerSocket> listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      try {
        socket.bind(Loopback.port(port), 1);
        return Optional.of(socket);
      } catch (IOException taken) {
        socket.close();
        return Optional.empty();
      }
    } catch (IOException noSocket) {
      return Optional.empty();
    }
  }
}
