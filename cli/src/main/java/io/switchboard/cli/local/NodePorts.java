package io.switchboard.cli.local;

import io.switchboard.cli.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a local node listens, all on 127.0.0.1. Fixed before the node starts, so that it comes back
 * in the same place after a crash.
 *
 * @param http the Thrift HTTP door
 * @param tcp the framed TCP door
 * @param management the management API
 * @param cluster Akka's own
 */
public record NodePorts(int http, int tcp, int management, int cluster) {
  /** The ports that a node has by default. */
  public static final NodePorts PREFERRED = new NodePorts(9080, 9090, 8558, 25520);

  private static final int NEIGHBOURS_TRIED = 200;

  /**
   * The ports of so many nodes: the first one has these, the others the next ones, always passing
   * over those that are taken.
   */
  List<NodePorts> forNodes(int count) {
    Set<Integer> taken = new HashSet<>();
    List<NodePorts> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          new NodePorts(
              choose(http, taken),
              choose(tcp, taken),
              choose(management, taken),
              choose(cluster, taken)));
    }
    return all;
  }

  private static int choose(int wish, Set<Integer> taken) {
    for (int port = wish; port < wish + NEIGHBOURS_TRIED && port <= 65_535; port++) {
      if (!taken.contains(port) && isFree(port)) {
        taken.add(port);
        return port;
      }
    }
    throw CliException.failed(
        "No free port on 127.0.0.1 from " + wish + " to " + (wish + NEIGHBOURS_TRIED - 1) + ".",
        "Stop what listens there.");
  }

  /** Whether nobody listens on a port of 127.0.0.1. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
