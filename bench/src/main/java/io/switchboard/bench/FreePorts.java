package io.switchboard.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for nodes that must know each other's before they start. Nobody listens on them, and
 * outgoing connections get theirs from another range.
 */
final class FreePorts {
  private static final int FROM = 20_000;
  private static final int TO = 32_000;
  private static final int TRIES = 1_000;

  private FreePorts() {}

  /**
   * So many different ones of the loopback address.
   *
   * @throws IllegalStateException if there are not so many
   */
  static List<Integer> choose(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int tries = 0; held.size() < count && tries < TRIES; tries++) {
        ServerSocket socket = new ServerSocket();
        try {
          socket.bind(
              new InetSocketAddress(
                  InetAddress.getLoopbackAddress(), ThreadLocalRandom.current().nextInt(FROM, TO)));
          held.add(socket);
        } catch (IOException taken) {
          socket.close();
        }
      }
      if (held.size() < count) {
        throw new IllegalStateException(
            "no %d free ports on 127.0.0.1 between %d and %d: stop what listens there"
                .formatted(count, FROM, TO));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      held.forEach(FreePorts::release);
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
