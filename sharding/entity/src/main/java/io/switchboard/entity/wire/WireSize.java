package io.switchboard.entity.wire;

/** Counts what a message would take: bytes, and elements of all its lists. */
final class WireSize extends WireOut {
  private long bytes;
  private long elements;

  long bytes() {
    return bytes;
  }

  long elements() {
    return elements;
  }

  @Override
  void octet(int value) {
    bytes++;
  }

  @Override
  void raw(byte[] raw) {
    bytes += raw.length;
  }

  @Override
  void number(long value) {
    // Seven bits a byte; 0 takes one byte, too.
    bytes += (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  @Override
  void ascii(String text) {
    bytes += text.length();
  }

  @Override
  void count(int more) {
    elements += more;
    super.count(more);
  }
}
