package io.switchboard.node.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * What {@code GET /metrics} answers: all figures as they are now, as Prometheus' text or as
 * OpenMetrics. Takes a few milliseconds of its caller's thread; asks no actor and waits for nothing
 * outside the process. Thread-safe.
 */
public final class MetricsPage {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final int USUAL_BYTES = 64 << 10;

  private final PrometheusMeterRegistry registry;
  private final Runnable refresh;

  MetricsPage(PrometheusMeterRegistry registry, Runnable refresh) {
    this.registry = registry;
    this.refresh = refresh;
  }

  /**
   * A scrape's answer.
   *
   * @param contentType the header's value
   * @param body UTF-8
   */
  public record Content(String contentType, byte[] body) {}

  /**
   * The figures now.
   *
   * @param accept the request's Accept header; OpenMetrics only for who names it
   */
  public Content content(Optional<String> accept) {
    String type =
        accept.filter(a -> a.contains("application/openmetrics-text")).isPresent()
            ? OPEN_METRICS
            : TEXT;
    refresh.run();
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
    try {
      registry.scrape(out, type);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail so", e);
    }
    return new Content(type, out.toByteArray());
  }
}
