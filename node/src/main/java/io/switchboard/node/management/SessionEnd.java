package io.switchboard.node.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.SessionDirectory.Entry;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.Dispose;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Ends a session as an operator, whoever holds it. A session that is just then publishing refuses,
 * and is asked again for a while.
 */
final class SessionEnd {
  private static final Duration ASK_AGAIN_FOR = Duration.ofSeconds(4);
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final SessionDirectory directory;
  private final SessionCalls sessions;

  SessionEnd(SessionDirectory directory, SessionCalls sessions) {
    this.directory = directory;
    this.sessions = sessions;
  }

  /** Ends it; 404 if it was never allocated, 503 if it did not come to an end in time. */
  CompletionStage<Answer> of(SessionId session) {
    return directory
        .find(session)
        .thenCompose(
            entry ->
                entry.map(Entry::disposed).orElse(false)
                    ? CompletableFuture.completedStage(ended(session, true))
                    : attempt(session, System.nanoTime()));
  }

  private CompletionStage<Answer> attempt(SessionId session, long since) {
    return sessions
        .ask(session, Dispose.byOperator(0))
        .thenCompose(
            reply ->
                reply instanceof Reply.Rejected rejected
                        && rejected.retryAfter().isPresent()
                        && System.nanoTime() - since < ASK_AGAIN_FOR.toNanos()
                    ? later().thenCompose(passed -> attempt(session, since))
                    : CompletableFuture.completedStage(answer(session, reply)));
  }

  private static CompletionStage<Void> later() {
    return CompletableFuture.runAsync(
        () -> {},
        CompletableFuture.delayedExecutor(
            BETWEEN.toMillis(), TimeUnit.MILLISECONDS, Runnable::run));
  }

  private static Answer answer(SessionId session, Reply reply) {
    if (reply instanceof Reply.DisposeDone done) {
      return ended(session, done.already());
    }
    if (!(reply instanceof Reply.Rejected rejected)) {
      throw new IllegalStateException("a disposal is not answered by " + reply);
    }
    return switch (rejected.code()) {
      case SESSION_UNKNOWN -> Answer.of(Problem.notFound("There is no session " + session + "."));
      case SESSION_DISPOSED, SESSION_EXPIRED, TOPIC_GONE -> ended(session, true);
      default ->
          Answer.of(Problem.unavailable("The session has not ended: " + rejected.reason() + "."))
              .with("Retry-After", "1");
    };
  }

  private static Answer ended(SessionId session, boolean already) {
    return Answer.json(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("session", session.value())
            .put("ended", true)
            .put("already", already));
  }
}
