package io.switchboard.bench.contender;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The bodies that an HTTP bridge takes and gives, in the Confluent v2 dialect, values as base64.
 */
final class PeerJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonFactory FACTORY = MAPPER.getFactory();
  private static final byte[] BEGIN = ascii("{\"records\":[");
  private static final byte[] BEFORE = ascii("{\"value\":\"");
  private static final byte[] BETWEEN = ascii("\"},");
  private static final byte[] END = ascii("\"}]}");

  private PeerJson() {}

  /** A request that publishes values, one or more. */
  static byte[] records(byte[][] values) {
    Base64.Encoder base64 = Base64.getEncoder();
    ByteArrayOutputStream out = new ByteArrayOutputStream(values.length * values[0].length * 3 / 2);
    out.writeBytes(BEGIN);
    for (int i = 0; i < values.length; i++) {
      out.writeBytes(i == 0 ? new byte[0] : BETWEEN);
      out.writeBytes(BEFORE);
      out.writeBytes(base64.encode(values[i]));
    }
    out.writeBytes(END);
    return out.toByteArray();
  }

  /**
   * Looks whether all records of a request are stored: each has an answer of its own.
   *
   * @throws IOException if one has none, or failed
   */
  static void requireStored(byte[] answer, int records) throws IOException {
    JsonNode offsets = MAPPER.readTree(answer).path("offsets");
    int stored = 0;
    for (JsonNode offset : offsets) {
      stored += offset.path("offset").asLong(-1) >= 0 ? 1 : 0;
    }
    if (stored != records) {
      throw new IOException(
          "the bridge stored %d of %d records: %s".formatted(stored, records, beginOf(answer)));
    }
  }

  /**
   * Decodes the values of records that were read, and counts them.
   *
   * @throws IOException if one has no value, or the answer is something else
   */
  static int values(byte[] answer) throws IOException {
    try (JsonParser json = FACTORY.createParser(answer)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("no array of records came: " + beginOf(answer));
      }
      int count = 0;
      while (json.nextToken() == JsonToken.START_OBJECT) {
        if (!hasValue(json)) {
          throw new IOException("a record came without its value: " + beginOf(answer));
        }
        count++;
      }
      return count;
    }
  }

  /** Reads a record to its end. */
  private static boolean hasValue(JsonParser json) throws IOException {
    boolean found = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isValue = "value".equals(json.currentName());
      if (json.nextToken() == JsonToken.VALUE_STRING && isValue) {
        found = json.getBinaryValue().length > 0;
      }
      json.skipChildren();
    }
    return found;
  }

  /** A list of names. */
  static List<String> names(byte[] answer) throws IOException {
    List<String> names = new ArrayList<>();
    MAPPER.readTree(answer).forEach(name -> names.add(name.asText()));
    return names;
  }

  /** A request for a consumer that reads committed records from the first one on. */
  static byte[] consumer(String name) {
    return MAPPER
        .createObjectNode()
        .put("name", name)
        .put("format", "binary")
        .put("auto.offset.reset", "earliest")
        .put("enable.auto.commit", false)
        .put("isolation.level", "read_committed")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A request that gives a consumer one partition. */
  static byte[] partition(String topic, int partition) {
    var request = MAPPER.createObjectNode();
    request.putArray("partitions").addObject().put("topic", topic).put("partition", partition);
    return request.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** For a message. */
  static String beginOf(byte[] answer) {
    return new String(answer, 0, Math.min(300, answer.length), StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
