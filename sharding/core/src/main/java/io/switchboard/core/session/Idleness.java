package io.switchboard.core.session;

import io.switchboard.core.model.SessionSpec;
import java.time.Instant;

/**
 * Whether a session has gone uncalled for longer than it may. An ended session cannot come back, so
 * whoever asks for it must be right: the latest call known to anybody counts.
 */
final class Idleness {
  private Idleness() {}

  static boolean isOver(SessionSpec spec, Instant journaledCall, Instant lastCall, Instant now) {
    Instant last = lastCall.isAfter(journaledCall) ? lastCall : journaledCall;
    return !now.isBefore(last.plus(spec.idleTimeout()));
  }
}
