package io.switchboard.node.api;

import static io.switchboard.node.api.Rejection.failed;

import io.switchboard.core.model.Cursor;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionLimits;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.crypto.BatchDigester;
import io.switchboard.crypto.Sealer;
import io.switchboard.entity.SessionSharding;
import io.switchboard.node.door.CallContext;
import io.switchboard.node.door.Errors;
import io.switchboard.node.door.SwitchboardService;
import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AckResult;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.Batch;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Limits;
import io.switchboard.protocol.Phase;
import io.switchboard.protocol.ReadReply;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Role;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SessionInfo;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.WriteReply;
import io.switchboard.protocol.WriteRequest;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The protocol's calls, each turned into one command to one session: checks what can be checked
 * without the session, opens and seals tokens, digests batches. Holds no state. Thread-safe; never
 * blocks.
 */
public final class SessionService implements SwitchboardService {
  /** Whose sessions these are, until callers are authenticated. */
  public static final String SUBJECT = "anonymous";

  private final SessionSharding sessions;
  private final Allocation allocation;
  private final Batches batches;
  private final Seals seals;
  private final ApiSettings settings;
  private final SessionLimits limits;

  public SessionService(
      SessionSharding sessions,
      TopicCatalog catalog,
      Sealer sealer,
      BatchDigester digester,
      ApiSettings settings,
      Clock clock) {
    this.sessions = sessions;
    this.settings = settings;
    this.limits = settings.limits();
    this.seals = new Seals(sealer, settings.clusterId());
    this.allocation = new Allocation(catalog, seals, settings, clock);
    this.batches = new Batches(digester, limits);
  }

  @Override
  public CompletionStage<Session> allocate(AllocateRequest request, CallContext context) {
    SessionId id = SessionIds.of(settings.clusterId(), SUBJECT, request.getRequestId());
    return allocation
        .specFor(request, SUBJECT)
        .exceptionallyCompose(SessionService::kafkaAway)
        .thenCompose(spec -> ask(id, new SessionCommand.Allocate(0, spec), Duration.ZERO))
        .thenCompose(reply -> answer(reply, Reply.View.class, view -> session(id, view)));
  }

  private static <T> CompletionStage<T> kafkaAway(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof SwitchboardError
        ? CompletableFuture.failedStage(cause)
        : failed(
            ErrorCode.NOT_READY, "Kafka did not answer: " + cause.getMessage() + "; try again");
  }

  @Override
  public CompletionStage<ReadReply> read(ReadRequest request, CallContext context) {
    return checked(
        () -> {
          int maxEvents =
              within(
                  "maxEvents",
                  request.isSetMaxEvents(),
                  request.getMaxEvents(),
                  1,
                  limits.maxBatchEvents());
          int maxBytes =
              within(
                  "maxBytes",
                  request.isSetMaxBytes(),
                  request.getMaxBytes(),
                  1,
                  limits.maxBatchBytes());
          Duration wait = waitOf(request.isSetMaxWaitMs(), request.getMaxWaitMs(), Duration.ZERO);
          Optional<ReadToken> lastToken = Optional.empty();
          if (request.isSetLastToken()) {
            lastToken =
                Optional.of(
                    seals.readToken(request.getLastToken()).orElseThrow(SessionService::forged));
          }
          ClientCall call =
              new SessionCommand.Read(
                  0,
                  request.getHolder(),
                  seq(request.getSeq()),
                  lastToken,
                  maxEvents,
                  maxBytes,
                  wait);
          SessionId id = idOf(request.getSession());
          return ask(id, call, wait)
              .thenCompose(this::readReply)
              .thenApply(tellIfForwarded(id, ReadReply::setForwarded));
        });
  }

  private CompletionStage<ReadReply> readReply(Reply reply) {
    if (reply instanceof Reply.Nothing nothing) {
      return CompletableFuture.completedStage(new ReadReply(nothing.ackedSeq()));
    }
    return answer(
        reply,
        Reply.Batch.class,
        batch -> {
          ReadToken token = batch.token();
          Batch to =
              new Batch(
                  token.seq(),
                  Batches.toProtocol(batch.events()),
                  ByteBuffer.wrap(seals.seal(token)),
                  ByteBuffer.wrap(seals.seal(new Cursor(SUBJECT, token.topicId(), token.end()))));
          if (batch.missing() > 0) {
            to.setMissingEvents(batch.missing());
          }
          return new ReadReply(token.seq() - 1).setBatch(to);
        });
  }

  @Override
  public CompletionStage<WriteReply> write(WriteRequest request, CallContext context) {
    return checked(
        () -> {
          EventBatch batch = batches.toCore(request.getEvents());
          Optional<StageToken> lastToken = Optional.empty();
          if (request.isSetLastToken()) {
            lastToken =
                Optional.of(
                    seals.stageToken(request.getLastToken()).orElseThrow(SessionService::forged));
          }
          ClientCall call =
              new SessionCommand.Write(
                  0, request.getHolder(), seq(request.getSeq()), batch, lastToken);
          Duration wait = lastToken.isPresent() ? limits.maxWait() : Duration.ZERO;
          SessionId id = idOf(request.getSession());
          return ask(id, call, wait)
              .thenCompose(
                  reply ->
                      answer(
                          reply,
                          Reply.Staged.class,
                          staged ->
                              new WriteReply(
                                  ByteBuffer.wrap(seals.seal(staged.token())),
                                  staged.committedSeq())))
              .thenApply(tellIfForwarded(id, WriteReply::setForwarded));
        });
  }

  @Override
  public CompletionStage<AckReply> ack(AckRequest request, CallContext context) {
    return checked(
        () -> {
          Duration wait =
              waitOf(request.isSetMaxWaitMs(), request.getMaxWaitMs(), limits.maxWait());
          SessionId id = idOf(request.getSession());
          return ask(id, ackCall(request, wait), wait)
              .thenCompose(
                  reply ->
                      answer(
                          reply,
                          Reply.Acked.class,
                          acked ->
                              new AckReply(
                                  acked.already() ? AckResult.ALREADY_DONE : AckResult.DONE,
                                  acked.committedSeq())))
              .thenApply(tellIfForwarded(id, AckReply::setForwarded));
        });
  }

  private ClientCall ackCall(AckRequest request, Duration wait) throws SwitchboardError {
    byte[] sealed = request.getToken();
    Optional<StageToken> stage = seals.stageToken(sealed);
    if (stage.isPresent()) {
      return new SessionCommand.AckWrite(
          0,
          request.getHolder(),
          seq(request.getSeq()),
          stage.get(),
          request.isSetMaxWaitMs() ? wait : Duration.ZERO);
    }
    ReadToken read = seals.readToken(sealed).orElseThrow(SessionService::forged);
    return new SessionCommand.AckRead(0, request.getHolder(), seq(request.getSeq()), read);
  }

  @Override
  public CompletionStage<DisposeReply> dispose(DisposeRequest request, CallContext context) {
    return checked(
        () ->
            ask(
                    idOf(request.getSession()),
                    new SessionCommand.Dispose(0, request.getHolder()),
                    Duration.ZERO)
                .thenCompose(
                    reply ->
                        answer(
                            reply,
                            Reply.DisposeDone.class,
                            done -> new DisposeReply(done.already()))));
  }

  @Override
  public CompletionStage<SessionInfo> describe(DescribeRequest request, CallContext context) {
    return checked(
        () -> {
          SessionId id = idOf(request.getSession());
          ClientCall call = new SessionCommand.Describe(0, request.isTakeOver());
          Duration wait = request.isTakeOver() ? limits.maxWait() : Duration.ZERO;
          return ask(id, call, wait)
              .thenCompose(reply -> answer(reply, Reply.View.class, view -> info(id, view)));
        });
  }

  private CompletionStage<Reply> ask(SessionId id, ClientCall call, Duration wait) {
    return sessions.ask(id, call, wait.plus(settings.callTimeout()));
  }

  /**
   * Lets a reply tell its caller that the call was forwarded to another node, and that calling
   * there would save a hop. Looked up when the reply is there, not before: only then it is known
   * where the session lives.
   */
  private <T> UnaryOperator<T> tellIfForwarded(
      SessionId id, BiFunction<T, Boolean, T> setForwarded) {
    return reply -> sessions.livesElsewhere(id) ? setForwarded.apply(reply, true) : reply;
  }

  private static <R extends Reply, T> CompletionStage<T> answer(
      Reply reply, Class<R> expected, Function<R, T> mapping) {
    if (reply instanceof Reply.Rejected rejected) {
      return CompletableFuture.failedStage(Rejection.toError(rejected));
    }
    return CompletableFuture.completedStage(mapping.apply(expected.cast(reply)));
  }

  private interface Call<T> {
    CompletionStage<T> run() throws SwitchboardError;
  }

  private static <T> CompletionStage<T> checked(Call<T> call) {
    try {
      return call.run();
    } catch (SwitchboardError mistake) {
      return CompletableFuture.failedStage(mistake);
    }
  }

  private static SwitchboardError forged() {
    return Errors.error(
        ErrorCode.TOKEN_FORGED,
        "this token was not made by this cluster for this call, or was altered");
  }

  private static SessionId idOf(String text) throws SwitchboardError {
    if (!SessionId.isValid(text)) {
      throw Errors.error(
          ErrorCode.INVALID_ARGUMENT,
          "session: expected 26 characters a-z2-7, as allocate gave them");
    }
    return new SessionId(text);
  }

  private static long seq(long seq) throws SwitchboardError {
    if (seq < 1) {
      throw Errors.error(ErrorCode.INVALID_ARGUMENT, "seq: counts from 1, got " + seq);
    }
    return seq;
  }

  private static int within(String field, boolean set, int value, int min, int max)
      throws SwitchboardError {
    if (set && (value < min || value > max)) {
      throw Errors.error(
          ErrorCode.INVALID_ARGUMENT,
          field + ": expected " + min + " to " + max + ", got " + value);
    }
    return set ? value : max;
  }

  private Duration waitOf(boolean set, int ms, Duration otherwise) throws SwitchboardError {
    int max = (int) limits.maxWait().toMillis();
    return set ? Duration.ofMillis(within("maxWaitMs", true, ms, 0, max)) : otherwise;
  }

  private Session session(SessionId id, Reply.View view) {
    Session session =
        new Session(
            id.value(),
            roleOf(view.spec().role()),
            view.spec().topic().name(),
            view.ackedSeq(),
            view.holder(),
            limitsFor(view));
    view.positions().ifPresent(positions -> session.setPartitions(partitions(positions)));
    return session;
  }

  private SessionInfo info(SessionId id, Reply.View view) {
    SessionInfo info =
        new SessionInfo(
            id.value(),
            roleOf(view.spec().role()),
            view.spec().topic().name(),
            phaseOf(view.phase()),
            view.ackedSeq(),
            view.holder(),
            limitsFor(view));
    view.positions()
        .ifPresent(
            positions -> {
              info.setPartitions(partitions(positions));
              info.setCursor(seals.seal(new Cursor(SUBJECT, view.spec().topic().id(), positions)));
            });
    view.pendingSeq().ifPresent(info::setPendingSeq);
    return info.setClientName(view.spec().clientName())
        .setClientVersion(view.spec().clientVersion());
  }

  private static List<Integer> partitions(Positions positions) {
    return Arrays.stream(positions.partitions()).boxed().toList();
  }

  private Limits limitsFor(Reply.View view) {
    return new Limits(
        limits.maxEventBytes(),
        limits.maxBatchBytes(),
        limits.maxBatchEvents(),
        (int) limits.maxWait().toMillis(),
        view.spec().idleTimeout().toMillis());
  }

  private static Role roleOf(SessionRole role) {
    return role == SessionRole.READER ? Role.READER : Role.WRITER;
  }

  private static Phase phaseOf(Reply.Phase phase) {
    return switch (phase) {
      case IDLE -> Phase.IDLE;
      case DELIVERED -> Phase.DELIVERED;
      case STAGED -> Phase.STAGED;
      case COMMITTING -> Phase.COMMITTING;
      case DISPOSED -> Phase.DISPOSED;
    };
  }
}
