package io.switchboard.node.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.switchboard.bench.micro.Inputs;
import io.switchboard.bench.micro.MicroBenchmark;
import io.switchboard.protocol.ReadReply;
import io.switchboard.protocol.Switchboard;
import java.util.Arrays;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TJSONProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.AutoExpandingBufferWriteTransport;
import org.apache.thrift.transport.TMemoryInputTransport;
import org.apache.thrift.transport.TTransport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What Thrift costs at both ends: a write request, encoded as a stock client does and decoded as
 * the door does, and a read reply the other way round. Lies in the door's package, because its
 * codec is nobody else's.
 */
public class ThriftCodecBenchmark extends MicroBenchmark {
  /** The door's defaults. */
  private static final MessageLimits LIMITS = new MessageLimits(5 << 20, 100_000, 16, 16 << 10);

  private static final int SEQ_ID = 1;
  private static final int BUFFER_BYTES = 256 << 10;

  /** The door speaks JSON too: {@code -p protocol=JSON}. */
  @Param({"BINARY", "COMPACT"})
  private String protocol;

  private Wire wire;
  private MessageParser parser;
  private AutoExpandingBufferWriteTransport clientOut;

  private Switchboard.write_args writeRequest;
  private byte[] encodedWriteRequest;

  private Parsed.Header readCall;
  private Switchboard.read_result readReply;
  private byte[] encodedReadReply;

  /** Makes the messages, decoded and encoded. */
  @Setup
  public void encodeBoth() throws TException {
    wire = Wire.valueOf(protocol);
    parser = new MessageParser(LIMITS);
    clientOut = new AutoExpandingBufferWriteTransport(new TConfiguration(), BUFFER_BYTES, 0);

    writeRequest = new Switchboard.write_args().setRequest(Inputs.writeRequest());
    encodeWriteRequest();
    encodedWriteRequest = Arrays.copyOf(clientOut.getBuf().array(), clientOut.getLength());

    readCall = new Parsed.Header(wire, "read", SEQ_ID);
    readReply = new Switchboard.read_result().setSuccess(Inputs.readReply());
    ByteBuf message = reply(BUFFER_BYTES);
    encodedReadReply = ByteBufUtil.getBytes(message);
    message.release();
  }

  /** A client's request; its buffer is used again, as that of the framed transport is. */
  @Benchmark
  public TTransport encodeWriteRequest() throws TException {
    clientOut.reset();
    TProtocol out = clientProtocol(clientOut);
    out.writeMessageBegin(new TMessage("write", TMessageType.CALL, SEQ_ID));
    writeRequest.write(out);
    out.writeMessageEnd();
    return clientOut;
  }

  /** The door parses a request, with all its limits; a refusal ends the run. */
  @Benchmark
  public Object decodeWriteRequest() {
    return (Parsed.Call) parser.parse(wire, encodedWriteRequest, encodedWriteRequest.length);
  }

  /** The door writes a reply into a pooled buffer, of which it knows about how large it gets. */
  @Benchmark
  public void encodeReadReply(Blackhole connection) throws TException {
    ByteBuf message = reply(encodedReadReply.length);
    connection.consume(message);
    message.release();
  }

  /** A client reads the reply. */
  @Benchmark
  public ReadReply decodeReadReply() throws TException {
    TProtocol in = clientProtocol(new TMemoryInputTransport(encodedReadReply));
    in.readMessageBegin();
    Switchboard.read_result result = new Switchboard.read_result();
    result.read(in);
    in.readMessageEnd();
    return result.getSuccess();
  }

  private ByteBuf reply(int expectedBytes) throws TException {
    return ReplyEncoder.reply(ByteBufAllocator.DEFAULT, readCall, readReply, expectedBytes);
  }

  private TProtocol clientProtocol(TTransport transport) {
    return switch (wire) {
      case BINARY -> new TBinaryProtocol(transport);
      case COMPACT -> new TCompactProtocol(transport);
      case JSON -> new TJSONProtocol(transport);
    };
  }
}
