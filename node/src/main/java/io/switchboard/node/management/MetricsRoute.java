package io.switchboard.node.management;

import io.switchboard.node.metrics.MetricsPage;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** {@code GET /metrics}: the page, written on a thread that no session needs. */
public final class MetricsRoute {
  private MetricsRoute() {}

  /**
   * The route.
   *
   * @param executor where the page is written; a few milliseconds each time
   * @param open whether the token is not needed for it
   */
  public static Route of(MetricsPage page, Executor executor, boolean open) {
    Route closed =
        Route.get(
            "/metrics",
            call ->
                CompletableFuture.supplyAsync(() -> page.content(call.accept()), executor)
                    .thenApply(
                        content ->
                            new Answer(200, content.contentType(), content.body(), Map.of())));
    return open ? closed.open() : closed;
  }
}
