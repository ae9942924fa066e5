package io.switchboard.bench.contender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An HTTP bridge without a Kafka: it takes only requests that the real one takes, keeps what is
 * published in partition 0, and gives at most so many records a read.
 */
public final class PeerDouble implements AutoCloseable {
  private static final String JSON = "application/vnd.kafka.v2+json";
  private static final String BINARY = "application/vnd.kafka.binary.v2+json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What one consumer has. */
  private static final class Reader {
    private String partition = "";
    private int next;
    private int committed;
    private int polls;
  }

  /** A request that is not as it should be. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;

    Refusal(int status, String reason) {
      super(reason);
      this.status = status;
    }
  }

  private final HttpServer server;
  private final int mostAtOnce;
  private final Others others;
  private final int eventsInEach;
  private final Map<String, List<byte[]>> partitions = new TreeMap<>();
  private final Map<String, Reader> readers = new HashMap<>();
  private final List<Integer> committed = new ArrayList<>();
  private boolean failsOneRecord;

  /** Tells the names of topics that others have made. */
  public interface Others {
    List<String> topics() throws IOException;
  }

  PeerDouble(int mostAtOnce) throws IOException {
    this(mostAtOnce, List::of, 0);
  }

  /**
   * @param eventsInEach partition of others' topics
   */
  public PeerDouble(int mostAtOnce, Others others, int eventsInEach) throws IOException {
    this.mostAtOnce = mostAtOnce;
    this.others = others;
    this.eventsInEach = eventsInEach;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The first record of every request fails from now on. */
  synchronized void failOneRecord() {
    failsOneRecord = true;
  }

  synchronized void put(String topic, int partition, List<byte[]> values) {
    partitions.put(topic + "/" + partition, new ArrayList<>(values));
  }

  synchronized List<byte[]> stored(String topic) {
    return List.copyOf(partitions.getOrDefault(topic + "/0", List.of()));
  }

  /** How far each consumer that was deleted had committed. */
  synchronized List<Integer> committed() {
    return List.copyOf(committed);
  }

  public synchronized int openConsumers() {
    return readers.size();
  }

  // One thread of the server.
  private void answer(HttpExchange exchange) throws IOException {
    try {
      int status;
      byte[] body;
      String path = exchange.getRequestURI().getPath();
      try {
        String text = answer(exchange, exchange.getRequestMethod() + " " + path);
        status = text.isEmpty() ? 204 : 200;
        body = text.getBytes(StandardCharsets.UTF_8);
      } catch (Refusal e) {
        status = e.status;
        body = e.getMessage().getBytes(StandardCharsets.UTF_8);
      }
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } finally {
      exchange.close();
    }
  }

  private synchronized String answer(HttpExchange exchange, String call)
      throws IOException, Refusal {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String[] parts = call.split("/");
    if (call.equals("GET /topics")) {
      ArrayNode names = MAPPER.createArrayNode();
      others.topics().forEach(names::add);
      partitions.keySet().forEach(key -> names.add(key.substring(0, key.indexOf('/'))));
      return names.toString();
    }
    if (call.startsWith("POST /topics/")) {
      require(exchange, "Content-Type", BINARY);
      return publish(parts[2], MAPPER.readTree(body));
    }
    if (call.matches("POST /consumers/[^/]+")) {
      require(exchange, "Content-Type", JSON);
      return create(parts[2], MAPPER.readTree(body));
    }
    Reader reader = readers.get(parts.length < 5 ? "" : parts[2] + "/" + parts[4]);
    if (reader == null) {
      throw new Refusal(404, "nothing at " + call);
    }
    return switch (call.substring(0, call.indexOf(' ')) + (parts.length > 5 ? parts[5] : "")) {
      case "POSTassignments" -> {
        require(exchange, "Content-Type", JSON);
        JsonNode first = MAPPER.readTree(body).required("partitions").required(0);
        String topic = first.required("topic").asText();
        reader.partition = topic + "/" + first.required("partition");
        if (others.topics().contains(topic)) {
          partitions.putIfAbsent(
              reader.partition, Collections.nCopies(eventsInEach, new byte[] {1}));
        }
        yield "";
      }
      case "GETrecords" -> {
        require(exchange, "Accept", BINARY);
        yield read(reader);
      }
      case "POSToffsets" -> {
        require(exchange, "Content-Type", JSON);
        reader.committed = reader.next;
        yield "";
      }
      case "DELETE" -> {
        readers.values().remove(reader);
        committed.add(reader.committed);
        yield "";
      }
      default -> throw new Refusal(405, "not known: " + call);
    };
  }

  private String publish(String topic, JsonNode request) {
    ObjectNode answer = MAPPER.createObjectNode();
    ArrayNode offsets = answer.putArray("offsets");
    List<byte[]> values = partitions.computeIfAbsent(topic + "/0", key -> new ArrayList<>());
    for (JsonNode record : request.required("records")) {
      if (failsOneRecord && offsets.isEmpty()) {
        offsets.addObject().put("error_code", 500).put("message", "no leader");
        continue;
      }
      offsets.addObject().put("partition", 0).put("offset", values.size());
      values.add(Base64.getDecoder().decode(record.required("value").asText()));
    }
    return answer.toString();
  }

  private String create(String group, JsonNode request) throws Refusal {
    boolean understood =
        request.required("format").asText().equals("binary")
            && request.required("auto.offset.reset").asText().equals("earliest")
            && request.required("isolation.level").asText().equals("read_committed")
            && request.required("enable.auto.commit").isBoolean();
    if (!understood) {
      throw new Refusal(422, "not taken: " + request);
    }
    String name = request.required("name").asText();
    if (readers.putIfAbsent(group + "/" + name, new Reader()) != null) {
      throw new Refusal(409, name + " is there");
    }
    return MAPPER.createObjectNode().put("instance_id", name).toString();
  }

  /** Every other read of a consumer brings nothing, as a poll that found nothing in time. */
  private String read(Reader reader) throws Refusal {
    List<byte[]> values = partitions.get(reader.partition);
    if (values == null) {
      throw new Refusal(409, "not assigned");
    }
    ArrayNode records = MAPPER.createArrayNode();
    boolean nothing = reader.polls++ % 2 == 0;
    for (int i = 0; i < mostAtOnce && reader.next < values.size() && !nothing; i++) {
      records
          .addObject()
          .put("topic", reader.partition)
          .putNull("key")
          .put("value", Base64.getEncoder().encodeToString(values.get(reader.next)))
          .put("partition", 0)
          .put("offset", reader.next)
          .putArray("headers")
          .addObject()
          .put("key", "value")
          .put("value", "aGVhZGVy");
      reader.next++;
    }
    return records.toString();
  }

  private static void require(HttpExchange exchange, String header, String value) throws Refusal {
    String got = String.valueOf(exchange.getRequestHeaders().getFirst(header));
    if (!got.equals(value)) {
      throw new Refusal(415, header + " must be " + value + ", not " + got);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
