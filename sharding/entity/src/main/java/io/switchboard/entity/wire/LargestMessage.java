package io.switchboard.entity.wire;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.ClientCall;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The largest message that passes between nodes. Akka drops a larger one where it is sent, and to
 * whoever waits for it that is a time-out; so it is refused before, with the reason. Thread-safe.
 */
public final class LargestMessage {
  private static final Logger LOG = LoggerFactory.getLogger(LargestMessage.class);
  private static final String FRAME = "akka.remote.artery.advanced.maximum-large-frame-size";

  /** What Akka puts around a message: addresses, paths, the session's id; generously. */
  private static final int AROUND_BYTES = 4 * 1024;

  /**
   * Below it, neither bytes nor elements can be too many: batches of this size are not looked at.
   */
  private static final long SURELY_BYTES = 2 << 20;

  /** No event takes more than its bytes and this many besides, headers aside. */
  private static final long AROUND_EVENT_BYTES = 40;

  /** What one counted byte may at most become: a header's name of one Chinese character. */
  private static final long EXPANSION = 6;

  private static final Duration ELSEWHERE = Duration.ofSeconds(1);

  private final long maxBytes;

  private LargestMessage(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** As this system's frames for large messages are set. */
  public static LargestMessage of(ActorSystem<?> system) {
    return ofFrame(system.settings().config().getBytes(FRAME));
  }

  static LargestMessage ofFrame(long frameBytes) {
    return new LargestMessage(frameBytes - AROUND_BYTES);
  }

  /** The answer to a call that is too large to pass, wherever its session is; none if it fits. */
  public Optional<Reply> refusalOf(ClientCall call) {
    if (!(call instanceof SessionCommand.Write write) || surelyFits(write.batch())) {
      return Optional.empty();
    }
    WireSize size = sizeOf(call);
    if (fits(size)) {
      return Optional.empty();
    }
    return Optional.of(
        rejected(
            RejectCode.INVALID_ARGUMENT,
            "the batch is too large to pass between nodes: " + tooLarge(size) + "; split it",
            Optional.empty()));
  }

  /** Without looking at each event: so it is for nearly all batches. */
  private boolean surelyFits(EventBatch batch) {
    return batch.sizeBytes() * EXPANSION + batch.events().size() * AROUND_EVENT_BYTES
        <= Math.min(maxBytes, SURELY_BYTES);
  }

  /**
   * A reply as it can be sent to whoever asked: itself, or that it is too large. A reader on the
   * session's own node gets it all the same, so whoever asks is told to ask another node.
   */
  public Reply fitting(Reply reply, ActorRef<Reply> to) {
    if (!(reply instanceof Reply.Batch batch) || to.path().address().hasLocalScope()) {
      return reply;
    }
    WireSize size = sizeOf(batch);
    if (fits(size)) {
      return reply;
    }
    LOG.warn(
        "batch too large to pass between nodes, sessionId={}, events={}: {}",
        batch.token().session(),
        batch.events().size(),
        tooLarge(size));
    return rejected(
        RejectCode.UNAVAILABLE,
        "the batch is too large to pass between nodes: "
            + tooLarge(size)
            + "; ask the node on which the session is, or have"
            + " switchboard.cluster.max-message-bytes raised on all nodes",
        Optional.of(ELSEWHERE));
  }

  private static Reply rejected(RejectCode code, String reason, Optional<Duration> retryAfter) {
    return new Reply.Rejected(code, reason, retryAfter, OptionalLong.empty());
  }

  private static WireSize sizeOf(Object content) {
    WireSize size = new WireSize();
    MessageKind.ofContent(content).write(size, content);
    return size;
  }

  private boolean fits(WireSize size) {
    return size.bytes() <= maxBytes && size.elements() <= WireIn.MAX_ELEMENTS;
  }

  private String tooLarge(WireSize size) {
    return size.bytes()
        + " of at most "
        + maxBytes
        + " bytes, "
        + size.elements()
        + " of at most "
        + WireIn.MAX_ELEMENTS
        + " events and headers";
  }
}
