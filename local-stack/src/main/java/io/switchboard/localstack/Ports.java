package io.switchboard.localstack;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports on the loopback address that nobody listens on. Somebody may take one before the
 * server does; {@link ServerStarter} then asks again. Thread-safe.
 */
public final class Ports {

  private static final int MAX_PORT = 65_535;
  private static final int NEIGHBOURS_TRIED = 200;

  /** Below the range that operating systems hand out for outgoing connections. */
  private static final int ANY_FROM = 20_000;

  private static final int ANY_TO = 32_000;
  private static final int ANY_TRIED = 1_000;

  private static Optional<PortSlice> own = Optional.empty();

  private Ports() {}

  /** A free port, see {@link #free(int)}. */
  public static int free() {
    return free(1).get(0);
  }

  /**
   * So many different free ports, in no order. They are below the range that operating systems hand
   * out for outgoing connections, and as long as this process lives no other one that asks here is
   * given them: still free when a server starts on one, and when it starts again.
   *
   * @throws StackStartException if there are not so many
   */
  public static List<Integer> free(int count) {
    Set<Integer> found = new LinkedHashSet<>();
    while (found.size() < count) {
      found.add(choose(0, found));
    }
    return List.copyOf(found);
  }

  /**
   * The wished port or the next free one above it; any free one if the wish is 0.
   *
   * @param avoid ports that are not to be taken although they may be free
   */
  static int choose(int wish, Set<Integer> avoid) {
    if (wish != 0) {
      int last = Math.min(MAX_PORT, wish + NEIGHBOURS_TRIED);
      for (int port = wish; port <= last; port++) {
        if (!avoid.contains(port) && isFree(port)) {
          return port;
        }
      }
    }
    Optional<Integer> ofOurOwn = nextOfOurOwn();
    for (int tried = 0; ofOurOwn.isPresent() && tried < PortSlice.SIZE; tried++) {
      int port = ofOurOwn.get();
      if (!avoid.contains(port) && isFree(port)) {
        return port;
      }
      ofOurOwn = nextOfOurOwn();
    }
    for (int tried = 0; tried < ANY_TRIED; tried++) {
      int port = ThreadLocalRandom.current().nextInt(ANY_FROM, ANY_TO);
      if (!avoid.contains(port) && isFree(port)) {
        return port;
      }
    }
    throw new StackStartException(
        "No free port found on 127.0.0.1, neither near "
            + wish
            + " nor between "
            + ANY_FROM
            + " and "
            + ANY_TO);
  }

  /** Empty if so many processes ask here that not each can have a slice of its own. */
  private static synchronized Optional<Integer> nextOfOurOwn() {
    if (own.isEmpty()) {
      own = PortSlice.take(ANY_FROM, ANY_TO);
    }
    return own.map(PortSlice::next);
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(Loopback.port(port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
