package io.switchboard.node.door;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.switchboard.node.door.DoorMetrics.Reject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection is on either transport: calls that are answered in the order in which they
 * came, and a clock on everything that could hold memory. Subclasses cut the bytes into requests
 * and wrap the replies.
 *
 * <p>All state belongs to the connection's event loop.
 *
 * <p>Reading goes on while calls wait, so that a client that leaves is noticed and its long poll
 * let go; it stops only when bytes are held that cannot be used yet (too many calls in flight,
 * budget full, replies not taken).
 */
abstract class DoorConnection extends ChannelInboundHandlerAdapter {
  /** What every call is charged beside its bytes: its objects here and its error reply. */
  static final int CALL_OVERHEAD_BYTES = 2_048;

  private static final int MAX_REQUESTS_A_TURN = 64;
  private static final long LINGER_NANOS = 1_000_000_000L;
  private static final long IDLE_BYTES_NANOS = 500_000_000L;
  private static final int IDLE_BYTES_WORTH_TAKING = 16 << 10;
  private static final Logger LOG = LoggerFactory.getLogger(DoorConnection.class);
  private static final OncePerPeriod FAILURE_LOG = new OncePerPeriod(1_000_000_000L);

  /** Where {@link Sweeper} keeps this connection. */
  int sweepIndex;

  final Deque<DoorCall> calls = new ArrayDeque<>();

  private final DoorRuntime runtime;
  private ChannelHandlerContext context;
  private InetSocketAddress remoteAddress;
  private boolean isEntered;
  private boolean isClosed;
  private boolean isDraining;
  private boolean isProcessing;
  private boolean isInRead;
  private boolean isYielding;
  private boolean isParsing;
  private int requestsThisTurn;

  private final RequestClock clock = new RequestClock();

  // A place in line for the in-flight budget.
  private Optional<ByteBudget.Waiter> waiter = Optional.empty();
  private long waiterSinceNanos;

  private int writes;
  private int lastReplyBytes;
  private long writeStartNanos;
  private boolean isLingering;
  private long lingerUntilNanos;

  DoorConnection(DoorRuntime runtime) {
    this.runtime = runtime;
  }

  abstract CallContext.Transport transport();

  /** Uses bytes that were held back, as far as {@link #mayProcess} lets it. */
  abstract void process();

  /** Whether bytes are held back. */
  abstract boolean holdsInput();

  /** Sends the answer of the call, the oldest one. */
  abstract void writeReply(DoorCall call);

  /** The budget was granted what {@link #acquire} asked for. */
  abstract void onGranted(long bytes);

  /**
   * The request that is coming in did not get its budget in time, or lies there unfinished while
   * others need its bytes.
   */
  abstract void refuseForBudget();

  /** The request that is coming in takes too long. */
  abstract void refuseSlowSender();

  /** The connection may not come in: says so where the transport can, and closes. */
  abstract void refuseConnection(Reject reason);

  /** Bytes of the in-flight budget that the request that is coming in has. */
  abstract long incomingBytesHeld();

  /** Whether a request is neither coming in nor being answered, beside {@link #calls}. */
  abstract boolean isBetweenRequests();

  /** Lets go of everything that is held. */
  abstract void discardInput();

  final DoorRuntime runtime() {
    return runtime;
  }

  final InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  final EventLoop eventLoop() {
    return context.channel().eventLoop();
  }

  final ByteBufAllocator allocator() {
    return context.alloc();
  }

  final ChannelHandlerContext context() {
    return context;
  }

  final boolean isClosed() {
    return isClosed;
  }

  final boolean isDraining() {
    return isDraining;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    remoteAddress = (InetSocketAddress) ctx.channel().remoteAddress();

    runtime.metrics().opened();
    if (remoteAddress == null) {
      ctx.close(); // gone already
      return;
    }
    Optional<Reject> reject = runtime.gate().enter(remoteAddress.getAddress());
    if (reject.isPresent()) {
      runtime.metrics().rejected(reject.get());
      refuseConnection(reject.get());
      return;
    }
    isEntered = true;
    runtime.sweepers().get(eventLoop()).add(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (isClosed) {
      return;
    }
    isClosed = true;
    runtime.metrics().closed();
    if (isEntered) {
      runtime.gate().leave(remoteAddress.getAddress());
      runtime.sweepers().get(eventLoop()).remove(this);
    }
    leaveLine();
    discardInput();
    for (DoorCall call : calls) {
      call.cancel();
      if (call.isAnswered()) {
        call.reply().release();
        runtime.replyBudget().release(call.replyBytesHeld());
      }
    }
    calls.clear();
  }

  /**
   * Subclasses call this first: answers that are given while bytes are read go out together, behind
   * them.
   */
  final void readBegins() {
    isInRead = true;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    isInRead = false;
    if (!isYielding) {
      requestsThisTurn = 0;
    }
    ctx.flush();
  }

  /**
   * A request was taken up; behind a number of them the event loop's other connections have their
   * turn.
   */
  final void countRequest() {
    if (++requestsThisTurn == MAX_REQUESTS_A_TURN) {
      isYielding = true;
      eventLoop()
          .execute(
              () -> {
                isYielding = false;
                requestsThisTurn = 0;
                proceed();
              });
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    proceed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException) && FAILURE_LOG.isDue()) {
      LOG.error(
          "A connection failed in an unforeseen way and is closed (logged at most once a second)",
          cause);
    }
    ctx.close();
  }

  /** Notes that bytes came in. */
  final void onBytes(int count) {
    runtime.metrics().received(count);
    clock.onBytes(count);
  }

  final RequestClock clock() {
    return clock;
  }

  /** Processes what is held, once the reason for holding it may have gone. */
  final void proceed() {
    if (isProcessing || isClosed) {
      return;
    }
    isProcessing = true;
    try {
      process();
    } finally {
      isProcessing = false;
    }
    if (!isInRead) {
      context.flush();
    }
    updateReading();
    closeIfDrained();
  }

  /**
   * Parses a message: here, or, if that would hold the event loop up, on the codec thread, and then
   * no later input is looked at before.
   *
   * @param use gets the result on the event loop; the connection may be closed by then
   */
  final void parse(Wire wire, FrameBuffer message, Consumer<Parsed> use) {
    if (message.isInPieces()) {
      parseElsewhere(wire, message::bytes, message.length(), use);
    } else {
      parse(wire, message.bytes(), message.length(), use);
    }
  }

  /** As above, for a message in one array. */
  final void parse(Wire wire, byte[] bytes, int length, Consumer<Parsed> use) {
    runtime
        .parser()
        .parseBriefly(wire, bytes, length)
        .ifPresentOrElse(use, () -> parseElsewhere(wire, () -> bytes, length, use));
  }

  private void parseElsewhere(Wire wire, Supplier<byte[]> bytes, int length, Consumer<Parsed> use) {
    isParsing = true;
    runtime
        .codec()
        .execute(
            () -> {
              Parsed parsed = runtime.parser().parse(wire, bytes.get(), length);
              eventLoop()
                  .execute(
                      () -> {
                        isParsing = false;
                        use.accept(parsed);
                        proceed();
                      });
            });
  }

  final boolean mayProcess() {
    return !isClosed
        && !isYielding
        && !isParsing
        && waiter.isEmpty()
        && context.channel().isWritable();
  }

  /**
   * Takes from the in-flight budget; false: stands in line for it, and {@link #onGranted} follows.
   */
  final boolean acquire(long bytes) {
    if (runtime.requestBudget().tryAcquire(bytes)) {
      return true;
    }
    waiterSinceNanos = System.nanoTime();
    waiter = Optional.of(runtime.requestBudget().await(bytes, eventLoop(), () -> granted(bytes)));
    return false;
  }

  private void granted(long bytes) {
    waiter = Optional.empty();
    if (isClosed) {
      runtime.requestBudget().release(bytes);
      return;
    }
    onGranted(bytes);
    proceed();
  }

  /** Gives up the place in line; false if the bytes are granted and on their way. */
  private boolean leaveLine() {
    if (waiter.isPresent()) {
      if (!waiter.get().cancel()) {
        return false;
      }
      waiter = Optional.empty();
    }
    return true;
  }

  /** A call was answered: sends what is its turn. */
  final void onAnswer() {
    boolean isSent = false;
    while (!calls.isEmpty() && calls.peek().isAnswered()) {
      DoorCall call = calls.remove();
      writeReply(call);
      isSent = true;
    }
    if (isSent) {
      proceed();
    }
  }

  /**
   * Writes a message whose bytes are charged to the reply budget; the time until it is taken is
   * bounded.
   */
  final ChannelFuture write(Object message, int size, long replyBytesHeld) {
    lastReplyBytes = size;
    if (writes++ == 0) {
      writeStartNanos = System.nanoTime();
    }
    ChannelFuture written = context.write(message);
    written.addListener(
        done -> {
          writes--;
          writeStartNanos = System.nanoTime();
          clock.touch(writeStartNanos);
          runtime.replyBudget().release(replyBytesHeld);
          if (done.isSuccess()) {
            runtime.metrics().sent(size);
            closeIfDrained();
          } else {
            context.close();
          }
        });
    return written;
  }

  /**
   * Ends the connection behind a last message, such that the client can still read it: closing a
   * socket with unread bytes would reset it.
   */
  final void closeBehind(ChannelFuture lastWrite) {
    lastWrite.addListener(
        done -> {
          isLingering = true;
          lingerUntilNanos = System.nanoTime() + LINGER_NANOS;
          if (context.channel() instanceof SocketChannel socket && context.channel().isActive()) {
            socket.shutdownOutput();
          }
          updateReading();
        });
  }

  /** A guess at the size of the next reply: readers get batches of much the same size. */
  final int expectedReplyBytes() {
    return lastReplyBytes + lastReplyBytes / 8;
  }

  final void drain() {
    isDraining = true;
    closeIfDrained();
  }

  private void closeIfDrained() {
    if (isDraining && calls.isEmpty() && writes == 0 && !isLingering && isBetweenRequests()) {
      context.close();
    }
  }

  private void updateReading() {
    boolean pause =
        !isLingering && (waiter.isPresent() || holdsInput() || !context.channel().isWritable());
    if (pause == clock.isPaused() || isClosed) {
      return;
    }
    if (pause) {
      clock.pause();
    } else {
      clock.resume();
    }
    context.channel().config().setAutoRead(!pause);
  }

  /** Enforces every time limit; called a few times a second. */
  final void sweep(long now) {
    DoorSettings settings = runtime.settings();
    if (isLingering) {
      if (now - lingerUntilNanos > 0) {
        context.close();
      }
      return;
    }
    if (writes > 0 && now - writeStartNanos > settings.replyTimeout().toNanos()) {
      runtime.metrics().rejected(Reject.SLOW_READER);
      context.close();
      return;
    }
    expireCalls(now - settings.callTimeout().toNanos());
    if (waiter.isPresent()) {
      if (now - waiterSinceNanos > settings.budgetWait().toNanos() && leaveLine()) {
        runtime.metrics().rejected(Reject.BUDGET);
        refuseForBudget();
        proceed();
      }
    } else if (clock.isRunning()) {
      sweepIncoming(now);
    } else if (calls.isEmpty() && writes == 0 && isBetweenRequests()) {
      if (isDraining) {
        context.close();
      } else if (clock.idleNanos(now) > settings.idleTimeout().toNanos()) {
        runtime.metrics().rejected(Reject.IDLE);
        context.close();
      }
    }
  }

  private void sweepIncoming(long now) {
    if (clock.isLate(now, runtime.settings())) {
      runtime.metrics().rejected(Reject.SLOW_SENDER);
      clock.stop();
      refuseSlowSender();
    } else if (incomingBytesHeld() >= IDLE_BYTES_WORTH_TAKING
        && !clock.isPaused()
        && clock.idleNanos(now) > IDLE_BYTES_NANOS
        && runtime.requestBudget().isShort()) {
      runtime.metrics().rejected(Reject.BUDGET);
      refuseForBudget();
      proceed();
    }
  }

  private void expireCalls(long receivedBefore) {
    // Answering the first one may send, and so remove, several.
    for (DoorCall call : calls.toArray(new DoorCall[0])) {
      if (call.receivedNanos() - receivedBefore > 0) {
        return;
      }
      boolean isParsed = call.header().isPresent();
      if (isParsed && !call.isAnswered() && call.isOpen()) {
        runtime.dispatcher().expire(call);
      }
    }
  }
}
