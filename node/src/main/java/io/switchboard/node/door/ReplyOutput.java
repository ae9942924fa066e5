package io.switchboard.node.door;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.transport.TTransport;

/** Where libthrift's protocols write a reply: straight into one growing Netty buffer. */
final class ReplyOutput extends TTransport {
  private static final TConfiguration CONFIGURATION = new TConfiguration();
  private final ByteBuf target;

  ReplyOutput(ByteBuf target) {
    this.target = target;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    target.writeBytes(source, offset, length);
  }

  @Override
  public int write(ByteBuffer source) {
    int length = source.remaining();
    target.writeBytes(source);
    return length;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    throw new UnsupportedOperationException("a reply is only written");
  }

  @Override
  public TConfiguration getConfiguration() {
    return CONFIGURATION;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void open() {}

  @Override
  public void close() {}

  @Override
  public void updateKnownMessageSize(long size) {}

  @Override
  public void checkReadBytesAvailable(long count) {}

  @Override
  public void resetMessageSizeAndConsumedBytes(long size) {}
}
