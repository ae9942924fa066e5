package io.switchboard.entity;

import akka.actor.typed.ActorRef;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.entity.wire.LargestMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The calls that a session has not answered yet, and how they are answered. One actor's only. */
final class WaitingCalls {
  private static final Duration SOON = Duration.ofMillis(100);
  private static final int BACKPRESSURE_MS = 500;

  private final Map<Long, ActorRef<Reply>> waiting = new HashMap<>();
  private final Set<Long> acksOnly = new HashSet<>();
  private final LargestMessage largest;
  private long calls;

  WaitingCalls(LargestMessage largest) {
    this.largest = largest;
  }

  /** A handle for a call that waits from now on. */
  long add(ActorRef<Reply> replyTo) {
    long call = ++calls;
    waiting.put(call, replyTo);
    return call;
  }

  /**
   * A handle for a write of which only the ack is carried out, because there is no room for its
   * batch: when the ack is done the client is told to try again.
   */
  long addAckOnly(ActorRef<Reply> replyTo) {
    long call = add(replyTo);
    acksOnly.add(call);
    return call;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void answer(long call, Reply reply) {
    ActorRef<Reply> replyTo = waiting.remove(call);
    boolean ackOnly = acksOnly.remove(call);
    if (replyTo != null) {
      replyTo.tell(
          ackOnly && reply instanceof Reply.Acked
              ? backpressure()
              : largest.fitting(reply, replyTo));
    }
  }

  void answerAll(String reason) {
    Reply reply =
        new Reply.Rejected(RejectCode.UNAVAILABLE, reason, Optional.of(SOON), OptionalLong.empty());
    waiting.values().forEach(replyTo -> replyTo.tell(reply));
    waiting.clear();
    acksOnly.clear();
  }

  /** The answer to a write for which the node has no room. */
  static Reply backpressure() {
    int spreadMs = ThreadLocalRandom.current().nextInt(BACKPRESSURE_MS / 2);
    return new Reply.Rejected(
        RejectCode.BACKPRESSURE,
        "this node holds as many bytes of unpublished batches as it may; try again",
        Optional.of(Duration.ofMillis(BACKPRESSURE_MS + spreadMs)),
        OptionalLong.empty());
  }
}
