package io.switchboard.bench.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An HTTP bridge to Kafka, by the calls that the benchmark makes: the Confluent v2 dialect, as the
 * Strimzi Kafka Bridge speaks it. For several threads.
 */
public final class Peer {
  private static final String JSON = "application/vnd.kafka.v2+json";
  private static final String BINARY = "application/vnd.kafka.binary.v2+json";
  private static final Duration WITHIN = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String address;

  /**
   * At an address; nothing is sent yet.
   *
   * @param address {@code http://host:port}, perhaps with a path that is before all others
   */
  public Peer(String address) {
    this.address = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
  }

  /** A consumer of the bridge's. */
  record Consumer(String group, String name) {
    private String path() {
      return "/consumers/" + group + "/instances/" + name;
    }
  }

  /** The names of Kafka's topics, as the bridge sees them. */
  public List<String> topics() throws IOException, InterruptedException {
    return PeerJson.names(send(request("/topics", JSON).GET()));
  }

  /** Publishes values; fails with an {@link UncheckedIOException} if not all are stored. */
  CompletableFuture<Void> publish(String topic, byte[][] values) {
    HttpRequest request =
        request("/topics/" + topic, JSON)
            .header("Content-Type", BINARY)
            .POST(BodyPublishers.ofByteArray(PeerJson.records(values)))
            .build();
    return http.sendAsync(request, BodyHandlers.ofByteArray())
        .thenAccept(
            answer -> {
              try {
                PeerJson.requireStored(bodyOf(answer), values.length);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /** Makes a consumer of one partition, in a group of its own, at the partition's begin. */
  void open(Consumer consumer, String topic, int partition)
      throws IOException, InterruptedException {
    post("/consumers/" + consumer.group(), PeerJson.consumer(consumer.name()));
    post(consumer.path() + "/assignments", PeerJson.partition(topic, partition));
  }

  /** Reads what there is, and tells how many events that were; none is an answer too. */
  int read(Consumer consumer) throws IOException, InterruptedException {
    return PeerJson.values(send(request(consumer.path() + "/records", BINARY).GET()));
  }

  /** Stores the consumer's position behind what it has read. */
  void commit(Consumer consumer) throws IOException, InterruptedException {
    post(consumer.path() + "/offsets", new byte[0]);
  }

  void close(Consumer consumer) throws IOException, InterruptedException {
    send(request(consumer.path(), JSON).header("Content-Type", JSON).DELETE());
  }

  private void post(String path, byte[] body) throws IOException, InterruptedException {
    send(
        request(path, JSON)
            .header("Content-Type", JSON)
            .POST(body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body)));
  }

  private HttpRequest.Builder request(String path, String accept) {
    return HttpRequest.newBuilder(URI.create(address + path))
        .timeout(WITHIN)
        .header("Accept", accept);
  }

  private byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return bodyOf(http.send(request.build(), BodyHandlers.ofByteArray()));
  }

  private static byte[] bodyOf(HttpResponse<byte[]> answer) throws IOException {
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "the bridge answered %s %s with status %d: %s"
              .formatted(
                  answer.request().method(),
                  answer.uri(),
                  answer.statusCode(),
                  PeerJson.beginOf(answer.body())));
    }
    return answer.body();
  }
}
