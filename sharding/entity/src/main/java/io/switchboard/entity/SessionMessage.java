package io.switchboard.entity;

import akka.actor.NoSerializationVerificationNeeded;
import akka.actor.typed.ActorRef;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.entity.reading.FeedSignal;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything that reaches a session entity. What does not say {@link
 * NoSerializationVerificationNeeded} may come from another node, and has its format in {@code
 * entity.wire}.
 */
public sealed interface SessionMessage {

  /**
   * A client's call.
   *
   * @param call what is asked; its handle is set by the entity
   * @param replyTo whom to answer
   * @param deadline when nobody waits any more: a call that is overdue is dropped unread
   */
  record Call(ClientCall call, ActorRef<Reply> replyTo, Instant deadline)
      implements SessionMessage {}

  /** The result of an effect, from the owner's life in which it was started. */
  record Result(long generation, SessionCommand command)
      implements SessionMessage, NoSerializationVerificationNeeded {}

  /** Something is over for the feed, which knows itself what belongs to an earlier opening. */
  record Fed(FeedSignal signal) implements SessionMessage, NoSerializationVerificationNeeded {}

  /** Something arrived for the feed, and lies in its inbox. */
  enum Arrivals implements SessionMessage, NoSerializationVerificationNeeded {
    ARRIVALS
  }

  /** When the directory saw the session in use last; empty if it does not know. */
  record LastUse(Optional<Instant> at)
      implements SessionMessage, NoSerializationVerificationNeeded {}

  /**
   * By the directory the session's time is over: it ends if that is so, else it corrects the
   * directory. Comes from another node.
   */
  enum Due implements SessionMessage {
    DUE
  }

  /** Something was left for the session by an owner before. Comes from another node. */
  enum Wake implements SessionMessage {
    WAKE
  }

  /** Time to look whether anybody still calls. */
  enum Tick implements SessionMessage, NoSerializationVerificationNeeded {
    TICK
  }

  /** Sharding wants the entity to stop; it must do so in bounded time. */
  enum Stop implements SessionMessage, NoSerializationVerificationNeeded {
    STOP
  }

  /** The bound of a stop has passed. */
  enum StopNow implements SessionMessage, NoSerializationVerificationNeeded {
    STOP_NOW
  }
}
