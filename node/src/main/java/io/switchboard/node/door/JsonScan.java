package io.switchboard.node.door;

import org.apache.thrift.protocol.TProtocolException;

/**
 * Looks once through a JSON message before libthrift's JSON protocol parses it, because that one
 * has no limits of its own: depth, number of values, length of numbers and of whitespace are
 * bounded here.
 */
final class JsonScan {
  /** Digits, sign, point and exponent of any number that fits an i64 or a double. */
  private static final int MAX_NUMBER_CHARS = 32;

  /** Brackets, commas and colons that one Thrift element takes: a field has four. */
  private static final int NODES_PER_ELEMENT = 16;

  private JsonScan() {}

  /**
   * Checks a whole message.
   *
   * @throws LimitExceeded if a limit is passed
   * @throws TProtocolException if brackets or strings do not end, or whitespace stands inside
   *     (Thrift's JSON has none)
   */
  static void check(byte[] bytes, int length, MessageLimits limits) throws TProtocolException {
    int end = length;
    while (end > 0 && isWhitespace(bytes[end - 1])) {
      end--;
    }
    // A Thrift field makes two JSON levels, and so does a map.
    int maxDepth = 2 * limits.maxDepth() + 4;
    long maxNodes = (long) NODES_PER_ELEMENT * (limits.maxElements() + 100L);
    long nodes = 0;
    int depth = 0;
    for (int i = 0; i < end; i++) {
      switch (bytes[i]) {
        case '"' -> i = endOfString(bytes, i, end);
        case '{', '[' -> {
          nodes++;
          if (++depth > maxDepth) {
            throw new LimitExceeded("JSON is nested deeper than " + maxDepth);
          }
        }
        case '}', ']' -> depth--;
        case ',', ':' -> nodes++;
        case ' ', '\t', '\r', '\n' ->
            throw new TProtocolException(
                TProtocolException.INVALID_DATA,
                "Thrift's JSON has no whitespace, byte " + i + " is");
        default -> i = endOfNumber(bytes, i, end);
      }
      if (nodes > maxNodes) {
        throw new LimitExceeded("the JSON message has more than " + maxNodes + " values");
      }
    }
    if (depth != 0) {
      throw new TProtocolException(
          TProtocolException.INVALID_DATA, "JSON brackets do not match, " + depth + " stay open");
    }
  }

  /** How many bytes of whitespace are left, and nothing else; 0 if something else is. */
  static int trailingWhitespace(FrameInput input) {
    int from = input.getBufferPosition();
    for (int i = from; i < from + input.remaining(); i++) {
      if (!isWhitespace(input.getBuffer()[i])) {
        return 0;
      }
    }
    return input.remaining();
  }

  /**
   * About how many bytes the JSON string that comes next has on the wire, at most {@code most};
   * escapes count as one.
   *
   * @param from where the protocol stands: before the string's separator or quote
   */
  static int stringLength(byte[] bytes, int from, int end, int most) {
    int i = from;
    while (i < end && (bytes[i] == ',' || bytes[i] == ':')) {
      i++;
    }
    int length = 0;
    for (i++; i < end && bytes[i] != '"' && length < most; i++, length++) {
      if (bytes[i] == '\\') {
        i++;
      }
    }
    return length;
  }

  private static int endOfString(byte[] bytes, int start, int end) throws TProtocolException {
    for (int i = start + 1; i < end; i++) {
      if (bytes[i] == '\\') {
        i++;
      } else if (bytes[i] == '"') {
        return i;
      }
    }
    throw new TProtocolException(TProtocolException.INVALID_DATA, "a JSON string does not end");
  }

  private static int endOfNumber(byte[] bytes, int start, int end) throws TProtocolException {
    int i = start;
    while (i < end && isNumeric(bytes[i])) {
      i++;
    }
    if (i == start) {
      throw new TProtocolException(
          TProtocolException.INVALID_DATA, "byte " + start + " is no JSON that Thrift writes");
    }
    if (i - start > MAX_NUMBER_CHARS) {
      throw new LimitExceeded(
          "a JSON number has "
              + (i - start)
              + " characters, at most "
              + MAX_NUMBER_CHARS
              + " are allowed");
    }
    return i - 1;
  }

  private static boolean isNumeric(byte b) {
    return (b >= '0' && b <= '9') || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
  }

  private static boolean isWhitespace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
