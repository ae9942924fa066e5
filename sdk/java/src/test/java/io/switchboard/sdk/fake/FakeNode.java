package io.switchboard.sdk.fake;

import io.switchboard.protocol.Switchboard;
import io.switchboard.protocol.SwitchboardError;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
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
  private final Switchboard.Processor<Switchboard.Iface> processor;
  private final Map<String, Queue<Fault>> script = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger gzipped = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ServerSocket server;
  private volatile Function<String, Optional<Fault>> otherwise = method -> Optional.empty();
  private final boolean http;

  /** A request as it came. */
  public record Request(String method, byte[] bytes) {}

  private FakeNode(Switchboard.Iface cluster, boolean isHttp) throws IOException {
    this.processor = new Switchboard.Processor<>(cluster);
    this.http = isHttp;
    this.server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 300);
    threads.execute(this::accept);
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
    return (http ? "http" : "tcp") + "://127.0.0.1:" + server.getLocalPort();
  }

  /** What requests without a script meet. */
  public FakeNode otherwise(Function<String, Optional<Fault>> faults) {
    otherwise = faults;
    return this;
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

  /** Connections accepted so far. */
  public int connections() {
    return connections.get();
  }

  /** Replies that were compressed. */
  public int gzipped() {
    return gzipped.get();
  }

  /** Connections that are open. */
  public int openConnections() {
    return sockets.size();
  }

  public void breakConnections() {
    sockets.forEach(FakeNode::closeQuietly);
  }

  /**
   * Says on every connection that nothing more will come. Each counts as open until the client has
   * closed it, too.
   */
  public void endConnections() {
    sockets.forEach(FakeNode::endQuietly);
  }

  private Fault next(String method) {
    Queue<Fault> faults = script.get(method);
    if (faults == null) {
      return otherwise.apply(method).orElse(null);
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
    } else if (fault instanceof Fault.After after) {
      after.action().run();
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
        Socket socket = server.accept();
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
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      OutputStream out = socket.getOutputStream();
      boolean open = true;
      while (open) {
        open = http ? serveHttp(in, out) : serveFrame(in, out);
      }
    } catch (EOFException | SocketException e) {
      // The client went away.
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      sockets.remove(socket);
    }
  }

  private boolean serveFrame(DataInputStream in, OutputStream out)
      throws IOException, InterruptedException {
    byte[] request = new byte[in.readInt()];
    in.readFully(request);
    String method = record(request);
    Outcome outcome = play(method, request, next(method));
    if (outcome.reply == null) {
      return false;
    }
    return send(out, ByteBuffer.allocate(4).putInt(outcome.reply.length).array(), outcome);
  }

  private boolean serveHttp(DataInputStream in, OutputStream out)
      throws IOException, InterruptedException {
    Map<String, String> headers = new HashMap<>();
    String first = line(in);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    byte[] request = new byte[Integer.parseInt(headers.get("content-length"))];
    in.readFully(request);
    boolean gzip = "gzip".equals(headers.get("content-encoding"));
    if (gzip) {
      request = new GZIPInputStream(new ByteArrayInputStream(request)).readAllBytes();
    }
    if (!first.equals("POST /thrift HTTP/1.1")) {
      throw new IllegalStateException("Unexpected request: " + first);
    }
    String method = record(request);
    Fault fault = next(method);
    if (fault instanceof Fault.HttpStatus status) {
      out.write(ascii("HTTP/1.1 " + status.status() + " No\r\nContent-Length: 0\r\n\r\n"));
      return true;
    }
    Outcome outcome = play(method, request, fault);
    if (outcome.reply == null) {
      return false;
    }
    if ("gzip".equals(headers.get("accept-encoding"))) {
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
        zip.write(outcome.reply);
      }
      outcome = Outcome.whole(zipped.toByteArray());
      gzipped.incrementAndGet();
    }
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: "
            + headers.get("content-type")
            + "\r\nContent-Length: "
            + outcome.reply.length
            + (gzip ? "\r\nContent-Encoding: gzip" : "")
            + "\r\n\r\n";
    return send(out, ascii(head), outcome);
  }

  private static boolean send(OutputStream out, byte[] head, Outcome outcome) throws IOException {
    byte[] all = Arrays.copyOf(head, head.length + outcome.send);
    System.arraycopy(outcome.reply, 0, all, head.length, outcome.send);
    out.write(all);
    return outcome.send == outcome.reply.length;
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (byte b = in.readByte(); b != '\n'; b = in.readByte()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void endQuietly(Socket socket) {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    breakConnections();
    threads.shutdownNow();
  }
}
