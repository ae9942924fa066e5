package io.switchboard.node.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.switchboard.node.door.DoorMetrics.Reject;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.SwitchboardError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One connection of the framed TCP door: cuts the stream into frames (four bytes of length, then a
 * message), and puts the lengths before the replies.
 */
final class TcpConnection extends DoorConnection {
  /**
   * A frame that is too large by no more than this is skipped, and its client told; beyond, the
   * connection ends.
   */
  private static final int MAX_SKIPPED_FRAME_BYTES = 64 << 20;

  /** Enough for every message header. */
  private static final int PREFIX_BYTES = 128;

  private enum State {
    /** The four bytes of a frame's length. */
    LENGTH,
    BODY,
    /** The first bytes of a frame that is too large, for its header. */
    PREFIX,
    /** The rest of a frame that was refused. */
    SKIP,
    /** Nothing more is read: the connection ends behind its last reply. */
    END
  }

  private final Deque<ByteBuf> held = new ArrayDeque<>();
  private State state = State.LENGTH;
  private int lengthBytes;
  private int announced;
  private final byte[] prefix = new byte[PREFIX_BYTES];
  private int skipped;
  private Optional<Wire> wire = Optional.empty();
  private FrameBuffer frame = new FrameBuffer(0, 0);

  TcpConnection(DoorRuntime runtime) {
    super(runtime);
  }

  @Override
  CallContext.Transport transport() {
    return CallContext.Transport.TCP;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    readBegins();
    ByteBuf bytes = (ByteBuf) message;
    onBytes(bytes.readableBytes());
    if (state == State.END || !bytes.isReadable()) {
      bytes.release();
      return;
    }
    held.add(bytes);
    proceed();
  }

  @Override
  void process() {
    while (!held.isEmpty() && mayProcess() && state != State.END && hasRoom()) {
      ByteBuf chunk = held.peek();
      consume(chunk);
      if (!chunk.isReadable() && !held.isEmpty()) {
        held.remove().release();
      }
    }
    if (state == State.END) {
      releaseHeld();
    }
  }

  private boolean hasRoom() {
    boolean isAtBoundary = state == State.LENGTH && lengthBytes == 0;
    return !isAtBoundary
        || calls.size() < runtime().settings().maxPipelinedCalls() && !isDraining();
  }

  private void consume(ByteBuf chunk) {
    switch (state) {
      case LENGTH -> readLength(chunk);
      case BODY -> readBody(chunk);
      case PREFIX -> readPrefix(chunk);
      case SKIP -> skip(chunk);
      case END -> chunk.skipBytes(chunk.readableBytes());
    }
  }

  private void readLength(ByteBuf chunk) {
    clock.start();
    while (lengthBytes < 4 && chunk.isReadable()) {
      announced = announced << 8 | chunk.readByte() & 0xff;
      lengthBytes++;
    }
    if (lengthBytes < 4) {
      return;
    }
    int max = runtime().settings().message().maxMessageBytes();
    wire = Optional.empty();
    if (announced <= 0 || announced > MAX_SKIPPED_FRAME_BYTES) {
      runtime().metrics().rejected(announced == 0 ? Reject.GARBAGE : Reject.TOO_LARGE);
      end(Wire.BINARY, ImpossibleLength.explain(announced, max));
    } else if (announced > max) {
      skipped = 0;
      state = State.PREFIX;
    } else {
      frame = new FrameBuffer(announced, CALL_OVERHEAD_BYTES);
      state = State.BODY;
    }
  }

  private void readBody(ByteBuf chunk) {
    if (wire.isEmpty() && !recognise(chunk)) {
      return;
    }
    int count = Math.min(chunk.readableBytes(), announced - frame.length());
    long missing = frame.missing(count);
    if (missing > 0) {
      if (!acquire(missing)) {
        return;
      }
      frame.charge(missing);
    }
    frame.append(chunk, count);
    if (frame.length() == announced) {
      finishFrame();
    }
  }

  /**
   * Tells the protocol by the first byte; false: it is none for this door, and the connection ends.
   */
  private boolean recognise(ByteBuf chunk) {
    wire = Wire.ofFirstByte(chunk.getByte(chunk.readerIndex()));
    if (wire.isPresent() && wire.get() != Wire.JSON) {
      return true;
    }
    runtime().metrics().rejected(Reject.UNKNOWN_PROTOCOL);
    end(
        wire.orElse(Wire.BINARY),
        ErrorCode.UNKNOWN_PROTOCOL
            + ": framed TCP speaks Thrift's compact protocol (first byte 0x82) and its versioned binary protocol (0x80), "
            + (wire.isPresent() ? "not JSON; use HTTP for that" : "this frame begins otherwise"));
    return false;
  }

  private void finishFrame() {
    turn.countRequest();
    DoorCall call = new DoorCall(this, remoteAddress(), Optional.empty(), frame.charged());
    calls.add(call);
    FrameBuffer message = frame;
    frame = new FrameBuffer(0, 0);
    nextFrame();
    parsing.parse(
        wire.orElseThrow(),
        message,
        parsed -> {
          if (isClosed()) {
            call.releaseRequest();
            return;
          }
          if (parsed instanceof Parsed.Garbage) {
            runtime().metrics().rejected(Reject.GARBAGE);
          }
          run(parsed, call);
        });
  }

  private void readPrefix(ByteBuf chunk) {
    if (wire.isEmpty() && !recognise(chunk)) {
      return;
    }
    int count = Math.min(chunk.readableBytes(), PREFIX_BYTES - skipped);
    chunk.readBytes(prefix, skipped, count);
    skipped += count;
    if (skipped == PREFIX_BYTES) {
      runtime().metrics().rejected(Reject.TOO_LARGE);
      int max = runtime().settings().message().maxMessageBytes();
      refuse(
          prefix,
          PREFIX_BYTES,
          Errors.error(ErrorCode.LIMIT_EXCEEDED, ImpossibleLength.explain(announced, max)));
    }
  }

  private void skip(ByteBuf chunk) {
    int count = Math.min(chunk.readableBytes(), announced - skipped);
    chunk.skipBytes(count);
    skipped += count;
    if (skipped == announced) {
      nextFrame();
    }
  }

  private void nextFrame() {
    clock.stop();
    state = State.LENGTH;
    lengthBytes = 0;
    announced = 0;
  }

  @Override
  void refuseForBudget() {
    byte[] bytes = frame.beginning();
    int length = frame.beginningLength();
    skipped = frame.length();
    if (length == 0 && !held.isEmpty()) {
      length = Math.min(PREFIX_BYTES, held.peek().readableBytes());
      held.peek().getBytes(held.peek().readerIndex(), prefix, 0, length);
      bytes = prefix;
    }
    releaseFrame();
    refuse(bytes, length, runtime().dispatcher().backpressure());
  }

  /** Answers a frame by its first bytes, and skips the rest. */
  private void refuse(byte[] bytes, int length, SwitchboardError error) {
    state = State.SKIP;
    DoorCall call = new DoorCall(this, remoteAddress(), Optional.empty(), 0);
    calls.add(call);
    run(runtime().parser().refuse(wire.orElse(Wire.BINARY), bytes, length, error), call);
  }

  private void end(Wire protocol, String reason) {
    DoorCall call = new DoorCall(this, remoteAddress(), Optional.empty(), 0);
    calls.add(call);
    run(MessageParser.garbage(protocol, reason), call);
  }

  private void run(Parsed parsed, DoorCall call) {
    if (parsed instanceof Parsed.Garbage) {
      state = State.END;
      clock.stop();
      releaseFrame();
    }
    runtime().dispatcher().run(parsed, call);
  }

  @Override
  void writeReply(DoorCall call) {
    ByteBuf message = call.reply();
    int length = message.readableBytes();
    message.readerIndex(message.readerIndex() - ReplyEncoder.HEADROOM_BYTES);
    message.setInt(message.readerIndex(), length);
    ChannelFuture written =
        write(message, length + ReplyEncoder.HEADROOM_BYTES, call.replyBytesHeld());
    if (call.endsConnection()) {
      closeBehind(written);
    }
  }

  @Override
  void onGranted(long bytes) {
    frame.charge(bytes);
  }

  @Override
  void refuseSlowSender() {
    end(
        wire.orElse(Wire.BINARY),
        "the frame did not arrive in time; it was begun, but not finished");
    proceed();
  }

  @Override
  void refuseConnection(Reject reason) {
    Parsed.Header nobody = new Parsed.Header(Wire.BINARY, "", 0);
    String text =
        ErrorCode.TOO_MANY_CONNECTIONS
            + ": this node has as many connections as it takes; try another one";
    ByteBuf message = ReplyEncoder.exception(allocator(), nobody, MessageParser.exception(text));
    ByteBuf length = Unpooled.buffer(4).writeInt(message.readableBytes());
    context().write(length);
    context().writeAndFlush(message).addListener(done -> context().close());
    state = State.END;
  }

  @Override
  long incomingBytesHeld() {
    return frame.charged();
  }

  @Override
  boolean holdsInput() {
    return !held.isEmpty();
  }

  @Override
  boolean isBetweenRequests() {
    return state == State.LENGTH && lengthBytes == 0;
  }

  @Override
  void discardInput() {
    releaseHeld();
    releaseFrame();
    state = State.END;
  }

  private void releaseFrame() {
    runtime().requestBudget().release(frame.charged());
    frame = new FrameBuffer(0, 0);
  }

  private void releaseHeld() {
    while (!held.isEmpty()) {
      held.remove().release();
    }
  }

  /** Says what a senseless frame length most likely was. */
  private static final class ImpossibleLength {
    private ImpossibleLength() {}

    static String explain(int length, int max) {
      String text =
          new String(
              new byte[] {
                (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
              },
              StandardCharsets.ISO_8859_1);
      if (text.matches("[A-Z]{3}[A-Z ]")) {
        return "this port speaks framed Thrift, not HTTP; the other one does";
      }
      int first = length >>> 24;
      if (first == 0x80 || first == 0x82) {
        return "this port speaks framed Thrift: wrap the socket in a framed transport";
      }
      if (first == 0x16) {
        return "this port speaks plain framed Thrift, not TLS";
      }
      return ErrorCode.LIMIT_EXCEEDED
          + ": a frame has 1 to "
          + max
          + " bytes, this one announces "
          + (length & 0xffffffffL);
    }
  }
}
