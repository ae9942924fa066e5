package io.switchboard.sdk.internal.session;

import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.Limits;
import io.switchboard.sdk.SessionLimits;
import io.switchboard.sdk.internal.call.Caller;
import io.switchboard.sdk.internal.call.Endpoints;
import io.switchboard.sdk.internal.wire.Call;
import java.time.Duration;

/**
 * A session and how to call it.
 *
 * @param id names it in every call
 * @param holder tells this client from one that takes the session over
 * @param limits as granted
 * @param caller sends calls
 * @param route where this session's calls go
 * @param operationTimeout how long an operation is retried
 */
public record SessionHandle(
    String id,
    int holder,
    SessionLimits limits,
    Caller caller,
    Endpoints.Route route,
    Duration operationTimeout) {
  /** How long one ack waits for its commit before the back end is asked again. */
  private static final int ACK_WAIT_MS = 5_000;

  static SessionLimits limitsOf(Limits limits) {
    return new SessionLimits(
        limits.getMaxEventBytes(),
        limits.getMaxBatchBytes(),
        limits.getMaxBatchEvents(),
        Duration.ofMillis(Math.max(0, limits.getMaxWaitMs())),
        Duration.ofMillis(Math.max(0, limits.getIdleTimeoutMs())));
  }

  int ackWaitMs() {
    return (int) Math.min(ACK_WAIT_MS, limits.maxWait().toMillis());
  }

  long nowNanos() {
    return caller.timing().nowNanos();
  }

  long deadlineAfter(Duration time) {
    return nowNanos() + time.toNanos();
  }

  /** Ends the session; gives up after a while. */
  public Caller.Operation<DisposeReply> dispose(Duration within) {
    DisposeRequest request = new DisposeRequest().setSession(id).setHolder(holder);
    Call<DisposeReply> call = Call.dispose(request);
    return caller.call(route, () -> call, error -> false, deadlineAfter(within));
  }
}
