package io.switchboard.node.audit;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.entity.seen.SessionObserver;
import io.switchboard.node.audit.AuditEntry.Event;
import java.util.Locale;
import java.util.Optional;

/** Puts the ends of sessions into the audit log that no client asked for. */
public final class AuditedEnds implements SessionObserver {
  private final AuditLog log;

  public AuditedEnds(AuditLog log) {
    this.log = log;
  }

  @Override
  public void ended(SessionId session, SessionSpec spec, SessionEvent.Reason reason) {
    if (reason == SessionEvent.Reason.CLIENT) {
      return;
    }
    Event event = reason == SessionEvent.Reason.OPERATOR ? Event.DISPOSE : Event.EXPIRE;
    log.write(
        AuditEntry.of(event, reason.name())
            .subject(spec.subject())
            .session(session.value())
            .topic(spec.topic().name())
            .role(spec.role().name().toLowerCase(Locale.ROOT))
            .client(Optional.of(spec.clientName())));
  }
}
