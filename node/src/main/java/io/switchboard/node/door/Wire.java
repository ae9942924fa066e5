package io.switchboard.node.door;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TJSONProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TTransport;

/**
 * The Thrift protocols that the doors speak, how each is told from the others, and how its readers
 * and writers are made.
 */
enum Wire {
  COMPACT("application/vnd.apache.thrift.compact", 0x82) {
    @Override
    GuardedProtocol reader(FrameInput input, MessageLimits limits) {
      long noLimit = -1;
      TProtocol inner = new TCompactProtocol(input, noLimit, limits.maxElements());
      return new GuardedProtocol(inner, input, FrameInput::peekVarint, limits);
    }

    @Override
    TProtocol writer(TTransport output) {
      return new TCompactProtocol(output);
    }
  },

  /** Only the versioned form: the old one begins with a length, which could be anything. */
  BINARY("application/vnd.apache.thrift.binary", 0x80) {
    @Override
    GuardedProtocol reader(FrameInput input, MessageLimits limits) {
      return new GuardedProtocol(
          new TBinaryProtocol(input, true, true), input, FrameInput::peekInt, limits);
    }

    @Override
    TProtocol writer(TTransport output) {
      return new TBinaryProtocol(output) {
        @Override
        public void writeBinary(ByteBuffer value) throws TException {
          writeI32(value.remaining());
          output.write(value.duplicate());
        }
      };
    }
  },

  /** Offered over HTTP only. */
  JSON("application/vnd.apache.thrift.json", '[') {
    @Override
    GuardedProtocol reader(FrameInput input, MessageLimits limits) {
      int most = limits.maxStringBytes() + 1;
      return new GuardedProtocol(
          new TJSONProtocol(input),
          input,
          in ->
              JsonScan.stringLength(
                  in.getBuffer(),
                  in.getBufferPosition(),
                  in.getBufferPosition() + in.remaining(),
                  most),
          limits);
    }

    @Override
    TProtocol writer(TTransport output) {
      return new TJSONProtocol(output) {
        @Override
        public void writeBinary(ByteBuffer value) throws TException {
          // libthrift takes a slice's length for shorter than it is, and cannot take a direct
          // buffer.
          byte[] copy = new byte[value.remaining()];
          value.duplicate().get(copy);
          super.writeBinary(ByteBuffer.wrap(copy));
        }
      };
    }
  };

  /** What stock clients send over HTTP, whatever their protocol is. */
  static final String ANY_CONTENT_TYPE = "application/x-thrift";

  private final String contentType;
  private final byte firstByte;

  Wire(String contentType, int firstByte) {
    this.contentType = contentType;
    this.firstByte = (byte) firstByte;
  }

  abstract GuardedProtocol reader(FrameInput input, MessageLimits limits);

  abstract TProtocol writer(TTransport output);

  String contentType() {
    return contentType;
  }

  /** The protocol of a message that starts with this byte. */
  static Optional<Wire> ofFirstByte(byte first) {
    for (Wire wire : values()) {
      if (wire.firstByte == first) {
        return Optional.of(wire);
      }
    }
    return Optional.empty();
  }

  /** The protocol that a content type names; parameters such as a charset are ignored. */
  static Optional<Wire> ofContentType(String value) {
    String type = mediaType(value);
    for (Wire wire : values()) {
      if (wire.contentType.equals(type)) {
        return Optional.of(wire);
      }
    }
    return Optional.empty();
  }

  /** Whether the first byte of the body has to tell. */
  static boolean isAny(String value) {
    return ANY_CONTENT_TYPE.equals(mediaType(value));
  }

  private static String mediaType(String value) {
    int parameters = value.indexOf(';');
    return (parameters < 0 ? value : value.substring(0, parameters))
        .trim()
        .toLowerCase(Locale.ROOT);
  }
}
