package io.switchboard.node;

import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.Event;
import io.switchboard.protocol.Role;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.Switchboard;
import io.switchboard.protocol.WriteRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TJSONProtocol;
import org.apache.thrift.protocol.TProtocolFactory;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.layered.TFramedTransport;

/**
 * The generated client of a stock Thrift library, over framed TCP or HTTP: no retries, no
 * cleverness.
 */
public final class RawClient implements AutoCloseable {
  private final TTransport transport;
  public final Switchboard.Client thrift;

  private RawClient(TTransport transport, TProtocolFactory protocol) throws TException {
    this.transport = transport;
    transport.open();
    thrift = new Switchboard.Client(protocol.getProtocol(transport));
  }

  public static RawClient compact(int port) throws TException {
    return new RawClient(tcp(port), new TCompactProtocol.Factory());
  }

  static RawClient binary(int port) throws TException {
    return new RawClient(tcp(port), new TBinaryProtocol.Factory());
  }

  private static TTransport tcp(int port) throws TException {
    return new TFramedTransport(new TSocket("127.0.0.1", port, 120_000), 16 << 20);
  }

  /** Over HTTP; {@code protocol} as in the content type: compact, binary or json. */
  static RawClient http(int port, String protocol) throws TException {
    TProtocolFactory factory =
        switch (protocol) {
          case "compact" -> new TCompactProtocol.Factory();
          case "binary" -> new TBinaryProtocol.Factory();
          default -> new TJSONProtocol.Factory();
        };
    return new RawClient(new HttpPost(port, "application/vnd.apache.thrift." + protocol), factory);
  }

  static ByteBuffer requestId() {
    byte[] id = new byte[16];
    ThreadLocalRandom.current().nextBytes(id);
    return ByteBuffer.wrap(id);
  }

  public static AllocateRequest writer(String topic) {
    return new AllocateRequest(requestId(), topic, Role.WRITER);
  }

  public static AllocateRequest reader(String topic) {
    return new AllocateRequest(requestId(), topic, Role.READER);
  }

  static List<Event> events(String... values) {
    List<Event> events = new ArrayList<>();
    for (String value : values) {
      events.add(new Event().setValue(value.getBytes(StandardCharsets.UTF_8)));
    }
    return events;
  }

  public static WriteRequest write(Session session, long seq, String... values) {
    return new WriteRequest(session.getSession(), seq, events(values));
  }

  @Override
  public void close() {
    transport.close();
  }
}
