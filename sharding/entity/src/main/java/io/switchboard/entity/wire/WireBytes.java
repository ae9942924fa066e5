package io.switchboard.entity.wire;

import java.nio.ByteBuffer;

/**
 * Writes into a buffer, which throws {@link java.nio.BufferOverflowException} if it is too small.
 */
final class WireBytes extends WireOut {
  private final ByteBuffer to;

  WireBytes(ByteBuffer to) {
    this.to = to;
  }

  @Override
  void octet(int value) {
    to.put((byte) value);
  }

  @Override
  void raw(byte[] bytes) {
    to.put(bytes);
  }

  @Override
  void number(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      to.put((byte) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    to.put((byte) rest);
  }

  @Override
  void ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      to.put((byte) text.charAt(i));
    }
  }
}
