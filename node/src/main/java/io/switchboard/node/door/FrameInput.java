package io.switchboard.node.door;

import org.apache.thrift.TConfiguration;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;

/**
 * One message in one byte array, as libthrift's protocols want to read it; binaries are handed out
 * as views of the array.
 *
 * <p>Nothing is taken on trust: a length that goes past the end is refused before anything of that
 * length is made.
 */
final class FrameInput extends TTransport {
  private final byte[] bytes;
  private final int end;
  private final TConfiguration configuration;
  private int position;

  FrameInput(byte[] bytes, int length, MessageLimits limits) {
    this.bytes = bytes;
    this.end = length;
    this.configuration = limits.toThrift();
  }

  int remaining() {
    return end - position;
  }

  /**
   * The value of the varint at the current position, which stays; -1 when it does not end within
   * five bytes.
   */
  int peekVarint() {
    int result = 0;
    for (int i = 0; i < 5 && position + i < end; i++) {
      byte b = bytes[position + i];
      result |= (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return result;
      }
    }
    return -1;
  }

  /** The four bytes at the current position, which stays, as a number; -1 when there are fewer. */
  int peekInt() {
    if (remaining() < 4) {
      return -1;
    }
    return (bytes[position] & 0xff) << 24
        | (bytes[position + 1] & 0xff) << 16
        | (bytes[position + 2] & 0xff) << 8
        | (bytes[position + 3] & 0xff);
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int count = Math.min(length, remaining());
    System.arraycopy(bytes, position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public int readAll(byte[] target, int offset, int length) throws TTransportException {
    checkReadBytesAvailable(length);
    return read(target, offset, length);
  }

  @Override
  public byte[] getBuffer() {
    return bytes;
  }

  @Override
  public int getBufferPosition() {
    return position;
  }

  @Override
  public int getBytesRemainingInBuffer() {
    return remaining();
  }

  @Override
  public void consumeBuffer(int length) {
    position += length;
  }

  @Override
  public void checkReadBytesAvailable(long count) throws TTransportException {
    if (count < 0 || count > remaining()) {
      int type =
          count < 0 || count > configuration.getMaxMessageSize()
              ? TTransportException.MESSAGE_SIZE_LIMIT
              : TTransportException.END_OF_FILE;
      throw new Truncated(
          type, "expected " + count + " more bytes, the message has " + remaining());
    }
  }

  @Override
  public TConfiguration getConfiguration() {
    return configuration;
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
  public void write(byte[] source, int offset, int length) {
    throw new UnsupportedOperationException("a request is only read");
  }

  @Override
  public void updateKnownMessageSize(long size) {}

  @Override
  public void resetMessageSizeAndConsumedBytes(long size) {}

  private static final class Truncated extends TTransportException {
    private static final long serialVersionUID = 1L;

    Truncated(int type, String reason) {
      super(type, reason);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
