package io.switchboard.node.door;

import org.apache.thrift.TConfiguration;

/**
 * What one Thrift message may be, on every protocol and transport alike; checked before memory is
 * taken.
 *
 * @param maxMessageBytes largest frame, HTTP body and decompressed HTTP body
 * @param maxElements elements of all containers of one message together, a map's entries counting
 *     twice
 * @param maxDepth structs and containers inside each other
 * @param maxStringBytes UTF-8 bytes of one string; binaries are bounded by the message only
 */
public record MessageLimits(
    int maxMessageBytes, int maxElements, int maxDepth, int maxStringBytes) {
  /**
   * Heap that a parsed element takes beside its bytes, about: object header, fields, its place in a
   * list.
   */
  static final int ELEMENT_OVERHEAD_BYTES = 64;

  /** The library's own limits, as a second line of defence. */
  TConfiguration toThrift() {
    return new TConfiguration(maxMessageBytes, maxMessageBytes, maxDepth);
  }
}
