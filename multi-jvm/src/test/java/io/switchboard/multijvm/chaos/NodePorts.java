package io.switchboard.multijvm.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports of one node, which it keeps over all its lives.
 *
 * @param canonical where the others reach it: the proxy's
 * @param bind where it listens for the others
 * @param management of its management API
 */
record NodePorts(int http, int tcp, int canonical, int bind, int management) {
  /** Below the range from which outgoing connections get theirs: nobody takes them meanwhile. */
  private static final int FROM = 20_000;

  private static final int TO = 32_000;
  private static final int EACH = 5;
  private static final int TRIES = 1_000;

  /** Free ones for so many nodes. */
  static List<NodePorts> choose(int nodes) {
    List<ServerSocket> open = new ArrayList<>();
    try {
      for (int tries = 0; open.size() < EACH * nodes && tries < TRIES; tries++) {
        ServerSocket socket = new ServerSocket();
        open.add(socket);
        try {
          socket.bind(
              new InetSocketAddress(
                  InetAddress.getLoopbackAddress(), ThreadLocalRandom.current().nextInt(FROM, TO)));
        } catch (IOException taken) {
          open.remove(socket);
        }
      }
      List<NodePorts> all = new ArrayList<>();
      for (int i = 0; i < nodes; i++) {
        int[] p =
            open.subList(EACH * i, EACH * (i + 1)).stream()
                .mapToInt(ServerSocket::getLocalPort)
                .toArray();
        all.add(new NodePorts(p[0], p[1], p[2], p[3], p[4]));
      }
      return all;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      open.forEach(NodePorts::close);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
