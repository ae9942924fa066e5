package io.switchboard.node.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.limits.ErrorCodes;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings parsed requests to the service and the service's answers back, for both doors alike; the
 * only place that knows what a failure looks like on the wire.
 *
 * <p>Methods are called on the event loop of the call's connection; the service's stages may
 * complete anywhere.
 */
final class Dispatcher {
  /** Replies up to this size are always given; larger ones only if the reply budget has room. */
  private static final int SMALL_REPLY_BYTES = 2_048;

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final SwitchboardService service;
  private final DoorSettings settings;
  private final DoorMetrics metrics;
  private final ByteBudget replyBudget;
  private final OncePerPeriod failureLog = new OncePerPeriod(1_000_000_000L);

  Dispatcher(
      SwitchboardService service,
      DoorSettings settings,
      DoorMetrics metrics,
      ByteBudget replyBudget) {
    this.service = service;
    this.settings = settings;
    this.metrics = metrics;
    this.replyBudget = replyBudget;
  }

  /** Makes the call, or answers at once what is none. */
  void run(Parsed parsed, DoorCall call) {
    call.parsedAs(parsed.header());
    if (parsed instanceof Parsed.Call request) {
      start(request, call);
      return;
    }
    call.releaseRequest();
    if (parsed instanceof Parsed.Refused refused) {
      fail(call, refused.header(), refused.method(), refused.error());
    } else if (parsed instanceof Parsed.NoCall noCall) {
      except(call, noCall.header(), noCall.exception(), false);
    } else if (parsed instanceof Parsed.Garbage garbage) {
      except(call, garbage.header(), garbage.exception(), true);
    }
  }

  /** Answers a call that its service has kept for too long. */
  void expire(DoorCall call) {
    metrics.rejected(DoorMetrics.Reject.CALL_TIMEOUT);
    call.cancel();
    Parsed.Header header = call.header().orElseThrow();
    fail(
        call,
        header,
        Method.named(header.method()).orElseThrow(),
        Errors.error(
            ErrorCode.UNAVAILABLE,
            "no answer within " + settings.callTimeout().toMillis() + " ms; send the call again"));
  }

  SwitchboardError backpressure() {
    return Errors.retryLater(
        ErrorCode.BACKPRESSURE,
        "this node holds as many bytes in flight as it may",
        settings.retryAfter());
  }

  private void start(Parsed.Call request, DoorCall call) {
    if (!call.hold((long) MessageLimits.ELEMENT_OVERHEAD_BYTES * request.elements())) {
      metrics.rejected(DoorMetrics.Reject.BUDGET);
      call.releaseRequest();
      fail(call, request.header(), request.method(), backpressure());
      return;
    }
    metrics.callStarted();
    CompletionStage<?> stage;
    try {
      stage = request.invocation().start(service, call);
    } catch (RuntimeException e) {
      complete(request, call, Optional.empty(), Optional.of(e));
      return;
    }
    if (stage == null) {
      complete(request, call, Optional.empty(), Optional.empty());
      return;
    }
    EventLoop loop = call.connection().eventLoop();
    stage.whenComplete(
        (reply, failure) -> {
          if (loop.inEventLoop()) {
            complete(request, call, Optional.ofNullable(reply), Optional.ofNullable(failure));
          } else {
            loop.execute(
                () ->
                    complete(
                        request, call, Optional.ofNullable(reply), Optional.ofNullable(failure)));
          }
        });
  }

  private void complete(
      Parsed.Call request, DoorCall call, Optional<?> reply, Optional<Throwable> failure) {
    metrics.callEnded();
    call.releaseRequest();
    if (call.isAnswered() || call.connection().isClosed()) {
      return;
    }
    if (failure.isPresent()) {
      fail(call, request.header(), request.method(), errorOf(request.header(), failure.get()));
      return;
    }
    try {
      if (reply.isEmpty()) {
        throw new IllegalStateException("the service gave no reply");
      }
      TSerializable result = request.method().success(reply.get());
      succeed(
          call,
          request,
          ReplyEncoder.reply(
              allocator(call), request.header(), result, call.connection().expectedReplyBytes()));
    } catch (TException | RuntimeException e) {
      fail(call, request.header(), request.method(), errorOf(request.header(), e));
    }
  }

  private void succeed(DoorCall call, Parsed.Call request, ByteBuf message) {
    int size = message.readableBytes();
    if (size <= SMALL_REPLY_BYTES) {
      finish(call, request.header(), "OK", message, 0, false);
    } else if (replyBudget.tryAcquire(size)) {
      finish(call, request.header(), "OK", message, size, false);
    } else {
      // Safe to drop: the same call gives the same answer again.
      message.release();
      metrics.rejected(DoorMetrics.Reject.BUDGET);
      fail(call, request.header(), request.method(), backpressure());
    }
  }

  private void fail(
      DoorCall call, Parsed.Header header, Method<?, ?, ?> method, SwitchboardError error) {
    try {
      finish(
          call,
          header,
          ErrorCodes.nameOf(error),
          ReplyEncoder.reply(allocator(call), header, method.failure(error), 0),
          0,
          false);
    } catch (TException e) {
      throw new IllegalStateException("an error of the door's own making is always complete", e);
    }
  }

  private void except(
      DoorCall call, Parsed.Header header, TApplicationException exception, boolean last) {
    String outcome =
        switch (exception.getType()) {
          case TApplicationException.UNKNOWN_METHOD -> "UNKNOWN_METHOD";
          case TApplicationException.INVALID_MESSAGE_TYPE -> "INVALID_MESSAGE_TYPE";
          default -> "PROTOCOL_ERROR";
        };
    Parsed.Header unnamed = new Parsed.Header(header.wire(), "?", header.seqid());
    ByteBuf message = ReplyEncoder.exception(allocator(call), header, exception);
    finish(call, unnamed, outcome, message, 0, last);
  }

  private void finish(
      DoorCall call,
      Parsed.Header header,
      String outcome,
      ByteBuf message,
      long held,
      boolean last) {
    metrics.answered(header.method(), outcome, System.nanoTime() - call.receivedNanos());
    call.answer(message, held, last);
  }

  private SwitchboardError errorOf(Parsed.Header header, Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof SwitchboardError error
        && error.isSetCode()
        && error.isSetCategory()
        && error.isSetReason()) {
      return error.getReason().length() <= Errors.MAX_REASON_CHARS
          ? error
          : new SwitchboardError(error).setReason(Errors.cut(error.getReason()));
    }
    if (failureLog.isDue()) {
      LOG.error(
          "A call failed in an unforeseen way (logged at most once a second): method={}",
          header.method(),
          cause);
    }
    return Errors.error(
        ErrorCode.INTERNAL, "a fault of the back end; sending the call again is safe");
  }

  private static ByteBufAllocator allocator(DoorCall call) {
    return call.connection().allocator();
  }
}
