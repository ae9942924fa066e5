package io.switchboard.multijvm.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The network between the nodes of a cluster, which can be broken without any rights: the address
 * that a node tells the others is that of a {@link LinkProxy}, and a node connects from a loopback
 * address of its own, so that a proxy knows who sends. Artery sends one way only over a connection:
 * a directed link is the connections from one node to another one's proxy. Thread-safe.
 *
 * <p>What travels beside it stays up: the doors, the management API, Kafka, Cassandra.
 */
final class Network implements AutoCloseable {
  private final List<LinkProxy> proxies = new ArrayList<>();
  private final Link[][] links;

  /** What a directed link does with what is sent over it. */
  static final class Link {
    private boolean cut;
    private long delayMs;
    private int resets;

    /** Blocks while the link is cut; what was sent meanwhile is not lost, as TCP sends it again. */
    synchronized void awaitOpen() throws InterruptedException {
      while (cut) {
        wait();
      }
    }

    synchronized boolean isCut() {
      return cut;
    }

    synchronized long delayMs() {
      return delayMs;
    }

    /** Grows when the connections that were there are to be closed. */
    synchronized int resets() {
      return resets;
    }

    private synchronized void cut() {
      cut = true;
    }

    private synchronized void slow(Duration delay) {
      delayMs = delay.toMillis();
    }

    private synchronized void heal(boolean reset) {
      if (cut && reset) {
        resets++;
      }
      cut = false;
      delayMs = 0;
      notifyAll();
    }
  }

  /**
   * @param canonicalPorts where each node is reached by the others
   * @param bindPorts where each node listens
   */
  Network(List<Integer> canonicalPorts, List<Integer> bindPorts) throws IOException {
    int nodes = canonicalPorts.size();
    links = new Link[nodes][nodes];
    for (Link[] from : links) {
      for (int to = 0; to < nodes; to++) {
        from[to] = new Link();
      }
    }
    for (int to = 0; to < nodes; to++) {
      int target = to;
      proxies.add(
          new LinkProxy(
              canonicalPorts.get(to), bindPorts.get(to), from -> links[from][target], nodes));
    }
  }

  /** The address from which a node connects to the others. */
  static String clientAddress(int node) {
    return "127.0.1." + (node + 1);
  }

  /** Nothing passes any more over these directed links; nothing is closed. */
  void cut(BiPredicate<Integer, Integer> fromTo) {
    each(fromTo, Link::cut);
  }

  /** What is sent over these links takes longer. */
  void slow(BiPredicate<Integer, Integer> fromTo, Duration delay) {
    each(fromTo, link -> link.slow(delay));
  }

  /**
   * All is well again on these links.
   *
   * @param reset close the connections that were cut; otherwise what was held goes on its way
   */
  void heal(BiPredicate<Integer, Integer> fromTo, boolean reset) {
    each(fromTo, link -> link.heal(reset));
    if (reset) {
      proxies.forEach(LinkProxy::closeReset);
    }
  }

  /** Bytes that went over the directed link so far. */
  long bytes(int from, int to) {
    return proxies.get(to).bytesFrom(from);
  }

  private void each(BiPredicate<Integer, Integer> fromTo, java.util.function.Consumer<Link> act) {
    for (int from = 0; from < links.length; from++) {
      for (int to = 0; to < links.length; to++) {
        if (from != to && fromTo.test(from, to)) {
          act.accept(links[from][to]);
        }
      }
    }
  }

  @Override
  public void close() {
    proxies.forEach(LinkProxy::close);
  }
}
