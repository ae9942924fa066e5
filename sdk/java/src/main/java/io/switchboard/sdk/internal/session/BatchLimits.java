package io.switchboard.sdk.internal.session;

import io.switchboard.protocol.ErrorCode;
import io.switchboard.sdk.InvalidCallException;
import io.switchboard.sdk.internal.wire.EncodedEvents;
import java.util.Optional;

/** Checks a batch against its session's limits before anything is sent. */
final class BatchLimits {
  private BatchLimits() {}

  static Optional<InvalidCallException> refuse(EncodedEvents events, SessionHandle session) {
    if (events.count() == 0) {
      return refusal(ErrorCode.INVALID_ARGUMENT, "A batch holds at least one event.", session);
    }
    int maxEvent = session.limits().maxEventBytes();
    if (events.largestEventBytes() > maxEvent) {
      return refusal(
          ErrorCode.EVENT_TOO_LARGE,
          "An event of %d bytes came, but this session takes %d: make it smaller."
              .formatted(events.largestEventBytes(), maxEvent),
          session);
    }
    int maxEvents = session.limits().maxBatchEvents();
    int maxBytes = session.limits().maxBatchBytes();
    if (events.count() > maxEvents || events.payloadBytes() > maxBytes) {
      return refusal(
          ErrorCode.BATCH_TOO_LARGE,
          "A batch of %d events and %d bytes came, but this session takes %d events and %d bytes: split it."
              .formatted(events.count(), events.payloadBytes(), maxEvents, maxBytes),
          session);
    }
    return Optional.empty();
  }

  private static Optional<InvalidCallException> refusal(
      ErrorCode code, String message, SessionHandle session) {
    return Optional.of(Failures.mistake(code, message, session.id()));
  }
}
