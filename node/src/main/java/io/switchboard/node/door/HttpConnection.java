package io.switchboard.node.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.switchboard.node.door.DoorMetrics.Reject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One connection of the HTTP door: makes the bodies of {@code POST /thrift} into messages, one at a
 * time, and wraps the replies. What never becomes a message is answered in plain text with the
 * status that says why.
 */
final class HttpConnection extends DoorConnection {
  /**
   * Requests that a client may send ahead, while one is being answered; nobody but an attacker
   * sends more.
   */
  private static final int MAX_PIPELINED_PARTS = 64;

  /** Requests, or chunks of one body, that one read may bring while they cannot be used. */
  private static final int MAX_HELD_PARTS = 1_024;

  /** A body that nobody wants is read up to here, to keep the connection. */
  private static final int MAX_SKIPPED_BODY_BYTES = 64 << 10;

  private enum State {
    REQUEST,
    BODY,
    /**
     * The body is whole and being unpacked, parsed, or its call waits; or its reply is being
     * packed.
     */
    BUSY,
    /** The body of a request that was refused. */
    SKIP,
    /** Nothing more is read: the connection ends behind its last reply. */
    END
  }

  private final Deque<Object> held = new ArrayDeque<>();
  private State state = State.REQUEST;
  private HttpPlan plan = HttpPlan.NONE;
  private FrameBuffer body = new FrameBuffer(0, 0);

  HttpConnection(DoorRuntime runtime) {
    super(runtime);
  }

  @Override
  CallContext.Transport transport() {
    return CallContext.Transport.HTTP;
  }

  /** Bytes came in, before they are made into HTTP. */
  void onRawBytes(int count) {
    onBytes(count);
    if (state == State.REQUEST && held.isEmpty()) {
      clock.start();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object part) {
    readBegins();
    if (state == State.END) {
      ReferenceCountUtil.release(part);
      return;
    }
    held.add(part);
    if (held.size() > (state == State.BUSY ? MAX_PIPELINED_PARTS : MAX_HELD_PARTS)) {
      runtime().metrics().rejected(Reject.BAD_HTTP);
      discardInput();
      ctx.close();
      return;
    }
    proceed();
  }

  @Override
  void process() {
    while (!held.isEmpty() && mayProcess() && state != State.BUSY && state != State.END) {
      Object part = held.peek();
      if (part instanceof HttpRequest request && state == State.REQUEST) {
        begin(request);
      }
      // An unreadable request is head and end in one.
      if (part instanceof HttpContent content && !consume(content)) {
        return;
      }
      if (held.poll() == part) {
        ReferenceCountUtil.release(part);
      }
      if (part instanceof LastHttpContent && (state == State.BODY || state == State.SKIP)) {
        finish();
      }
    }
    if (state == State.END) {
      releaseHeld();
    }
  }

  private void begin(HttpRequest request) {
    turn.countRequest();
    clock.start();
    plan = HttpPlan.of(request, runtime().settings());
    if (plan.refusal().isPresent()) {
      HttpPlan.Refusal refusal = plan.refusal().get();
      if (refusal.isMistake()) {
        runtime().metrics().rejected(refusal.reject());
      }
      refuse(refusal, plan.announcedBytes() <= MAX_SKIPPED_BODY_BYTES);
      return;
    }
    if (HttpUtil.is100ContinueExpected(request)) {
      context()
          .writeAndFlush(
              new DefaultFullHttpResponse(
                  HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
    int max = runtime().settings().message().maxMessageBytes();
    long overhead = CALL_OVERHEAD_BYTES + plan.headerBytes();
    body =
        new FrameBuffer(plan.announcedBytes() >= 0 ? (int) plan.announcedBytes() : max, overhead);
    state = State.BODY;
  }

  /** Uses a piece of a body; false: it waits for the budget. */
  private boolean consume(HttpContent content) {
    if (state != State.BODY) {
      return true;
    }
    int count = content.content().readableBytes();
    if (content.decoderResult().isFailure()) {
      refuse(HttpPlan.Refusal.badRequest("the body is not as HTTP wants it"), false);
    } else if (body.length() + count > runtime().settings().message().maxMessageBytes()) {
      runtime().metrics().rejected(Reject.TOO_LARGE);
      refuse(HttpPlan.Refusal.tooLarge(runtime().settings()), false);
    } else if (count > 0) {
      long missing = body.missing(count);
      if (missing > 0) {
        if (!acquire(missing)) {
          return false;
        }
        body.charge(missing);
      }
      body.append(content.content(), count);
    }
    return true;
  }

  private void finish() {
    clock.stop();
    if (state == State.SKIP) {
      state = State.REQUEST;
      return;
    }
    state = State.BUSY;
    runtime().requestBudget().release(body.settle());
    if (plan.isPacked()) {
      runtime().codec().execute(this::unpack);
    } else {
      wireOf(body.beginning(), body.length())
          .ifPresent(wire -> parsing.parse(wire, body, this::call));
    }
  }

  /** On the codec thread; the connection leaves the body alone while it is busy. */
  private void unpack() {
    int max = runtime().settings().message().maxMessageBytes();
    Gzip.Unpacked unpacked =
        Gzip.unpack(body.bytes(), body.length(), max, runtime().requestBudget());
    eventLoop().execute(() -> onUnpacked(unpacked));
  }

  private void onUnpacked(Gzip.Unpacked unpacked) {
    if (unpacked instanceof Gzip.Unpacked.Body plain) {
      body.charge(plain.charged());
      if (isClosed()) {
        releaseBody();
      } else {
        wireOf(plain.bytes(), plain.length())
            .ifPresent(wire -> parsing.parse(wire, plain.bytes(), plain.length(), this::call));
      }
      return;
    }
    if (isClosed()) {
      releaseBody();
      return;
    }
    if (unpacked instanceof Gzip.Unpacked.TooLarge) {
      runtime().metrics().rejected(Reject.TOO_LARGE);
      refuse(HttpPlan.Refusal.tooLarge(runtime().settings()), true);
    } else if (unpacked instanceof Gzip.Unpacked.NoRoom) {
      runtime().metrics().rejected(Reject.BUDGET);
      refuse(HttpPlan.Refusal.backpressure(runtime().settings()), true);
    } else {
      runtime().metrics().rejected(Reject.BAD_HTTP);
      refuse(
          HttpPlan.Refusal.badRequest("the body is no gzip, as Content-Encoding says it is"), true);
    }
    proceed();
  }

  /** The body's protocol; if it cannot be told, the request is refused. */
  private Optional<Wire> wireOf(byte[] beginning, int length) {
    Optional<Wire> wire =
        plan.wire().isPresent() || length == 0 ? plan.wire() : Wire.ofFirstByte(beginning[0]);
    if (wire.isEmpty()) {
      runtime().metrics().rejected(Reject.UNKNOWN_PROTOCOL);
      refuse(HttpPlan.Refusal.unknownFirstByte(), true);
    }
    return wire;
  }

  private void call(Parsed parsed) {
    if (isClosed()) {
      releaseBody();
      return;
    }
    if (parsed instanceof Parsed.Garbage garbage) {
      runtime().metrics().rejected(Reject.GARBAGE);
      refuse(HttpPlan.Refusal.badRequest(garbage.exception().getMessage()), true);
      proceed();
      return;
    }
    DoorCall call =
        new DoorCall(this, remoteAddress(), Optional.of(plan.headers()), body.charged());
    body = new FrameBuffer(0, 0);
    calls.add(call);
    runtime().dispatcher().run(parsed, call);
  }

  @Override
  void writeReply(DoorCall call) {
    ByteBuf message = call.reply();
    String contentType = call.header().orElseThrow().wire().contentType();
    if (!plan.acceptsGzip()
        || message.readableBytes() < runtime().settings().gzipReplyFromBytes()) {
      respond(message, contentType, false, call.replyBytesHeld());
      return;
    }
    runtime()
        .codec()
        .execute(
            () -> {
              ByteBuf packed = Gzip.pack(allocator(), message);
              message.release();
              eventLoop()
                  .execute(
                      () -> {
                        if (isClosed()) {
                          packed.release();
                          runtime().replyBudget().release(call.replyBytesHeld());
                        } else {
                          respond(packed, contentType, true, call.replyBytesHeld());
                          proceed();
                        }
                      });
            });
  }

  private void respond(ByteBuf message, String contentType, boolean isPacked, long replyBytesHeld) {
    FullHttpResponse response = response(HttpResponseStatus.OK, message, contentType);
    if (isPacked) {
      response.headers().set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
    }
    boolean keepAlive = plan.isKeepAlive() && !isDraining();
    state = keepAlive ? State.REQUEST : State.END;
    send(response, keepAlive, replyBytesHeld);
  }

  /**
   * Answers what never became a message.
   *
   * @param mayKeep whether the connection may go on behind it
   */
  private void refuse(HttpPlan.Refusal refusal, boolean mayKeep) {
    releaseBody();
    boolean keepAlive = mayKeep && plan.isKeepAlive() && !isDraining() && !refusal.isLast();
    boolean isBodyRead = state == State.BUSY;
    state = keepAlive ? isBodyRead ? State.REQUEST : State.SKIP : State.END;
    if (!keepAlive) {
      clock.stop();
    }
    ByteBuf text = Unpooled.copiedBuffer(refusal.text() + "\n", StandardCharsets.UTF_8);
    FullHttpResponse response = response(refusal.status(), text, "text/plain; charset=utf-8");
    refusal.headers().forEach((name, value) -> response.headers().set(name, value));
    send(response, keepAlive, 0);
  }

  private void send(FullHttpResponse response, boolean keepAlive, long replyBytesHeld) {
    int size = response.content().readableBytes();
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, size);
    if (!keepAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (plan.isHttp10()) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    ChannelFuture written = write(response, size, replyBytesHeld);
    if (!keepAlive) {
      closeBehind(written);
    }
  }

  private static FullHttpResponse response(
      HttpResponseStatus status, ByteBuf content, String contentType) {
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    return response;
  }

  @Override
  void onGranted(long bytes) {
    body.charge(bytes);
  }

  @Override
  void refuseForBudget() {
    refuse(HttpPlan.Refusal.backpressure(runtime().settings()), false);
  }

  @Override
  void refuseSlowSender() {
    refuse(HttpPlan.Refusal.slow(), false);
    proceed();
  }

  @Override
  void refuseConnection(Reject reason) {
    refuse(HttpPlan.Refusal.tooManyConnections(runtime().settings()), false);
    context().flush().close();
  }

  @Override
  long incomingBytesHeld() {
    return state == State.BODY ? body.charged() : 0;
  }

  @Override
  boolean holdsInput() {
    return !held.isEmpty();
  }

  @Override
  boolean isBetweenRequests() {
    return state == State.REQUEST;
  }

  @Override
  void discardInput() {
    releaseHeld();
    if (state != State.BUSY) {
      releaseBody();
    }
    state = State.END;
  }

  private void releaseBody() {
    runtime().requestBudget().release(body.charged());
    body = new FrameBuffer(0, 0);
  }

  private void releaseHeld() {
    while (!held.isEmpty()) {
      ReferenceCountUtil.release(held.remove());
    }
  }
}
