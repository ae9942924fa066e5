package io.switchboard.node.management;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Materializer;
import io.switchboard.node.metrics.MetricsPage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** {@code GET /metrics}: the page, written on a thread that no session needs. */
public final class MetricsRoute implements Function<HttpRequest, CompletionStage<HttpResponse>> {
  private final MetricsPage page;
  private final Executor executor;
  private final Materializer materializer;

  /**
   * @param executor where the page is written; a few milliseconds each time
   */
  public MetricsRoute(MetricsPage page, Executor executor, Materializer materializer) {
    this.page = page;
    this.executor = executor;
    this.materializer = materializer;
  }

  @Override
  public CompletionStage<HttpResponse> apply(HttpRequest request) {
    request.discardEntityBytes(materializer);
    Optional<String> accept = request.getHeader("Accept").map(HttpHeader::value);
    return CompletableFuture.supplyAsync(() -> page.content(accept), executor)
        .thenApply(
            content ->
                HttpResponse.create()
                    .withEntity(
                        HttpEntities.create(
                            ContentTypes.parse(content.contentType()), content.body())));
  }
}
