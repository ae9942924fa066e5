package io.switchboard.node.door;

import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ReadReply;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SessionInfo;
import io.switchboard.protocol.WriteReply;
import io.switchboard.protocol.WriteRequest;
import java.util.concurrent.CompletionStage;

/**
 * What stands behind the Thrift doors: one method per call of the protocol.
 *
 * <p>Every method is called on an event loop and must return at once. The stage may complete on any
 * thread. A stage that fails with {@link io.switchboard.protocol.SwitchboardError} (bare, or as the
 * cause of a {@link java.util.concurrent.CompletionException}) is answered as that error; any other
 * failure is logged and answered as {@code INTERNAL}. Every stage must complete in the end, also
 * when {@link CallContext#isOpen()} has become false: the request's bytes stay charged to the
 * node's in-flight budget until then.
 *
 * <p>Binary fields of a request share the request's one byte array. The generated getters copy what
 * they return to its own size, so whatever is kept is best taken through them.
 */
public interface SwitchboardService {
  CompletionStage<Session> allocate(AllocateRequest request, CallContext context);

  CompletionStage<ReadReply> read(ReadRequest request, CallContext context);

  CompletionStage<WriteReply> write(WriteRequest request, CallContext context);

  CompletionStage<AckReply> ack(AckRequest request, CallContext context);

  CompletionStage<DisposeReply> dispose(DisposeRequest request, CallContext context);

  CompletionStage<SessionInfo> describe(DescribeRequest request, CallContext context);
}
