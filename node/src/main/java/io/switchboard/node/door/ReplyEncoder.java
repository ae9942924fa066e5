package io.switchboard.node.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;

/**
 * Writes reply messages, in the protocol and with the seqid of their requests. No state, any
 * thread.
 */
final class ReplyEncoder {
  /** Room before the message, for the length that a TCP frame begins with. */
  static final int HEADROOM_BYTES = 4;

  private static final int MIN_INITIAL_BYTES = 512;
  private static final int MAX_INITIAL_BYTES = 1 << 20;

  private ReplyEncoder() {}

  /**
   * A reply with a result struct; fails if the service left required fields of its reply unset.
   *
   * @param expectedBytes a guess at its size, which saves growing
   */
  static ByteBuf reply(
      ByteBufAllocator allocator, Parsed.Header header, TSerializable result, int expectedBytes)
      throws TException {
    return encode(allocator, header, TMessageType.REPLY, result::write, expectedBytes);
  }

  static ByteBuf exception(
      ByteBufAllocator allocator, Parsed.Header header, TApplicationException exception) {
    try {
      return encode(allocator, header, TMessageType.EXCEPTION, exception::write, 0);
    } catch (TException e) {
      throw new IllegalStateException("an exception reply has nothing that could be wrong", e);
    }
  }

  @FunctionalInterface
  private interface Body {
    void write(TProtocol out) throws TException;
  }

  private static ByteBuf encode(
      ByteBufAllocator allocator, Parsed.Header header, byte type, Body body, int expectedBytes)
      throws TException {
    ByteBuf buffer =
        allocator.ioBuffer(Math.max(MIN_INITIAL_BYTES, Math.min(MAX_INITIAL_BYTES, expectedBytes)));
    boolean isDone = false;
    try {
      buffer.writeZero(HEADROOM_BYTES);
      TProtocol out = header.wire().writer(new ReplyOutput(buffer));
      out.writeMessageBegin(new TMessage(header.method(), type, header.seqid()));
      body.write(out);
      out.writeMessageEnd();
      buffer.skipBytes(HEADROOM_BYTES);
      isDone = true;
      return buffer;
    } finally {
      if (!isDone) {
        buffer.release();
      }
    }
  }
}
