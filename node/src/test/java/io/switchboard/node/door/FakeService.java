package io.switchboard.node.door;

import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AckResult;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.Batch;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Event;
import io.switchboard.protocol.Limits;
import io.switchboard.protocol.Phase;
import io.switchboard.protocol.ReadReply;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.ReceivedEvent;
import io.switchboard.protocol.Role;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SessionInfo;
import io.switchboard.protocol.WriteReply;
import io.switchboard.protocol.WriteRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An in-memory service for the doors' tests. The session's name says how it behaves: {@code wait}
 * never answers by itself, {@code throw}, {@code fail}, {@code null} and {@code incomplete} go
 * wrong, {@code gone} is an error of the protocol; reads of {@code big} give as many bytes as
 * maxBytes asks for.
 */
final class FakeService implements SwitchboardService {
  record Waiting(CompletableFuture<ReadReply> reply, CallContext context, ReadRequest request) {}

  private static final int MAX_EVENTS = 5_000;
  private static final byte[] ZEROS = new byte[4 << 20];
  private static final ExecutorService OTHER_THREAD =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "fake-service");
            thread.setDaemon(true);
            return thread;
          });

  final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  final Queue<CallContext> cancelled = new ConcurrentLinkedQueue<>();
  final AtomicLong calls = new AtomicLong();
  final AtomicLong writtenBytes = new AtomicLong();

  @Override
  public CompletionStage<Session> allocate(AllocateRequest request, CallContext context) {
    calls.incrementAndGet();
    return CompletableFuture.completedFuture(
        new Session(
            "s-" + request.getTopic(), request.getRole(), request.getTopic(), 0, 0, limits()));
  }

  @Override
  public CompletionStage<ReadReply> read(ReadRequest request, CallContext context) {
    calls.incrementAndGet();
    switch (request.getSession()) {
      case "wait" -> {
        CompletableFuture<ReadReply> reply = new CompletableFuture<>();
        waiting.add(new Waiting(reply, context, request));
        context.onClose(
            () -> {
              cancelled.add(context);
              reply.complete(nothing(request));
            });
        return reply;
      }
      case "hang" -> {
        CompletableFuture<ReadReply> reply = new CompletableFuture<>();
        waiting.add(new Waiting(reply, context, request));
        return reply;
      }
      case "throw" -> throw new IllegalStateException("thrown by the service");
      case "fail" -> {
        return CompletableFuture.failedFuture(new IllegalStateException("failed in the service"));
      }
      case "null" -> {
        return CompletableFuture.completedFuture(null);
      }
      case "incomplete" -> {
        return CompletableFuture.completedFuture(new ReadReply().setBatch(new Batch()));
      }
      case "gone" -> {
        return CompletableFuture.supplyAsync(
            () -> {
              throw new java.util.concurrent.CompletionException(
                  Errors.error(ErrorCode.SESSION_UNKNOWN, "no such session: " + "x".repeat(2_000)));
            });
      }
      case "big" -> {
        ReceivedEvent event =
            new ReceivedEvent(0, 7, 1).setValue(ByteBuffer.wrap(ZEROS, 0, request.getMaxBytes()));
        return CompletableFuture.completedFuture(
            nothing(request)
                .setBatch(
                    new Batch(
                        request.getSeq(),
                        List.of(event),
                        ByteBuffer.wrap(new byte[8]),
                        ByteBuffer.allocate(4))));
      }
      default -> {
        return CompletableFuture.supplyAsync(() -> nothing(request), OTHER_THREAD);
      }
    }
  }

  @Override
  public CompletionStage<WriteReply> write(WriteRequest request, CallContext context) {
    calls.incrementAndGet();
    if (request.getEventsSize() > MAX_EVENTS) {
      return CompletableFuture.failedFuture(
          Errors.error(ErrorCode.BATCH_TOO_LARGE, "as the real service says"));
    }
    long bytes = 0;
    List<byte[]> values = new ArrayList<>();
    for (Event event : request.getEvents()) {
      byte[] value = event.isSetValue() ? event.getValue() : new byte[0];
      bytes += value.length;
      values.add(value);
    }
    writtenBytes.addAndGet(bytes);
    byte[] token = values.isEmpty() || values.get(0).length > 1_000 ? new byte[1] : values.get(0);
    return CompletableFuture.completedFuture(
        new WriteReply(ByteBuffer.wrap(token), request.getSeq() - 1));
  }

  @Override
  public CompletionStage<AckReply> ack(AckRequest request, CallContext context) {
    calls.incrementAndGet();
    return CompletableFuture.completedFuture(new AckReply(AckResult.DONE, request.getSeq()));
  }

  @Override
  public CompletionStage<DisposeReply> dispose(DisposeRequest request, CallContext context) {
    calls.incrementAndGet();
    return CompletableFuture.completedFuture(new DisposeReply(false));
  }

  @Override
  public CompletionStage<SessionInfo> describe(DescribeRequest request, CallContext context) {
    calls.incrementAndGet();
    SessionInfo info =
        new SessionInfo(request.getSession(), Role.READER, "topic", Phase.IDLE, 3, 1, limits())
            .setClientName(context.header("X-Client").orElse(""));
    return CompletableFuture.completedFuture(info);
  }

  static ReadReply nothing(ReadRequest request) {
    return new ReadReply(request.getSeq() - 1);
  }

  private static Limits limits() {
    return new Limits(1, 2, 3, 4, 5);
  }
}
