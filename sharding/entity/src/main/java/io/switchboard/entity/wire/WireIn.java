package io.switchboard.entity.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link WireOut} has written, and trusts none of it: every length and count is compared
 * with what is left before anything is allocated for it. Throws {@link WireFormatException}.
 */
final class WireIn {
  /**
   * Elements of all lists of one message together, so that few bytes cannot become many objects. A
   * batch of 5,000 events with 64 headers each has 325,000.
   */
  static final int MAX_ELEMENTS = 1 << 19;

  /** The flag of every struct for: fields follow that older nodes do not know. */
  static final int MORE = 1;

  private static final byte[] NOTHING = {};

  private final ByteBuffer from;
  private int elementsLeft = MAX_ELEMENTS;

  WireIn(ByteBuffer from) {
    this.from = from;
  }

  /**
   * The flags that a struct begins with. The fields of newer nodes, which follow them, are skipped.
   *
   * @param known the flags that this node knows
   */
  int flags(int known) {
    int flags = integer();
    if ((flags & ~(known | MORE)) != 0) {
      throw new WireFormatException(
          "unknown flags 0x" + Integer.toHexString(flags) + ", from an incompatible node");
    }
    if ((flags & MORE) != 0) {
      int length = length();
      from.position(from.position() + length);
    }
    return flags;
  }

  int octet() {
    if (!from.hasRemaining()) {
      throw cutOff();
    }
    return from.get() & 0xFF;
  }

  /** An unsigned number. */
  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = octet();
      if (shift == 63 && next > 1) {
        break;
      }
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new WireFormatException("a number of more than 64 bits");
  }

  /** An {@code int}, of which negative ones come as large unsigned ones. */
  int integer() {
    long value = number();
    if (value >>> 32 != 0) {
      throw new WireFormatException("a number of more than 32 bits");
    }
    return (int) value;
  }

  long signed() {
    long value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  /** So many bytes. */
  byte[] raw(int length) {
    if (length == 0) {
      return NOTHING;
    }
    if (length < 0 || length > from.remaining()) {
      throw cutOff();
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  byte[] bytes() {
    return raw(length());
  }

  /** Bytes or null. */
  byte[] nullable() {
    long marker = number();
    if (marker == 0) {
      return null;
    }
    return raw(within(marker - 1));
  }

  String text() {
    int length = length();
    if (length == 0) {
      return "";
    }
    if (from.hasArray()) {
      String text =
          new String(
              from.array(), from.arrayOffset() + from.position(), length, StandardCharsets.UTF_8);
      from.position(from.position() + length);
      return text;
    }
    return new String(raw(length), StandardCharsets.UTF_8);
  }

  /** How many elements follow, each of at least one byte. */
  int count() {
    int count = length();
    elementsLeft -= count;
    if (elementsLeft < 0) {
      throw new WireFormatException("more than " + MAX_ELEMENTS + " elements in one message");
    }
    return count;
  }

  /** Nothing may be left. */
  void end() {
    if (from.hasRemaining()) {
      throw new WireFormatException(from.remaining() + " bytes behind the end");
    }
  }

  private int length() {
    return within(number());
  }

  private int within(long length) {
    if (length < 0 || length > from.remaining()) {
      throw cutOff();
    }
    return (int) length;
  }

  private static WireFormatException cutOff() {
    return new WireFormatException("cut off: it says that more follows than there is");
  }
}
