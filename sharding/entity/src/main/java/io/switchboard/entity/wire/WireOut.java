package io.switchboard.entity.wire;

import java.nio.charset.StandardCharsets;

/**
 * Where a message is written to, in the few forms that the format has. There are two: one that
 * counts bytes, and one that writes them, so that how a message is written is said once.
 */
abstract class WireOut {

  /** One byte. */
  abstract void octet(int value);

  /** Bytes as they are. */
  abstract void raw(byte[] bytes);

  /** An unsigned number, seven bits a byte, lowest first; a negative one takes ten bytes. */
  abstract void number(long value);

  /** Characters below 128, one byte each. */
  abstract void ascii(String text);

  /** How many elements follow. */
  void count(int elements) {
    number(elements);
  }

  /** An {@code int}; a negative one takes five bytes. */
  final void number(int value) {
    number(value & 0xFFFF_FFFFL);
  }

  /** A number that may be negative. */
  final void signed(long value) {
    number((value << 1) ^ (value >> 63));
  }

  /** Length, then the bytes. */
  final void bytes(byte[] bytes) {
    number(bytes.length);
    raw(bytes);
  }

  /** Bytes or null: length plus one, then the bytes; 0 for null. */
  final void nullable(byte[] bytes) {
    if (bytes == null) {
      number(0);
    } else {
      number(bytes.length + 1L);
      raw(bytes);
    }
  }

  /** Length in bytes, then UTF-8. */
  final void text(String text) {
    if (isAscii(text)) {
      number(text.length());
      ascii(text);
    } else {
      bytes(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }
}
