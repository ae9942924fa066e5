package io.switchboard.sdk.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes Thrift's compact protocol into one growing array.
 *
 * <p>Only the write call uses it: the generated structs copy every payload when it is set, and a
 * batch could not be encoded once and then sent under another seq or with another token. All other
 * calls go through the generated code. See thrift-compact-protocol.md of Apache Thrift.
 */
final class CompactWriter {
  static final int TRUE = 1;
  static final int I32 = 5;
  static final int I64 = 6;
  static final int BINARY = 8;
  static final int LIST = 9;
  static final int STRUCT = 12;

  private byte[] bytes;
  private int size;

  CompactWriter(int expectedBytes) {
    this.bytes = new byte[expectedBytes];
  }

  /** The header of a field whose id is the last one's plus delta (1 to 15). */
  void field(int delta, int type) {
    put((delta << 4) | type);
  }

  void stop() {
    put(0);
  }

  void listOf(int elementType, int count) {
    if (count < 15) {
      put((count << 4) | elementType);
    } else {
      put(0xF0 | elementType);
      unsigned(count);
    }
  }

  void signed(long value) {
    unsigned((value << 1) ^ (value >> 63));
  }

  void unsigned(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      put((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    put((int) rest);
  }

  void binary(byte[] value) {
    binary(value, value.length);
  }

  private void binary(byte[] value, int length) {
    unsigned(length);
    reserve(length);
    System.arraycopy(value, 0, bytes, size, length);
    size += length;
  }

  void text(String value) {
    binary(value.getBytes(StandardCharsets.UTF_8));
  }

  void put(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  int size() {
    return size;
  }

  ByteBuffer toBuffer() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), size + (size >> 1) + 64));
    }
  }
}
