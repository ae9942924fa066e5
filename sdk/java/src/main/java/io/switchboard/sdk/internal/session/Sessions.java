package io.switchboard.sdk.internal.session;

import io.switchboard.protocol.AckMode;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.Phase;
import io.switchboard.protocol.Role;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SessionInfo;
import io.switchboard.protocol.StartAt;
import io.switchboard.sdk.PublisherOptions;
import io.switchboard.sdk.SessionLimits;
import io.switchboard.sdk.StartPosition;
import io.switchboard.sdk.SubscriberOptions;
import io.switchboard.sdk.internal.call.Caller;
import io.switchboard.sdk.internal.call.Endpoints;
import io.switchboard.sdk.internal.call.Route;
import io.switchboard.sdk.internal.wire.Call;
import io.switchboard.sdk.internal.wire.Token;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Opens sessions and finds them again. Thread-safe. */
public final class Sessions {
  private static final int REQUEST_ID_BYTES = 32;

  private final Caller caller;
  private final Endpoints endpoints;
  private final Duration operationTimeout;
  private final String clientName;
  private final String clientVersion;
  private final SecureRandom random = new SecureRandom();

  /** Sessions of one client. */
  public Sessions(
      Caller caller,
      Endpoints endpoints,
      Duration operationTimeout,
      String clientName,
      String clientVersion) {
    this.caller = caller;
    this.endpoints = endpoints;
    this.operationTimeout = operationTimeout;
    this.clientName = clientName;
    this.clientVersion = clientVersion;
  }

  /**
   * A session that is open.
   *
   * @param handle to call it
   * @param ackedSeq the last acknowledged seq
   */
  public record Opened(SessionHandle handle, long ackedSeq) {}

  /** Allocates a writer's session. */
  public CompletableFuture<Opened> writer(String topic, PublisherOptions options) {
    AllocateRequest request = request(topic, Role.WRITER);
    if (options.ackMode() != AckMode.COMMITTED) {
      request.setAckMode(options.ackMode());
    }
    options.idleTimeout().ifPresent(time -> request.setIdleTimeoutMs(time.toMillis()));
    return allocate(request, endpoints.newRoute(), topic);
  }

  /** Allocates a reader's session. */
  public CompletableFuture<Opened> reader(String topic, SubscriberOptions options) {
    return reader(topic, options, options.start(), endpoints.newRoute());
  }

  CompletableFuture<Opened> reader(
      String topic, SubscriberOptions options, StartPosition start, Route route) {
    AllocateRequest request = request(topic, Role.READER);
    if (!options.partitions().isEmpty()) {
      request.setPartitions(options.partitions().stream().sorted().toList());
    }
    if (start instanceof StartPosition.Latest) {
      request.setStartAt(StartAt.LATEST);
    } else if (start instanceof StartPosition.At at) {
      request.setStartAt(StartAt.TIMESTAMP).setStartTimestampMs(at.time().toEpochMilli());
    } else if (start instanceof StartPosition.Cursor cursor) {
      request.setStartAt(StartAt.CURSOR).setStartCursor(cursor.bytes());
    } else {
      request.setStartAt(StartAt.EARLIEST);
    }
    options.idleTimeout().ifPresent(time -> request.setIdleTimeoutMs(time.toMillis()));
    return allocate(request, route, topic);
  }

  private AllocateRequest request(String topic, Role role) {
    byte[] requestId = new byte[REQUEST_ID_BYTES];
    random.nextBytes(requestId);
    return new AllocateRequest()
        .setRequestId(requestId)
        .setTopic(topic)
        .setRole(role)
        .setClientName(clientName)
        .setClientVersion(clientVersion);
  }

  /** One request id for all attempts: a lost reply does not leave a second session behind. */
  private CompletableFuture<Opened> allocate(AllocateRequest request, Route route, String topic) {
    Call<Session> call = Call.allocate(request);
    return caller
        .call(route, () -> call, error -> false, deadline())
        .handle(
            (session, error) -> {
              if (error != null) {
                throw Failures.of("opening a session on topic " + topic, null, error);
              }
              return new Opened(
                  new SessionHandle(
                      session.getSession(),
                      session.getHolder(),
                      SessionHandle.limitsOf(session.getLimits()),
                      caller,
                      route,
                      operationTimeout),
                  session.getSeq());
            });
  }

  /** Asks for a session's state; taking over raises its holder. */
  public CompletableFuture<SessionInfo> describe(String session, boolean takeOver) {
    return describe(session, takeOver, endpoints.newRoute());
  }

  private CompletableFuture<SessionInfo> describe(String session, boolean takeOver, Route route) {
    DescribeRequest request = new DescribeRequest().setSession(session);
    if (takeOver) {
      request.setTakeOver(true);
    }
    Call<SessionInfo> call = Call.describe(request);
    return caller
        .call(route, () -> call, error -> false, deadline())
        .handle(
            (info, error) -> {
              if (error != null) {
                throw Failures.of("describing a session", session, error);
              }
              return info;
            });
  }

  /**
   * Finds a session's place. While a batch is being published there, asks again: then its outcome
   * is known. Only an answer that took over is certain about a writer; another one may be as old as
   * the back end's journal. Fails if the session has another role or has ended.
   */
  public CompletableFuture<SessionInfo> settled(String session, boolean takeOver, Role role) {
    return settled(session, takeOver, role, endpoints.newRoute(), deadline(), 0);
  }

  private CompletableFuture<SessionInfo> settled(
      String session, boolean takeOver, Role role, Route route, long deadline, int tries) {
    return describe(session, takeOver, route)
        .thenCompose(
            info -> {
              if (info.getRole() != role) {
                throw Failures.wrongRole(session, role, info.getRole());
              }
              if (info.getPhase() == Phase.DISPOSED) {
                throw Failures.disposed(session);
              }
              if (info.getPhase() != Phase.COMMITTING
                  || caller.timing().nowNanos() - deadline >= 0) {
                return CompletableFuture.completedFuture(info);
              }
              CompletableFuture<Void> pause = new CompletableFuture<>();
              long delay =
                  caller.backoff().delayNanos(tries, OptionalInt.of(20), caller.timing().random());
              caller.timing().after(delay, () -> pause.complete(null));
              return pause.thenCompose(
                  done -> settled(session, takeOver, role, route, deadline, tries + 1));
            });
  }

  /** The session that was described, to be called by this client. */
  public Opened opened(SessionInfo info) {
    return new Opened(
        new SessionHandle(
            info.getSession(),
            info.getHolder(),
            SessionHandle.limitsOf(info.getLimits()),
            caller,
            endpoints.newRoute(),
            operationTimeout),
        info.getAckedSeq());
  }

  /**
   * The cursor that a new reader starts from, if there is one. Only a reader of what is latest asks
   * for it: should its session be gone before its first batch, "latest" would be another place.
   */
  public CompletableFuture<Optional<Token>> startCursor(String session, SubscriberOptions options) {
    if (options.start() instanceof StartPosition.Cursor cursor) {
      return CompletableFuture.completedFuture(Optional.of(Token.of(cursor.bytes())));
    }
    if (!(options.start() instanceof StartPosition.Latest) || !options.reallocateWhenGone()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return describe(session, false).thenApply(Sessions::cursorOf);
  }

  /** The cursor in a description. */
  public static Optional<Token> cursorOf(SessionInfo info) {
    return info.isSetCursor() ? Optional.of(Token.of(info.getCursor().clone())) : Optional.empty();
  }

  /** The limits in a description. */
  public static SessionLimits limitsOf(SessionInfo info) {
    return SessionHandle.limitsOf(info.getLimits());
  }

  /** Ends a session, whoever holds it. True: it was disposed already. */
  public CompletableFuture<Boolean> dispose(String session) {
    Call<DisposeReply> call = Call.dispose(new DisposeRequest().setSession(session));
    return caller
        .call(endpoints.newRoute(), () -> call, error -> false, deadline())
        .handle(
            (reply, error) -> {
              if (error != null) {
                throw Failures.of("disposing of a session", session, error);
              }
              return reply.isAlreadyDone();
            });
  }

  private long deadline() {
    return caller.timing().nowNanos() + operationTimeout.toNanos();
  }
}
