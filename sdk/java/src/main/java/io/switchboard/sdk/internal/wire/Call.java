package io.switchboard.sdk.internal.wire;

import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SessionInfo;
import io.switchboard.protocol.Switchboard;
import io.switchboard.protocol.WriteReply;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.thrift.TBase;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TMemoryBuffer;

/**
 * One request, encoded, and how its reply is read. Can be sent any number of times, always as the
 * same bytes. Immutable.
 *
 * @param <R> the reply
 */
public final class Call<R> {
  private static final int SEQ_ID = 1;
  private static final int MESSAGE_CALL_V1 = 0x21;
  private static final int PROTOCOL_ID = 0x82;

  /** Where a session lives, seen from the node that was called. */
  public enum Place {
    /** Such replies do not tell. */
    UNKNOWN,
    /** There, as far as that node tells. */
    HERE,
    /** On another node, to which the call was forwarded. */
    ELSEWHERE;

    private static Place of(boolean forwarded) {
      return forwarded ? ELSEWHERE : HERE;
    }
  }

  private final String method;
  private final List<ByteBuffer> parts;
  private final Replies.Decoder<R> decoder;
  private final Function<R, Place> place;
  private final long waitMs;

  private Call(
      String method,
      List<ByteBuffer> parts,
      Replies.Decoder<R> decoder,
      Function<R, Place> place,
      long waitMs) {
    this.method = method;
    this.parts = parts;
    this.decoder = decoder;
    this.place = place;
    this.waitMs = waitMs;
  }

  /** Allocates a session. */
  public static Call<Session> allocate(AllocateRequest request) {
    return generated(
        "allocate",
        new Switchboard.allocate_args().setRequest(request),
        in -> filled(new Session(), in),
        reply -> Place.UNKNOWN,
        0);
  }

  /** Reads a batch. */
  public static Call<ReadResult> read(ReadRequest request) {
    return generated(
        "read",
        new Switchboard.read_args().setRequest(request),
        ReadReplyReader::read,
        reply -> Place.of(reply.forwarded()),
        request.getMaxWaitMs());
  }

  /** Acknowledges a batch. */
  public static Call<AckReply> ack(
      String session, int holder, long seq, Token token, int maxWaitMs) {
    AckRequest request =
        new AckRequest()
            .setSession(session)
            .setHolder(holder)
            .setSeq(seq)
            .setToken(token.bytes())
            .setMaxWaitMs(maxWaitMs);
    return generated(
        "ack",
        new Switchboard.ack_args().setRequest(request),
        in -> filled(new AckReply(), in),
        reply -> Place.of(reply.isForwarded()),
        maxWaitMs);
  }

  /** Ends a session. */
  public static Call<DisposeReply> dispose(DisposeRequest request) {
    return generated(
        "dispose",
        new Switchboard.dispose_args().setRequest(request),
        in -> filled(new DisposeReply(), in),
        reply -> Place.UNKNOWN,
        0);
  }

  /** Tells about a session. */
  public static Call<SessionInfo> describe(DescribeRequest request) {
    return generated(
        "describe",
        new Switchboard.describe_args().setRequest(request),
        in -> filled(new SessionInfo(), in),
        reply -> Place.UNKNOWN,
        0);
  }

  /**
   * Stages a batch. Three parts, of which the middle one, the events, is shared by all attempts.
   *
   * @param lastToken acknowledges the batch before
   * @param waitMs how long the back end may take for the ack that lastToken carries
   */
  public static Call<WriteReply> write(
      String session,
      int holder,
      long seq,
      EncodedEvents events,
      Optional<Token> lastToken,
      long waitMs) {
    CompactWriter head = new CompactWriter(64);
    head.put(PROTOCOL_ID);
    head.put(MESSAGE_CALL_V1);
    head.unsigned(SEQ_ID);
    head.text("write");
    head.field(1, CompactWriter.STRUCT);
    head.field(1, CompactWriter.BINARY);
    head.text(session);
    head.field(1, CompactWriter.I32);
    head.signed(holder);
    head.field(1, CompactWriter.I64);
    head.signed(seq);
    CompactWriter tail = new CompactWriter(lastToken.map(t -> t.bytes().length).orElse(0) + 8);
    if (lastToken.isPresent()) {
      tail.field(1, CompactWriter.BINARY);
      tail.binary(lastToken.get().bytes());
    }
    tail.stop();
    tail.stop();
    return new Call<>(
        "write",
        List.of(head.toBuffer(), events.bytes(), tail.toBuffer()),
        in -> filled(new WriteReply(), in),
        reply -> Place.of(reply.isForwarded()),
        waitMs);
  }

  private static <R> Call<R> generated(
      String method,
      TBase<?, ?> args,
      Replies.Decoder<R> decoder,
      Function<R, Place> place,
      long waitMs) {
    TMemoryBuffer out;
    try {
      out = new TMemoryBuffer(256);
      TProtocol protocol = new TCompactProtocol(out);
      protocol.writeMessageBegin(new TMessage(method, TMessageType.CALL, SEQ_ID));
      args.write(protocol);
      protocol.writeMessageEnd();
    } catch (TException e) {
      throw new IllegalArgumentException("The request cannot be encoded: " + e.getMessage(), e);
    }
    return new Call<>(
        method, List.of(ByteBuffer.wrap(out.getArray(), 0, out.length())), decoder, place, waitMs);
  }

  private static <T extends TSerializable> T filled(T struct, TProtocol in) throws TException {
    struct.read(in);
    return struct;
  }

  /** The name of the method. */
  public String method() {
    return method;
  }

  /** How long the back end may wait on purpose, in milliseconds. */
  public long waitMs() {
    return waitMs;
  }

  /** The request's bytes, with positions of the caller's own. */
  public List<ByteBuffer> request() {
    return parts.stream().map(ByteBuffer::duplicate).toList();
  }

  /**
   * Reads the reply.
   *
   * @throws RemoteError if the back end answered an error
   * @throws TException if the bytes are not a reply to this call
   */
  public R reply(byte[] frame) throws RemoteError, TException {
    return Replies.open(frame, method, decoder);
  }

  /** Where this reply says that the session lives. */
  public Place placeOf(R reply) {
    return place.apply(reply);
  }
}
