package io.switchboard.node.door;

import io.switchboard.protocol.Event;
import io.switchboard.protocol.ReadReply;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Switchboard;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.WriteRequest;
import java.util.Arrays;
import java.util.List;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TJSONProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.TMemoryInputTransport;
import org.apache.thrift.transport.TTransport;

/** Makes and reads messages with libthrift alone, so independently of the doors' own code. */
final class Messages {
  @FunctionalInterface
  interface Body {
    void write(TProtocol out) throws TException;
  }

  private Messages() {}

  static TProtocol protocol(Wire wire, TTransport transport) {
    return switch (wire) {
      case COMPACT -> new TCompactProtocol(transport);
      case BINARY -> new TBinaryProtocol(transport);
      case JSON -> new TJSONProtocol(transport);
    };
  }

  static byte[] message(Wire wire, String method, byte type, int seqid, Body body)
      throws TException {
    TMemoryBuffer buffer = new TMemoryBuffer(256);
    TProtocol out = protocol(wire, buffer);
    out.writeMessageBegin(new TMessage(method, type, seqid));
    body.write(out);
    out.writeMessageEnd();
    return Arrays.copyOf(buffer.getArray(), buffer.length());
  }

  static byte[] call(Wire wire, String method, int seqid, TSerializable arguments)
      throws TException {
    return message(wire, method, TMessageType.CALL, seqid, arguments::write);
  }

  static byte[] read(Wire wire, String session, long seq, int seqid) throws TException {
    return call(wire, "read", seqid, new Switchboard.read_args(new ReadRequest(session, seq)));
  }

  static byte[] write(Wire wire, int events, int bytesEach, int seqid) throws TException {
    Event event = new Event().setValue(new byte[bytesEach]);
    return write(wire, seqid, java.util.Collections.nCopies(events, event));
  }

  static byte[] write(Wire wire, int seqid, List<Event> events) throws TException {
    return call(wire, "write", seqid, new Switchboard.write_args(new WriteRequest("s", 1, events)));
  }

  /** A reply as a stock client reads it: the result, or the exception thrown. */
  static Reply reply(Wire wire, byte[] bytes) throws TException {
    TProtocol in =
        protocol(
            wire, new TMemoryInputTransport(new TConfiguration(64 << 20, 64 << 20, 64), bytes));
    TMessage message = in.readMessageBegin();
    if (message.type == TMessageType.EXCEPTION) {
      return new Reply(message, null, null, TApplicationException.readFrom(in));
    }
    Switchboard.read_result result = new Switchboard.read_result();
    if (message.name.equals("read")) {
      result.read(in);
      return new Reply(message, result.getSuccess(), result.getError(), null);
    }
    // Error fields have the same id in every result.
    Switchboard.write_result write = new Switchboard.write_result();
    write.read(in);
    return new Reply(message, null, write.getError(), null);
  }

  record Reply(
      TMessage message, ReadReply read, SwitchboardError error, TApplicationException exception) {
    boolean isOk() {
      return error == null && exception == null;
    }
  }
}
