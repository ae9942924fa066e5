package io.switchboard.persistence.register;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A real session whose next compare-and-sets or reads meet a fault: what a network between node and
 * Cassandra can do, without waiting for it.
 */
final class UnreliableSession {
  /** What happens to one statement. */
  enum Fault {
    /** Never arrives. */
    REQUEST_LOST,
    /** Is executed, but nobody hears of it. */
    ANSWER_LOST,
    /** Is executed after the next statement was answered. */
    ARRIVES_LATE
  }

  private final Queue<Fault> writes = new ConcurrentLinkedQueue<>();
  private final Queue<Fault> reads = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> late = new ConcurrentLinkedQueue<>();
  private final CqlSession real;
  private final CqlSession session;

  UnreliableSession(CqlSession real) {
    this.real = real;
    this.session =
        (CqlSession)
            Proxy.newProxyInstance(
                CqlSession.class.getClassLoader(),
                new Class<?>[] {CqlSession.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("executeAsync")
                      && arguments[0] instanceof BoundStatement statement) {
                    return execute(statement);
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  CqlSession session() {
    return session;
  }

  /** The next writes meet these faults, one each. */
  void nextWrites(Fault... faults) {
    writes.addAll(java.util.List.of(faults));
  }

  /** The next reads meet these faults, one each. */
  void nextReads(Fault... faults) {
    reads.addAll(java.util.List.of(faults));
  }

  private CompletionStage<?> execute(BoundStatement statement) {
    boolean isRead = statement.getPreparedStatement().getQuery().startsWith("SELECT");
    Fault fault = (isRead ? reads : writes).poll();
    if (fault == null) {
      return real.executeAsync(statement).whenComplete((result, failure) -> runLate());
    }
    return switch (fault) {
      case REQUEST_LOST -> timedOut();
      case ANSWER_LOST -> real.executeAsync(statement).thenCompose(result -> timedOut());
      case ARRIVES_LATE -> {
        late.add(() -> real.executeAsync(statement));
        yield timedOut();
      }
    };
  }

  private void runLate() {
    Runnable next = late.poll();
    if (next != null) {
      next.run();
    }
  }

  private static <T> CompletionStage<T> timedOut() {
    return CompletableFuture.failedFuture(new DriverTimeoutException("injected"));
  }
}
