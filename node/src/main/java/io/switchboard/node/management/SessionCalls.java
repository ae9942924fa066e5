package io.switchboard.node.management;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.ClientCall;
import java.util.concurrent.CompletionStage;

/**
 * Asks a session, wherever it lives; bounded in time. Completes normally: a session that did not
 * answer gives a rejection that tells when to try again.
 */
@FunctionalInterface
public interface SessionCalls {
  /** The session's answer. */
  CompletionStage<Reply> ask(SessionId session, ClientCall call);
}
