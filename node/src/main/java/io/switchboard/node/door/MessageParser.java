package io.switchboard.node.door;

import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.SwitchboardError;
import java.util.Optional;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.transport.TTransportException;

/**
 * Turns the bytes of one request into a {@link Parsed}; never fails, whatever the bytes are. No
 * state, any thread.
 */
final class MessageParser {
  private static final int MAX_METHOD_CHARS = 64;

  /** What is parsed in some hundred microseconds: a batch of a thousand events with a header. */
  private static final int BRIEF_ELEMENTS = 2_000;

  private static final int BRIEF_JSON_BYTES = 32 << 10;

  private final MessageLimits limits;
  private final MessageLimits briefLimits;

  MessageParser(MessageLimits limits) {
    this.limits = limits;
    this.briefLimits =
        new MessageLimits(
            limits.maxMessageBytes(),
            Math.min(limits.maxElements(), BRIEF_ELEMENTS),
            limits.maxDepth(),
            limits.maxStringBytes());
  }

  /**
   * Parses a message if that is done in a moment; empty: it would hold an event loop up, and is to
   * be parsed on another thread.
   */
  Optional<Parsed> parseBriefly(Wire wire, byte[] bytes, int length) {
    if (wire == Wire.JSON && length > BRIEF_JSON_BYTES) {
      return Optional.empty();
    }
    Parsed parsed = parse(wire, bytes, length, briefLimits);
    boolean isLong =
        parsed instanceof Parsed.Refused refused
            && refused.error().getCode() == ErrorCode.LIMIT_EXCEEDED.getValue();
    return isLong ? Optional.empty() : Optional.of(parsed);
  }

  /** Parses a whole message; binaries in it stay views of {@code bytes}. */
  Parsed parse(Wire wire, byte[] bytes, int length) {
    return parse(wire, bytes, length, limits);
  }

  private static Parsed parse(Wire wire, byte[] bytes, int length, MessageLimits limits) {
    FrameInput input = new FrameInput(bytes, length, limits);
    GuardedProtocol in = wire.reader(input, limits);
    Parsed.Header header;
    Method<?, ?, ?> method;
    try {
      TMessage message = in.readMessageBegin();
      header = headerOf(wire, message);
      Optional<Parsed> noCall = noCall(header, message.type);
      if (noCall.isPresent()) {
        return noCall.get();
      }
      method = Method.named(header.method()).orElseThrow();
    } catch (TException | RuntimeException e) {
      return garbage(wire, "this is no Thrift message: " + textOf(e));
    }
    try {
      if (wire == Wire.JSON) {
        JsonScan.check(bytes, length, limits);
      }
      Method.Invocation invocation = method.parse(in);
      in.readMessageEnd();
      checkNothingFollows(wire, input);
      return new Parsed.Call(header, method, invocation, in.elements());
    } catch (TException | RuntimeException e) {
      // libthrift lets a few exceptions of java.lang escape, such as NumberFormatException.
      return new Parsed.Refused(header, method, errorOf(e));
    }
  }

  /**
   * The refusal of a message of which only the beginning has come, or of whose rest nobody wants to
   * know.
   *
   * @param error the answer if the message names a known method
   */
  Parsed refuse(Wire wire, byte[] bytes, int length, SwitchboardError error) {
    try {
      TMessage message =
          wire.reader(new FrameInput(bytes, length, limits), limits).readMessageBegin();
      Parsed.Header header = headerOf(wire, message);
      Optional<Parsed> noCall = noCall(header, message.type);
      return noCall.orElseGet(
          () -> new Parsed.Refused(header, Method.named(header.method()).orElseThrow(), error));
    } catch (TException | RuntimeException e) {
      return garbage(wire, error.getReason());
    }
  }

  /** The answer to bytes that are no message. */
  static Parsed garbage(Wire wire, String reason) {
    return new Parsed.Garbage(new Parsed.Header(wire, "", 0), exception(reason));
  }

  static TApplicationException exception(String reason) {
    return new TApplicationException(TApplicationException.PROTOCOL_ERROR, Errors.cut(reason));
  }

  private static Parsed.Header headerOf(Wire wire, TMessage message) throws TProtocolException {
    if (message.name.length() > MAX_METHOD_CHARS) {
      throw new LimitExceeded("a method's name has at most " + MAX_METHOD_CHARS + " characters");
    }
    return new Parsed.Header(wire, message.name, message.seqid);
  }

  private static Optional<Parsed> noCall(Parsed.Header header, byte type) {
    if (type != TMessageType.CALL) {
      return Optional.of(
          new Parsed.NoCall(
              header,
              new TApplicationException(
                  TApplicationException.INVALID_MESSAGE_TYPE,
                  "expected a call (type 1), got type "
                      + type
                      + "; no method of this service is oneway")));
    }
    if (Method.named(header.method()).isEmpty()) {
      return Optional.of(
          new Parsed.NoCall(
              header,
              new TApplicationException(
                  TApplicationException.UNKNOWN_METHOD,
                  "no such method: '" + header.method() + "'")));
    }
    return Optional.empty();
  }

  private static void checkNothingFollows(Wire wire, FrameInput input) throws TProtocolException {
    int rest = input.remaining();
    if (wire == Wire.JSON) {
      // A newline behind the message is what editors and shells add.
      rest -= JsonScan.trailingWhitespace(input);
    }
    if (rest > 0) {
      throw new TProtocolException(
          TProtocolException.INVALID_DATA, rest + " bytes follow the message");
    }
  }

  private static SwitchboardError errorOf(Exception e) {
    if (e instanceof RequestShape.Mistake mistake) {
      return Errors.error(mistake.code(), textOf(e));
    }
    boolean isLimit =
        e instanceof TProtocolException protocol
                && (protocol.getType() == TProtocolException.SIZE_LIMIT
                    || protocol.getType() == TProtocolException.DEPTH_LIMIT)
            || e instanceof TTransportException transport
                && transport.getType() == TTransportException.MESSAGE_SIZE_LIMIT;
    return Errors.error(isLimit ? ErrorCode.LIMIT_EXCEEDED : ErrorCode.MALFORMED, textOf(e));
  }

  /**
   * The library's message without the struct that generated code appends to it: that holds
   * payloads.
   */
  private static String textOf(Exception e) {
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    int struct = text.indexOf(" Struct:");
    return struct < 0 ? text : text.substring(0, struct);
  }
}
