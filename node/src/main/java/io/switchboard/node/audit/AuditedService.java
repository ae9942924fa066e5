package io.switchboard.node.audit;

import io.switchboard.node.audit.AuditEntry.Event;
import io.switchboard.node.door.CallContext;
import io.switchboard.node.door.SwitchboardService;
import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ReadReply;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Role;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SessionInfo;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.WriteReply;
import io.switchboard.protocol.WriteRequest;
import io.switchboard.protocol.limits.ErrorCodes;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Puts into the audit log what callers did with sessions, and what was denied to them; the calls
 * themselves go through as they are. Reads, writes and acks leave a trace only when they are
 * denied.
 */
public final class AuditedService implements SwitchboardService {
  private final SwitchboardService service;
  private final AuditLog log;
  private final Function<CallContext, String> subjectOf;

  /**
   * @param subjectOf who calls
   */
  public AuditedService(
      SwitchboardService service, AuditLog log, Function<CallContext, String> subjectOf) {
    this.service = service;
    this.log = log;
    this.subjectOf = subjectOf;
  }

  @Override
  public CompletionStage<Session> allocate(AllocateRequest request, CallContext context) {
    return watched(
        "allocate",
        Optional.empty(),
        context,
        service.allocate(request, context),
        (session, entry) ->
            Optional.of(
                entry
                    .apply(Event.ALLOCATE)
                    .session(session.getSession())
                    .topic(session.getTopic())
                    .role(roleOf(session.getRole()))
                    .client(client(request.getClientName(), request.getClientVersion()))));
  }

  @Override
  public CompletionStage<ReadReply> read(ReadRequest request, CallContext context) {
    return watched("read", request.getSession(), context, service.read(request, context));
  }

  @Override
  public CompletionStage<WriteReply> write(WriteRequest request, CallContext context) {
    return watched("write", request.getSession(), context, service.write(request, context));
  }

  @Override
  public CompletionStage<AckReply> ack(AckRequest request, CallContext context) {
    return watched("ack", request.getSession(), context, service.ack(request, context));
  }

  @Override
  public CompletionStage<DisposeReply> dispose(DisposeRequest request, CallContext context) {
    return watched(
        "dispose",
        Optional.ofNullable(request.getSession()),
        context,
        service.dispose(request, context),
        (reply, entry) -> Optional.of(entry.apply(Event.DISPOSE).session(request.getSession())));
  }

  @Override
  public CompletionStage<SessionInfo> describe(DescribeRequest request, CallContext context) {
    return watched(
        "describe",
        Optional.ofNullable(request.getSession()),
        context,
        service.describe(request, context),
        (info, entry) ->
            request.isTakeOver()
                ? Optional.of(
                    entry
                        .apply(Event.TAKE_OVER)
                        .session(info.getSession())
                        .topic(info.getTopic())
                        .role(roleOf(info.getRole()))
                        .client(client(info.getClientName(), info.getClientVersion())))
                : Optional.empty());
  }

  private <T> CompletionStage<T> watched(
      String method, String session, CallContext context, CompletionStage<T> stage) {
    return watched(
        method, Optional.ofNullable(session), context, stage, (reply, e) -> Optional.empty());
  }

  /** The stage itself, so that whoever waits for it waits for nothing more. */
  private <T> CompletionStage<T> watched(
      String method,
      Optional<String> session,
      CallContext context,
      CompletionStage<T> stage,
      BiFunction<T, Function<Event, AuditEntry>, Optional<AuditEntry>> onSuccess) {
    stage.whenComplete(
        (reply, failure) -> {
          if (failure == null) {
            onSuccess.apply(reply, event -> from(context, event, "OK")).ifPresent(log::write);
          } else {
            denial(failure)
                .ifPresent(
                    error -> {
                      AuditEntry entry =
                          from(context, Event.DENIED, ErrorCodes.nameOf(error)).action(method);
                      session.ifPresent(entry::session);
                      log.write(entry);
                    });
          }
        });
    return stage;
  }

  private AuditEntry from(CallContext context, Event event, String outcome) {
    return AuditEntry.of(event, outcome)
        .subject(subjectOf.apply(context))
        .remote(context.remoteAddress().getHostString() + ":" + context.remoteAddress().getPort());
  }

  private static Optional<SwitchboardError> denial(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof SwitchboardError error && error.getCategory() == ErrorCategory.DENIED
        ? Optional.of(error)
        : Optional.empty();
  }

  private static String roleOf(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<String> client(String name, String version) {
    return Optional.ofNullable(name)
        .map(n -> version == null || version.isBlank() ? n : n + "/" + version);
  }
}
