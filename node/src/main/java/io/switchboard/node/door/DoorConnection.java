package io.switchboard.node.door;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.switchboard.node.door.DoorMetrics.Reject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection is on either transport: calls that are answered in the order in which they
 * came, and a clock on everything that could hold memory. Subclasses cut the bytes into requests
 * and wrap the replies.
 *
 * <p>All state belongs to the connection's event loop, also that of its parts: they are called
 * there, and what they begin elsewhere comes back there.
 *
 * <p>Reading goes on while calls wait, so that a client that leaves is noticed and its long poll
 * let go; it stops only when bytes are held that cannot be used yet (too many calls in flight,
 * budget full, replies not taken).
 */
abstract class DoorConnection extends ChannelInboundHandlerAdapter {
  /** What every call is charged beside its bytes: its objects here and its error reply. */
  static final int CALL_OVERHEAD_BYTES = 2_048;

  private static final long IDLE_BYTES_NANOS = 500_000_000L;
  private static final int IDLE_BYTES_WORTH_TAKING = 16 << 10;
  private static final Logger LOG = LoggerFactory.getLogger(DoorConnection.class);
  private static final OncePerPeriod FAILURE_LOG = new OncePerPeriod(1_000_000_000L);

  /** Where {@link Sweeper} keeps this connection. */
  int sweepIndex;

  final CallsInOrder calls = new CallsInOrder();
  final RequestClock clock = new RequestClock();
  final FairTurn turn = new FairTurn(this::onLoop, this::proceed);
  final MessageParsing parsing;

  private final DoorRuntime runtime;
  private final PlaceInLine place;
  private final PendingWrites writes;
  private final LingeringClose lingering = new LingeringClose();
  private ChannelHandlerContext context;
  private InetSocketAddress remoteAddress;
  private boolean isEntered;
  private boolean isClosed;
  private boolean isDraining;
  private boolean isProcessing;
  private boolean isInRead;

  DoorConnection(DoorRuntime runtime) {
    this.runtime = runtime;
    this.parsing =
        new MessageParsing(runtime.parser(), runtime.codec(), this::onLoop, this::proceed);
    this.place = new PlaceInLine(runtime.requestBudget(), this::onLoop, this::granted);
    this.writes =
        new PendingWrites(runtime.replyBudget(), runtime.metrics(), clock, this::closeIfDrained);
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

  /** Any thread, once the channel is active. */
  private void onLoop(Runnable task) {
    eventLoop().execute(task);
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
    place.leave();
    discardInput();
    calls.abandon(runtime.replyBudget());
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
    turn.end();
    ctx.flush();
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

  final boolean mayProcess() {
    return !isClosed
        && !turn.isOver()
        && !parsing.isElsewhere()
        && !place.isTaken()
        && context.channel().isWritable();
  }

  /**
   * Takes from the in-flight budget; false: stands in line for it, and {@link #onGranted} follows.
   */
  final boolean acquire(long bytes) {
    return place.acquire(bytes);
  }

  private void granted(long bytes) {
    if (isClosed) {
      runtime.requestBudget().release(bytes);
      return;
    }
    onGranted(bytes);
    proceed();
  }

  /** A call was answered: sends what is its turn. */
  final void onAnswer() {
    if (calls.sendAnswered(this::writeReply)) {
      proceed();
    }
  }

  /**
   * Writes a message whose bytes are charged to the reply budget; the time until it is taken is
   * bounded.
   */
  final ChannelFuture write(Object message, int size, long replyBytesHeld) {
    return writes.write(context, message, size, replyBytesHeld);
  }

  /** Ends the connection behind a last message, such that the client can still read it. */
  final void closeBehind(ChannelFuture lastWrite) {
    lastWrite.addListener(
        done -> {
          lingering.begin(context.channel());
          updateReading();
        });
  }

  /** A guess at the size of the next reply: readers get batches of much the same size. */
  final int expectedReplyBytes() {
    return writes.expectedBytes();
  }

  final void drain() {
    isDraining = true;
    closeIfDrained();
  }

  private void closeIfDrained() {
    if (isDraining
        && calls.isEmpty()
        && writes.isEmpty()
        && !lingering.isUnderWay()
        && isBetweenRequests()) {
      context.close();
    }
  }

  private void updateReading() {
    boolean pause =
        !lingering.isUnderWay()
            && (place.isTaken() || holdsInput() || !context.channel().isWritable());
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
    if (lingering.isUnderWay()) {
      if (lingering.isOver(now)) {
        context.close();
      }
      return;
    }
    if (writes.areLate(now, settings.replyTimeout())) {
      runtime.metrics().rejected(Reject.SLOW_READER);
      context.close();
      return;
    }
    calls.expire(now - settings.callTimeout().toNanos(), runtime.dispatcher());
    if (place.isTaken()) {
      if (place.isLate(now, settings.budgetWait()) && place.leave()) {
        runtime.metrics().rejected(Reject.BUDGET);
        refuseForBudget();
        proceed();
      }
    } else if (clock.isRunning()) {
      sweepIncoming(now);
    } else if (calls.isEmpty() && writes.isEmpty() && isBetweenRequests()) {
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
}
