package io.switchboard.sdk.internal.call;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.sdk.ClientListener;
import io.switchboard.sdk.internal.net.TransportFault;
import io.switchboard.sdk.internal.wire.Call;
import io.switchboard.sdk.internal.wire.RemoteError;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.thrift.TException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a call until it has a final answer or its deadline has passed: another address on each
 * attempt, with back-off between them. The category of an error decides whether there is another
 * attempt; a transport fault always allows one. Thread-safe; never blocks.
 */
public final class Caller {
  private static final Logger LOG = LoggerFactory.getLogger(Caller.class);

  private final Timing timing;
  private final Backoff backoff;
  private final long slackNanos;
  private final ClientListener listener;
  private final Set<Operation<?>> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * A caller.
   *
   * @param slack what one attempt may take beyond the time that the back end waits on purpose
   */
  public Caller(Timing timing, Backoff backoff, Duration slack, ClientListener listener) {
    this.timing = timing;
    this.backoff = backoff;
    this.slackNanos = slack.toNanos();
    this.listener = listener;
  }

  /** The time that deadlines are in. */
  public Timing timing() {
    return timing;
  }

  /** The back-off, for those who repeat more than a call. */
  public Backoff backoff() {
    return backoff;
  }

  /**
   * Sends a call.
   *
   * @param request makes the request of each attempt; the same one, or one that waits for less
   * @param handBack errors that the caller deals with, although they could be retried
   * @return completed on a thread of the SDK: with the reply, or with {@link RemoteError}, {@link
   *     OutOfTime} or {@link Aborted}
   */
  public <R> Operation<R> call(
      Route route, Supplier<Call<R>> request, Predicate<RemoteError> handBack, long deadlineNanos) {
    Operation<R> operation = new Operation<>(route, request, handBack, deadlineNanos);
    running.add(operation);
    operation.attempt(route.current());
    return operation;
  }

  /** Aborts all calls, and all later ones at once. */
  public void close() {
    closed = true;
    running.forEach(operation -> operation.abort("the client was closed"));
  }

  /** A call under way. */
  public final class Operation<R> extends CompletableFuture<R> {
    private final Route route;
    private final Supplier<Call<R>> request;
    private final Predicate<RemoteError> handBack;
    private final long deadlineNanos;

    // Written by one attempt after another; read by abort.
    private volatile CompletableFuture<byte[]> exchange;
    private volatile Timing.Cancellable pause;
    private int attempts;
    private boolean cutShort;
    private Throwable earlier;

    private Operation(
        Route route,
        Supplier<Call<R>> request,
        Predicate<RemoteError> handBack,
        long deadlineNanos) {
      this.route = route;
      this.request = request;
      this.handBack = handBack;
      this.deadlineNanos = deadlineNanos;
    }

    private void attempt(Endpoint endpoint) {
      if (closed) {
        abort("the client was closed");
      }
      if (isDone()) {
        return;
      }
      attempts++;
      Call<R> call = request.get();
      long full = call.waitMs() * 1_000_000L + slackNanos;
      long left = Math.max(1_000_000L, deadlineNanos - timing.nowNanos());
      cutShort = left < full;
      long allowed = Math.min(full, left);
      CompletableFuture<byte[]> sent;
      try {
        sent = endpoint.transport().exchange(call.request(), allowed);
      } catch (RejectedExecutionException e) {
        // The timer went away: the client is being closed.
        abort("the client was closed");
        return;
      }
      exchange = sent;
      if (isDone()) {
        sent.cancel(true);
        return;
      }
      sent.whenComplete((frame, error) -> onAnswer(endpoint, call, frame, error));
    }

    private void onAnswer(Endpoint endpoint, Call<R> call, byte[] frame, Throwable error) {
      if (isDone()) {
        return;
      }
      if (error != null) {
        onFailure(endpoint, call, error instanceof CompletionException ? error.getCause() : error);
        return;
      }
      R reply;
      try {
        reply = call.reply(frame);
      } catch (RemoteError e) {
        onFailure(endpoint, call, e);
        return;
      } catch (TException | RuntimeException e) {
        // Garbled bytes can break the decoder in any way; it is a fault of this exchange only.
        onFailure(
            endpoint,
            call,
            new TransportFault(endpoint.address(), "the reply cannot be read: " + e, e));
        return;
      }
      switch (call.placeOf(reply)) {
        case UNKNOWN -> route.answeredBy(endpoint);
        case HERE -> route.foundAt(endpoint);
        case ELSEWHERE -> route.forwardedBy(endpoint);
      }
      finish();
      complete(reply);
    }

    private void onFailure(Endpoint endpoint, Call<R> call, Throwable failure) {
      OptionalInt retryAfterMs = OptionalInt.empty();
      if (failure instanceof RemoteError error) {
        if (!error.isRetryable() || handBack.test(error)) {
          fail(error);
          return;
        }
        retryAfterMs = error.retryAfterMs();
      }
      long delay = backoff.delayNanos(attempts - 1, retryAfterMs, timing.random());
      if (timing.nowNanos() + delay - deadlineNanos >= 0) {
        fail(new OutOfTime(attempts, telling(failure)));
        return;
      }
      earlier = failure;
      Endpoint next = nextAfter(endpoint, failure);
      tellListener(endpoint, next, call, failure, delay);
      LOG.debug(
          "retry method={} attempt={} from={} to={} delayMs={} reason={}",
          call.method(),
          attempts,
          endpoint.address(),
          next.address(),
          delay / 1_000_000,
          failure.toString());
      try {
        pause = timing.after(delay, () -> attempt(next));
      } catch (RejectedExecutionException e) {
        abort("the client was closed");
      }
    }

    private Endpoint nextAfter(Endpoint endpoint, Throwable failure) {
      if (failure instanceof RemoteError error) {
        boolean sessionIsFull =
            error.category() == ErrorCategory.BACKPRESSURE
                && !error.is(ErrorCode.TOO_MANY_CONNECTIONS);
        return route.afterRefusal(endpoint, sessionIsFull);
      }
      boolean own = failure instanceof TransportFault fault && fault.isOwn();
      return route.afterFault(endpoint, !own);
    }

    /** An attempt that the deadline cut short says nothing; the one before it says more. */
    private Throwable telling(Throwable last) {
      return cutShort && earlier != null && last instanceof TransportFault ? earlier : last;
    }

    private void tellListener(
        Endpoint from, Endpoint to, Call<R> call, Throwable failure, long delayNanos) {
      Optional<RemoteError> error =
          failure instanceof RemoteError remote ? Optional.of(remote) : Optional.empty();
      listener.onRetry(
          new ClientListener.Retry(
              call.method(),
              from.address().toString(),
              attempts,
              error.flatMap(RemoteError::code),
              error.map(RemoteError::category),
              String.valueOf(failure.getMessage()),
              Duration.ofNanos(delayNanos)));
      if (from != to) {
        listener.onFailover(from.address().toString(), to.address().toString());
      }
    }

    private void fail(Throwable failure) {
      finish();
      completeExceptionally(failure);
    }

    private void finish() {
      running.remove(this);
    }

    /** Takes the call back; whether the back end executes it is unknown. */
    public void abort(String why) {
      finish();
      if (completeExceptionally(new Aborted(why))) {
        CompletableFuture<byte[]> sent = exchange;
        if (sent != null) {
          sent.cancel(true);
        }
        Timing.Cancellable waiting = pause;
        if (waiting != null) {
          waiting.cancel();
        }
      }
    }
  }
}
