package io.switchboard.entity.wire;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.entity.SessionMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What every call begins with: whom to answer, and how much time is left. The time left travels,
 * not the deadline, because the clocks of two nodes differ; the way itself is not counted.
 */
final class CallHead {
  /** No call waits longer; a deadline further away travels as this. */
  static final Duration MAX_LEFT = Duration.ofDays(1);

  private final ActorRefResolver refs;
  private final Clock clock;

  CallHead(ActorRefResolver refs, Clock clock) {
    this.refs = refs;
    this.clock = clock;
  }

  void write(WireOut out, SessionMessage.Call call) {
    out.number(0);
    out.number(leftMs(call.deadline()));
    out.text(refs.toSerializationFormat(call.replyTo()));
  }

  private long leftMs(Instant deadline) {
    Instant now = clock.instant();
    if (deadline.isAfter(now.plus(MAX_LEFT))) {
      return MAX_LEFT.toMillis();
    }
    return deadline.isAfter(now) ? Duration.between(now, deadline).toMillis() : 0;
  }

  /** The head, and behind it the call itself. */
  SessionMessage.Call read(WireIn in, MessageKind<?> kind) {
    in.flags(0);
    long leftMs = in.number();
    if (leftMs < 0 || leftMs > MAX_LEFT.toMillis()) {
      throw new WireFormatException("a call with " + leftMs + " ms left");
    }
    Instant deadline = clock.instant().plusMillis(leftMs);
    ActorRef<Reply> replyTo = refs.resolveActorRef(in.text());
    return new SessionMessage.Call((ClientCall) kind.read(in), replyTo, deadline);
  }
}
