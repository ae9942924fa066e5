package io.switchboard.multijvm.chaos;

import io.switchboard.localstack.Ports;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ports of one node, which it keeps over all its lives.
 *
 * @param canonical where the others reach it: the proxy's
 * @param bind where it listens for the others
 * @param management of its management API
 */
record NodePorts(int http, int tcp, int canonical, int bind, int management) {
  private static final int EACH = 5;

  /** Free ones for so many nodes. */
  static List<NodePorts> choose(int nodes) {
    List<Integer> free = Ports.free(EACH * nodes);
    return IntStream.range(0, nodes).map(i -> EACH * i).mapToObj(i -> of(free, i)).toList();
  }

  private static NodePorts of(List<Integer> free, int from) {
    return new NodePorts(
        free.get(from),
        free.get(from + 1),
        free.get(from + 2),
        free.get(from + 3),
        free.get(from + 4));
  }
}
