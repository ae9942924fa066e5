package io.switchboard.sdk.internal.session;

import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.sdk.BatchSupersededException;
import io.switchboard.sdk.ClientListener;
import io.switchboard.sdk.ClosedException;
import io.switchboard.sdk.HolderSupersededException;
import io.switchboard.sdk.StartPosition;
import io.switchboard.sdk.SubscriberOptions;
import io.switchboard.sdk.SwitchboardException;
import io.switchboard.sdk.internal.call.Caller;
import io.switchboard.sdk.internal.call.Timing;
import io.switchboard.sdk.internal.state.ReaderState;
import io.switchboard.sdk.internal.state.ReaderVerdict;
import io.switchboard.sdk.internal.wire.Call;
import io.switchboard.sdk.internal.wire.ReadResult;
import io.switchboard.sdk.internal.wire.ReadResult.WireBatch;
import io.switchboard.sdk.internal.wire.RemoteError;
import io.switchboard.sdk.internal.wire.Token;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Does what {@link ReaderState} decides, one operation after another for one reader, and goes on in
 * a new session where the old one is gone. Thread-safe; never blocks.
 */
public final class SubscriberEngine {
  private static final int MAX_REALLOCATIONS_IN_A_ROW = 3;

  private final Sessions sessions;
  private final String topic;
  private final SubscriberOptions options;
  private final ClientListener listener;

  private final OperationChain operations = new OperationChain();

  // Written by one operation after another, read by anyone.
  private volatile SessionHandle session;
  private volatile ReaderState state;
  private volatile long redeliveredSeq;
  private volatile Delivery lastDone;
  private volatile SwitchboardException failure;
  private volatile int reallocations;

  /**
   * An engine for an open session.
   *
   * @param cursor where the session stands, if it is known before the first batch
   * @param pendingSeq of a batch that was delivered before; 0 if there is none
   */
  public SubscriberEngine(
      Sessions sessions,
      Sessions.Opened opened,
      String topic,
      SubscriberOptions options,
      ClientListener listener,
      Optional<Token> cursor,
      long pendingSeq) {
    this.sessions = sessions;
    this.session = opened.handle();
    this.topic = topic;
    this.options = options;
    this.listener = listener;
    this.state = ReaderState.idle(opened.ackedSeq(), Optional.empty(), cursor);
    this.redeliveredSeq = pendingSeq;
  }

  /**
   * A batch that the application gets.
   *
   * @param session that it came in
   * @param redelivered whether it, or another version of it, was delivered before
   */
  public record Delivery(String session, WireBatch batch, boolean redelivered) {
    /** Whether it is the same version of the same batch. */
    public boolean isSameAs(Delivery other) {
      return session.equals(other.session) && batch.token().equals(other.batch.token());
    }
  }

  /** The current session. */
  public SessionHandle session() {
    return session;
  }

  /** Behind the last batch that the application is done with. */
  public Optional<Token> cursor() {
    return state.cursor();
  }

  /** The seq of the last batch that the application is done with. */
  public long position() {
    return state.delivered().map(batch -> batch.seq() - 1).orElse(state.nextSeq() - 1);
  }

  /** Reads the next batch, or gives the one that is out again. */
  public CompletableFuture<Optional<Delivery>> poll(Duration maxWait) {
    return chain(
        () -> {
          long now = session.nowNanos();
          return poll(now + maxWait.toNanos(), 0);
        });
  }

  private CompletableFuture<Optional<Delivery>> poll(long untilNanos, int emptyReplies) {
    if (state.delivered().isPresent()) {
      return CompletableFuture.completedFuture(state.delivered().map(this::delivery));
    }
    SessionHandle used = session;
    long started = used.nowNanos();
    long deadline = Math.max(started, untilNanos) + used.operationTimeout().toNanos();
    CompletableFuture<ReadResult> read =
        underWay(
            used.caller()
                .call(used.route(), () -> readCall(used, untilNanos), error -> false, deadline));
    return then(
        read,
        (result, error) -> {
          if (error != null) {
            return afterFailedRead(error, untilNanos, emptyReplies);
          }
          reallocations = 0;
          state = state.confirmed(result.ackedSeq());
          if (result.batch().isPresent()) {
            return CompletableFuture.completedFuture(
                Optional.of(delivery(received(result.batch().get()))));
          }
          long now = used.nowNanos();
          if (untilNanos - now <= 0) {
            return CompletableFuture.completedFuture(Optional.empty());
          }
          // A back end that answers "nothing" sooner than asked for must not be flooded.
          return emptyReplies > 2 && now - started < 10_000_000L
              ? pauseThen(emptyReplies, () -> poll(untilNanos, emptyReplies + 1))
              : poll(untilNanos, emptyReplies + 1);
        });
  }

  private Call<ReadResult> readCall(SessionHandle used, long untilNanos) {
    long leftMs = Math.max(0, (untilNanos - used.nowNanos()) / 1_000_000);
    ReadRequest request =
        new ReadRequest()
            .setSession(used.id())
            .setHolder(used.holder())
            .setSeq(state.nextSeq())
            .setMaxWaitMs((int) Math.min(leftMs, used.limits().maxWait().toMillis()));
    state.lastToken().ifPresent(token -> request.setLastToken(token.copy()));
    options
        .maxEvents()
        .ifPresent(count -> request.setMaxEvents(Math.min(count, used.limits().maxBatchEvents())));
    options
        .maxBytes()
        .ifPresent(count -> request.setMaxBytes(Math.min(count, used.limits().maxBatchBytes())));
    return Call.read(request);
  }

  private WireBatch received(WireBatch batch) {
    if (batch.seq() != state.nextSeq()) {
      throw new SwitchboardException(
          "Expected batch "
              + state.nextSeq()
              + " of session "
              + session.id()
              + ", but batch "
              + batch.seq()
              + " came. This is a bug of the back end.",
          null,
          null,
          ErrorCategory.INTERNAL,
          session.id());
    }
    state = state.received(batch);
    return batch;
  }

  private Delivery delivery(WireBatch batch) {
    return new Delivery(session.id(), batch, batch.seq() == redeliveredSeq);
  }

  private CompletableFuture<Optional<Delivery>> afterFailedRead(
      Throwable error, long untilNanos, int emptyReplies) {
    if (!(error instanceof RemoteError remote)) {
      throw failed("reading batch " + state.nextSeq(), error);
    }
    ReaderVerdict verdict = state.refused(remote);
    if (verdict.kind() == ReaderVerdict.Kind.GONE && mayReallocate()) {
      return then(
          reallocate(),
          (done, failed) -> {
            if (failed != null) {
              throw failed("going on in a new session", failed);
            }
            return poll(untilNanos, emptyReplies);
          });
    }
    throw refused("reading batch " + state.nextSeq(), verdict, remote);
  }

  /** The application is done with the batch; the next read says so. */
  public void acknowledgeLazily(Delivery delivery) {
    if (delivery.session().equals(session.id())
        && state.delivered().filter(batch -> isVersion(batch, delivery)).isPresent()) {
      state = state.acknowledged();
      lastDone = delivery;
    }
  }

  /** Acknowledges a batch; repeating it is harmless. */
  public CompletableFuture<Void> acknowledge(Delivery delivery) {
    return chain(
        () -> {
          acknowledgeLazily(delivery);
          Optional<WireBatch> unconfirmed =
              state
                  .unconfirmed()
                  .filter(batch -> delivery.session().equals(session.id()))
                  .filter(batch -> isVersion(batch, delivery));
          if (unconfirmed.isPresent()) {
            return sendAck(unconfirmed.get());
          }
          Delivery done = lastDone;
          return done != null && done.isSameAs(delivery)
              ? CompletableFuture.completedFuture(null)
              : CompletableFuture.failedFuture(notOut());
        });
  }

  private static boolean isVersion(WireBatch batch, Delivery delivery) {
    return batch.token().equals(delivery.batch().token());
  }

  private static IllegalStateException notOut() {
    return new IllegalStateException(
        "This batch is not the one that is out, and not the last one that was acknowledged: poll"
            + " again.");
  }

  private CompletableFuture<Void> sendAck(WireBatch batch) {
    SessionHandle used = session;
    CompletableFuture<AckReply> ack =
        underWay(used.ack(batch.seq(), batch.token(), used.deadlineAfter(used.operationTimeout())));
    return then(
        ack,
        (reply, error) -> {
          if (error == null) {
            reallocations = 0;
            state = state.confirmed(batch.seq());
            return CompletableFuture.completedFuture(null);
          }
          String what = "acknowledging batch " + batch.seq();
          if (!(error instanceof RemoteError remote)) {
            throw failed(what, error);
          }
          ReaderVerdict verdict = state.refused(remote);
          if (verdict.kind() == ReaderVerdict.Kind.GONE && mayReallocate()) {
            // The new session starts behind the batch: that is what the ack was for.
            return reallocate();
          }
          throw refused(what, verdict, remote);
        });
  }

  private boolean mayReallocate() {
    return options.reallocateWhenGone()
        && reallocations < MAX_REALLOCATIONS_IN_A_ROW
        && !operations.isClosed();
  }

  private CompletableFuture<Void> reallocate() {
    reallocations++;
    SessionHandle gone = session;
    Optional<Token> cursor = state.cursor();
    StartPosition start =
        cursor.map(token -> StartPosition.cursor(token.copy())).orElse(options.start());
    return then(
        sessions.reader(topic, options, start, gone.route()),
        (opened, error) -> {
          if (error != null) {
            throw failed("going on in a new session", error);
          }
          session = opened.handle();
          state = ReaderState.idle(opened.ackedSeq(), Optional.empty(), cursor);
          redeliveredSeq = 0;
          listener.onReallocated(gone.id(), session.id());
          return CompletableFuture.completedFuture(null);
        });
  }

  private SwitchboardException refused(String what, ReaderVerdict verdict, RemoteError error) {
    long seq = state.nextSeq() - 1;
    state = verdict.state();
    if (verdict.kind() == ReaderVerdict.Kind.BATCH_SUPERSEDED) {
      redeliveredSeq = seq;
      lastDone = null;
      return new BatchSupersededException(
          "Batch "
              + seq
              + " of session "
              + session.id()
              + " was acknowledged, but another version of it had been acknowledged before: it is"
              + " dropped. Poll again. ("
              + error
              + ")",
          error,
          error.code().orElse(null),
          error.category(),
          session.id(),
          seq);
    }
    SwitchboardException reason = Failures.of(what, session.id(), error);
    if (reason instanceof HolderSupersededException) {
      failure = reason;
    }
    return reason;
  }

  private SwitchboardException failed(String what, Throwable error) {
    return Failures.of(what, session.id(), error);
  }

  /** Tells the back end of a lazily acknowledged batch. */
  public CompletableFuture<Void> flush() {
    return chain(this::flushNow);
  }

  private CompletableFuture<Void> flushNow() {
    return state
        .unconfirmed()
        .map(this::sendAck)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** Stops a poll under way, flushes, and ends the session if wanted. */
  public CompletableFuture<Void> close(Duration disposeWithin) {
    return operations.close(
        () ->
            failure != null
                ? CompletableFuture.completedFuture(null)
                : then(
                    flushNow(),
                    (flushed, error) -> {
                      if (error != null) {
                        throw failed("closing a subscriber", error);
                      }
                      return options.disposeOnClose()
                          ? session.dispose(disposeWithin).handle((reply, ignored) -> null)
                          : CompletableFuture.completedFuture(null);
                    }));
  }

  private <T> CompletableFuture<T> pauseThen(int times, Supplier<CompletableFuture<T>> next) {
    Timing timing = session.caller().timing();
    long delay = session.caller().backoff().delayNanos(times, OptionalInt.empty(), timing.random());
    CompletableFuture<Void> pause = new CompletableFuture<>();
    operations.underWay(() -> pause.completeExceptionally(closed()));
    try {
      timing.after(delay, () -> pause.complete(null));
    } catch (RejectedExecutionException e) {
      pause.completeExceptionally(closed());
    }
    return pause.thenCompose(done -> next.get());
  }

  private <R> Caller.Operation<R> underWay(Caller.Operation<R> call) {
    operations.underWay(() -> call.abort("the subscriber was closed"));
    return call;
  }

  private ClosedException closed() {
    return Failures.closed("This subscriber is closed.", session.id());
  }

  private <T> CompletableFuture<T> chain(Supplier<CompletableFuture<T>> operation) {
    return operations.run(
        () -> failure != null ? CompletableFuture.failedFuture(failure) : operation.get(),
        this::closed);
  }

  /** What to do with a value or a failure, freed of its wrapping. */
  private interface Then<A, B> {
    CompletableFuture<B> apply(A value, Throwable error);
  }

  private static <A, B> CompletableFuture<B> then(CompletableFuture<A> future, Then<A, B> next) {
    return future
        .handle(
            (value, error) ->
                error == null ? next.apply(value, null) : next.apply(null, Failures.unwrap(error)))
        .thenCompose(inner -> inner);
  }
}
