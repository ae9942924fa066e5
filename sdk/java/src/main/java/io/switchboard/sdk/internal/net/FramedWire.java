package io.switchboard.sdk.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Frames: the length in four bytes, big-endian, then the message. */
final class FramedWire implements Wire {
  private static final int FIRST_READ_BYTES = 8 * 1024;

  private final int maxReplyBytes;

  FramedWire(int maxReplyBytes) {
    this.maxReplyBytes = maxReplyBytes;
  }

  @Override
  public List<ByteBuffer> request(List<ByteBuffer> message) {
    List<ByteBuffer> frame = new ArrayList<>(message.size() + 1);
    int length = 0;
    for (ByteBuffer part : message) {
      length += part.remaining();
    }
    frame.add(ByteBuffer.allocate(4).putInt(0, length));
    frame.addAll(message);
    return frame;
  }

  @Override
  public Reader newReader() {
    return new FrameReader();
  }

  /** The first bytes come into a small buffer; the rest goes straight into the message's array. */
  private final class FrameReader implements Reader {
    private final ByteBuffer first = ByteBuffer.allocate(FIRST_READ_BYTES);
    private ByteBuffer frame;

    @Override
    public ByteBuffer target() {
      return frame == null ? first : frame;
    }

    @Override
    public Optional<Reply> advance() throws IOException {
      if (frame == null) {
        if (first.position() < 4) {
          return Optional.empty();
        }
        int length = first.getInt(0);
        if (length <= 0 || length > maxReplyBytes) {
          throw new IOException(
              "a reply of " + length + " bytes came, at most " + maxReplyBytes + " are taken");
        }
        first.flip().position(4);
        if (first.remaining() > length) {
          throw new IOException("more bytes came than the reply holds");
        }
        frame = ByteBuffer.allocate(length).put(first);
        first.clear();
      }
      if (frame.hasRemaining()) {
        return Optional.empty();
      }
      byte[] message = frame.array();
      frame = null;
      return Optional.of(Reply.of(message));
    }
  }
}
