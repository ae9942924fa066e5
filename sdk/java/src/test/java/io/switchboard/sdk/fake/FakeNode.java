package io.switchboard.sdk.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.switchboard.protocol.Switchboard;
import io.switchboard.protocol.SwitchboardError;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.TMemoryInputTransport;

/**
 * A node of a {@link FakeCluster} with one door, HTTP or framed TCP, that plays scripted faults
 * before it answers normally.
 */
public final class FakeNode implements AutoCloseable {
  static {
    // Otherwise every reply waits for a delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Switchboard.Processor<Switchboard.Iface> processor;
  private final Map<String, Queue<Fault>> script = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ServerSocket tcp;
  private final HttpServer http;

  /** A request as it came. */
  public record Request(String method, byte[] bytes) {}

  private FakeNode(Switchboard.Iface cluster, boolean isHttp) throws IOException {
    this.processor = new Switchboard.Processor<>(cluster);
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (isHttp) {
      tcp = null;
      http = HttpServer.create(loopback, 50);
      http.setExecutor(threads);
      http.createContext("/thrift", this::onHttp);
      http.start();
    } else {
      http = null;
      tcp = new ServerSocket();
      tcp.bind(loopback, 200);
      threads.execute(this::accept);
    }
  }

  public static FakeNode http(Switchboard.Iface cluster) {
    return start(cluster, true);
  }

  public static FakeNode tcp(Switchboard.Iface cluster) {
    return start(cluster, false);
  }

  private static FakeNode start(Switchboard.Iface cluster, boolean isHttp) {
    try {
      return new FakeNode(cluster, isHttp);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String address() {
    return http != null
        ? "http://127.0.0.1:" + http.getAddress().getPort()
        : "tcp://127.0.0.1:" + tcp.getLocalPort();
  }

  /** The next requests of a method meet these faults, one each. */
  public FakeNode script(String method, Fault... faults) {
    script.computeIfAbsent(method, m -> new ArrayDeque<>()).addAll(List.of(faults));
    return this;
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  public List<byte[]> requests(String method) {
    List<byte[]> found = new ArrayList<>();
    for (Request request : requests) {
      if (request.method.equals(method)) {
        found.add(request.bytes);
      }
    }
    return found;
  }

  /** TCP connections accepted so far. */
  public int connections() {
    return connections.get();
  }

  /** TCP connections that are open. */
  public int openConnections() {
    return sockets.size();
  }

  public void breakConnections() {
    sockets.forEach(FakeNode::closeQuietly);
  }

  private Fault next(String method) {
    Queue<Fault> faults = script.get(method);
    if (faults == null) {
      return null;
    }
    synchronized (faults) {
      return faults.poll();
    }
  }

  private String record(byte[] request) {
    try {
      String method =
          new TCompactProtocol(new TMemoryInputTransport(request)).readMessageBegin().name;
      requests.add(new Request(method, request));
      return method;
    } catch (TException e) {
      throw new IllegalStateException("Not a Thrift message", e);
    }
  }

  private byte[] execute(byte[] request) {
    try {
      TMemoryBuffer out = new TMemoryBuffer(256);
      processor.process(
          new TCompactProtocol(new TMemoryInputTransport(request)), new TCompactProtocol(out));
      return Arrays.copyOf(out.getArray(), out.length());
    } catch (TException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] errorReply(String method, SwitchboardError error) {
    try {
      TMemoryBuffer out = new TMemoryBuffer(256);
      TCompactProtocol protocol = new TCompactProtocol(out);
      protocol.writeMessageBegin(new TMessage(method, TMessageType.REPLY, 1));
      Switchboard.read_result result = new Switchboard.read_result();
      result.setError(error);
      result.write(protocol);
      protocol.writeMessageEnd();
      return Arrays.copyOf(out.getArray(), out.length());
    } catch (TException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The reply's bytes; null for a broken connection; only a part where it breaks in the middle. */
  private record Outcome(byte[] reply, int send) {
    static Outcome whole(byte[] reply) {
      return new Outcome(reply, reply.length);
    }

    static final Outcome BROKEN = new Outcome(null, 0);
  }

  private Outcome play(String method, byte[] request, Fault fault) throws InterruptedException {
    if (fault == null) {
      return Outcome.whole(execute(request));
    } else if (fault instanceof Fault.Answer answer) {
      return Outcome.whole(errorReply(method, answer.error()));
    } else if (fault instanceof Fault.RawReply raw) {
      return Outcome.whole(raw.bytes());
    } else if (fault instanceof Fault.LoseReply) {
      execute(request);
      return Outcome.BROKEN;
    } else if (fault instanceof Fault.BreakReply) {
      byte[] reply = execute(request);
      return new Outcome(reply, reply.length / 2);
    } else if (fault instanceof Fault.Silence) {
      closing.await();
      return Outcome.BROKEN;
    }
    return Outcome.BROKEN;
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = tcp.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        byte[] request = new byte[in.readInt()];
        in.readFully(request);
        String method = record(request);
        Outcome outcome = play(method, request, next(method));
        if (outcome.reply == null) {
          return;
        }
        byte[] frame = new byte[4 + outcome.send];
        frame[0] = (byte) (outcome.reply.length >>> 24);
        frame[1] = (byte) (outcome.reply.length >>> 16);
        frame[2] = (byte) (outcome.reply.length >>> 8);
        frame[3] = (byte) outcome.reply.length;
        System.arraycopy(outcome.reply, 0, frame, 4, outcome.send);
        out.write(frame);
        out.flush();
        if (outcome.send < outcome.reply.length) {
          return;
        }
      }
    } catch (EOFException | SocketException e) {
      // The client went away.
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      sockets.remove(socket);
    }
  }

  private void onHttp(HttpExchange exchange) throws IOException {
    byte[] request;
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (var body =
        gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
      request = body.readAllBytes();
    }
    String method = record(request);
    Fault fault = next(method);
    if (fault instanceof Fault.HttpStatus status) {
      exchange.sendResponseHeaders(status.status(), -1);
      exchange.close();
      return;
    }
    Outcome outcome;
    try {
      outcome = play(method, request, fault);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("closing", e);
    }
    if (outcome.reply == null) {
      // Closing the exchange before any header breaks the connection.
      exchange.close();
      return;
    }
    exchange
        .getResponseHeaders()
        .set("Content-Type", exchange.getRequestHeaders().getFirst("Content-Type"));
    exchange.sendResponseHeaders(200, outcome.reply.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(outcome.reply, 0, outcome.send);
      out.flush();
    } catch (IOException e) {
      if (outcome.send == outcome.reply.length) {
        throw e;
      }
    }
    exchange.close();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      if (tcp != null) {
        tcp.close();
      } else {
        http.stop(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    breakConnections();
    threads.shutdownNow();
  }
}
