package io.switchboard.multijvm.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;

/**
 * Stands before one node's remoting port and forwards what the others send, if their links let it.
 * Two threads a connection; a cluster of five has about sixty of them.
 */
final class LinkProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int CONNECT_MS = 2_000;
  private static final int BACKLOG = 64;

  private final ServerSocket door;
  private final int targetPort;
  private final IntFunction<Network.Link> linkFrom;
  private final int nodes;
  private final AtomicLongArray bytes;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  /** Takes connections from now on, for as long as this process lives or until closed. */
  LinkProxy(int port, int targetPort, IntFunction<Network.Link> linkFrom, int nodes)
      throws IOException {
    this.targetPort = targetPort;
    this.linkFrom = linkFrom;
    this.nodes = nodes;
    this.bytes = new AtomicLongArray(nodes);
    door = new ServerSocket();
    door.setReuseAddress(true);
    door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    thread("proxy-" + port, this::accept);
  }

  long bytesFrom(int node) {
    return bytes.get(node);
  }

  /** Closes the connections of links that were reset after they were made. */
  void closeReset() {
    connections.stream().filter(Connection::isReset).forEach(Connection::close);
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket source = door.accept();
        int from = source.getInetAddress().getAddress()[3] - 1;
        if (source.getInetAddress().getAddress()[2] != 1 || from < 0 || from >= nodes) {
          System.out.println("proxy: a connection from a stranger, " + source);
          source.close();
          continue;
        }
        Connection connection = new Connection(source, from);
        connections.add(connection);
        thread("proxy-" + from + "-to-" + targetPort, connection::forward);
      } catch (IOException closed) {
        // Ends the loop if the door is closed; else one connection has failed before it began.
      }
    }
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException alreadyBroken) {
      // It takes no connections any more, which is all that is wanted.
    }
    connections.forEach(Connection::close);
  }

  private final class Connection {
    private final Socket source;
    private final Socket target = new Socket();
    private final int from;
    private final Network.Link link;
    private final int resetsBefore;

    Connection(Socket source, int from) {
      this.source = source;
      this.from = from;
      this.link = linkFrom.apply(from);
      this.resetsBefore = link.resets();
    }

    boolean isReset() {
      return link.resets() != resetsBefore;
    }

    void forward() {
      try {
        link.awaitOpen();
        target.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort), CONNECT_MS);
        source.setTcpNoDelay(true);
        target.setTcpNoDelay(true);
        thread(Thread.currentThread().getName() + "-back", this::back);
        pump(source.getInputStream(), target.getOutputStream());
      } catch (IOException ended) {
        // One of the ends is gone, or was never there: so is the connection.
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      } finally {
        close();
      }
    }

    private void pump(InputStream in, OutputStream out) throws IOException, InterruptedException {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        link.awaitOpen();
        long delayMs = link.delayMs();
        if (delayMs > 0) {
          // The delay is what is asked for here, not a wait for something.
          Thread.sleep(delayMs);
          link.awaitOpen();
        }
        out.write(buffer, 0, read);
        bytes.addAndGet(from, read);
      }
      link.awaitOpen();
    }

    /** Artery answers nothing; what comes back is the end of the connection. */
    private void back() {
      byte[] buffer = new byte[1024];
      try {
        InputStream in = target.getInputStream();
        OutputStream out = source.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          out.write(buffer, 0, read);
        }
      } catch (IOException ended) {
        // Told to the other end below.
      }
      try {
        // Over a cut link not even that is heard.
        link.awaitOpen();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
      close();
    }

    void close() {
      connections.remove(this);
      for (Socket socket : new Socket[] {source, target}) {
        try {
          socket.close();
        } catch (IOException alreadyBroken) {
          // Closed is closed.
        }
      }
    }
  }
}
