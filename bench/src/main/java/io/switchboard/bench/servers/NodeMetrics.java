package io.switchboard.bench.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A node's own figures, as it shows them to Prometheus. */
public final class NodeMetrics {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ALLOCATED = "jvm_gc_memory_allocated_bytes_total";
  private static final String USED = "jvm_memory_used_bytes";
  private static final Duration WITHIN = Duration.ofSeconds(10);

  private final String node;
  private final URI address;

  /**
   * @param management {@code host:port} of its management API, with open figures
   */
  NodeMetrics(String node, String management) {
    this.node = node;
    this.address = URI.create("http://" + management + "/metrics");
  }

  /**
   * One figure, over all its series.
   *
   * @throws IOException if the node does not answer, or has no such figure
   */
  double read(String figure) throws IOException, InterruptedException {
    return sum(text(), figure);
  }

  /**
   * Bytes that its JVM has allocated on its heap since it started.
   *
   * @throws IOException if the node does not answer, or does not tell
   */
  public double allocatedBytes() throws IOException, InterruptedException {
    return allocatedBytes(text());
  }

  private String text() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(address).timeout(WITHIN).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(
          "%s answered %s with status %d".formatted(node, address, answer.statusCode()));
    }
    return answer.body();
  }

  /** The counter moves with collections only: what came since the last one lies in the eden. */
  static double allocatedBytes(String text) throws IOException {
    return sum(text, ALLOCATED)
        + text.lines()
            .filter(line -> line.startsWith(USED + "{") && line.contains("Eden"))
            .mapToDouble(NodeMetrics::value)
            .sum();
  }

  /** Over all series of a figure in Prometheus' text. */
  static double sum(String text, String figure) throws IOException {
    double[] values =
        text.lines()
            .filter(line -> line.startsWith(figure + "{") || line.startsWith(figure + " "))
            .mapToDouble(NodeMetrics::value)
            .toArray();
    if (values.length == 0) {
      throw new IOException(
          "the node shows no figure " + figure + ": is its name still the one in docs/metrics.md?");
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static double value(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
