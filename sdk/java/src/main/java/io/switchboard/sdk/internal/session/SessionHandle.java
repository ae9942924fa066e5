package io.switchboard.sdk.internal.session;

import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Limits;
import io.switchboard.protocol.SessionInfo;
import io.switchboard.protocol.WriteReply;
import io.switchboard.sdk.SessionLimits;
import io.switchboard.sdk.internal.call.Caller;
import io.switchboard.sdk.internal.call.Route;
import io.switchboard.sdk.internal.wire.Call;
import io.switchboard.sdk.internal.wire.EncodedEvents;
import io.switchboard.sdk.internal.wire.Token;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A session and how to call it.
 *
 * @param id names it in every call
 * @param currentHolder tells this client from one that takes the session over; it may raise its own
 * @param limits as granted
 * @param caller sends calls
 * @param route where this session's calls go
 * @param operationTimeout how long an operation is retried
 */
public record SessionHandle(
    String id,
    AtomicInteger currentHolder,
    SessionLimits limits,
    Caller caller,
    Route route,
    Duration operationTimeout) {
  /** How long one ack waits for its commit before the back end is asked again. */
  private static final int ACK_WAIT_MS = 5_000;

  SessionHandle(
      String id,
      int holder,
      SessionLimits limits,
      Caller caller,
      Route route,
      Duration operationTimeout) {
    this(id, new AtomicInteger(holder), limits, caller, route, operationTimeout);
  }

  int holder() {
    return currentHolder.get();
  }

  /**
   * Takes the session over from this client itself: whatever it has sent before, and may still be
   * on its way, is refused from then on.
   */
  CompletableFuture<Void> raiseHolder(long deadlineNanos) {
    Call<SessionInfo> call = Call.describe(new DescribeRequest(id).setTakeOver(true));
    return caller
        .call(route, () -> call, error -> false, deadlineNanos)
        .thenAccept(info -> currentHolder.set(info.getHolder()));
  }

  static SessionLimits limitsOf(Limits limits) {
    return new SessionLimits(
        limits.getMaxEventBytes(),
        limits.getMaxBatchBytes(),
        limits.getMaxBatchEvents(),
        Duration.ofMillis(Math.max(0, limits.getMaxWaitMs())),
        Duration.ofMillis(Math.max(0, limits.getIdleTimeoutMs())));
  }

  long nowNanos() {
    return caller.timing().nowNanos();
  }

  long deadlineAfter(Duration time) {
    return nowNanos() + time.toNanos();
  }

  /** Ends the session; gives up after a while. */
  public Caller.Operation<DisposeReply> dispose(Duration within) {
    DisposeRequest request = new DisposeRequest().setSession(id).setHolder(holder());
    Call<DisposeReply> call = Call.dispose(request);
    return caller.call(route, () -> call, error -> false, deadlineAfter(within));
  }

  /** Stages a batch; with lastToken, also acknowledges the one before. */
  Caller.Operation<WriteReply> write(
      long seq, EncodedEvents events, Optional<Token> lastToken, long deadlineNanos) {
    boolean carriesAck = lastToken.isPresent();
    Call<WriteReply> call =
        Call.write(id, holder(), seq, events, lastToken, carriesAck ? ackWaitMs() : 0);
    return caller.call(
        route, () -> call, error -> carriesAck && error.is(ErrorCode.NOT_STAGED), deadlineNanos);
  }

  /** Acknowledges a batch. That it is not staged is for the caller to deal with. */
  Caller.Operation<AckReply> ack(long seq, Token token, long deadlineNanos) {
    Call<AckReply> call = Call.ack(id, holder(), seq, token, ackWaitMs());
    return caller.call(route, () -> call, error -> error.is(ErrorCode.NOT_STAGED), deadlineNanos);
  }

  /** As {@link #write}; nothing waits for a commit, and a lost batch may show at any write. */
  Caller.Operation<WriteReply> writeBuffered(
      long seq, EncodedEvents events, Optional<Token> lastToken, long deadlineNanos) {
    Call<WriteReply> call = Call.write(id, holder(), seq, events, lastToken, 0);
    return caller.call(route, () -> call, error -> error.is(ErrorCode.NOT_STAGED), deadlineNanos);
  }

  /** As {@link #ack}, answered when the batch is accepted. */
  Caller.Operation<AckReply> ackBuffered(long seq, Token token, long deadlineNanos) {
    Call<AckReply> call = Call.ack(id, holder(), seq, token, 0);
    return caller.call(route, () -> call, error -> error.is(ErrorCode.NOT_STAGED), deadlineNanos);
  }

  /** Waits for the commit of an accepted batch, for a while. All errors are for the caller. */
  Caller.Operation<AckReply> awaitCommit(long seq, Token token) {
    Call<AckReply> call = Call.ack(id, holder(), seq, token, ackWaitMs());
    return caller.call(
        route, () -> call, error -> true, deadlineAfter(Duration.ofMillis(2L * ACK_WAIT_MS)));
  }

  private int ackWaitMs() {
    return (int) Math.min(ACK_WAIT_MS, limits.maxWait().toMillis());
  }
}
