package io.switchboard.cli.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchboard.cli.frame.FrameWriter;
import io.switchboard.sdk.EventHeader;
import io.switchboard.sdk.EventProblem;
import io.switchboard.sdk.ReceivedEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Writes received events, and counts what has no value to write. For one thread. */
final class EventSink {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OutputStream out;
  private final EventFormat format;
  private final FrameWriter frames;
  private final boolean json;
  private final long startedNanos = System.nanoTime();
  private long lastNanos = startedNanos;
  private long written;
  private long bytes;
  private long tombstones;
  private long problems;

  EventSink(OutputStream out, EventFormat format, FrameWriter frames, boolean json) {
    this.out = out;
    this.format = format;
    this.frames = frames;
    this.json = json;
  }

  void write(ReceivedEvent event) throws IOException {
    written++;
    if (event.problem().isPresent()) {
      problems++;
    } else if (event.isTombstone()) {
      tombstones++;
    }
    if (json) {
      out.write(JSON.writeValueAsBytes(json(event)));
      out.write('\n');
    } else if (event.value().isPresent()) {
      byte[] frame = format.frame(event);
      frames.write(out, frame, EventFormat.isTerminated(event));
      bytes += frame.length;
    }
  }

  void flush() throws IOException {
    out.flush();
    lastNanos = System.nanoTime();
  }

  /** From the start to the last event: without the wait for one that did not come. */
  Duration took() {
    return Duration.ofNanos(lastNanos - startedNanos);
  }

  /** Events so far. */
  long written() {
    return written;
  }

  /** Bytes of keys and values so far. */
  long bytes() {
    return bytes;
  }

  /** Events without a value: deletion markers. */
  long tombstones() {
    return tombstones;
  }

  /** Events whose value could not be decrypted. */
  long problems() {
    return problems;
  }

  private static ObjectNode json(ReceivedEvent event) {
    ObjectNode node = JSON.createObjectNode();
    node.put("partition", event.partition());
    node.put("offset", event.offset());
    node.put("timestamp", Instant.ofEpochMilli(event.timestampMs()).toString());
    event.key().ifPresent(key -> putBytes(node, "key", key));
    event.value().ifPresent(value -> putBytes(node, "value", value));
    if (!event.headers().isEmpty()) {
      ArrayNode headers = node.putArray("headers");
      for (EventHeader header : event.headers()) {
        ObjectNode one = headers.addObject().put("name", header.name());
        header.value().ifPresent(value -> putBytes(one, "value", value));
      }
    }
    event.problem().map(EventProblem::toString).ifPresent(text -> node.put("problem", text));
    return node;
  }

  /** As text where it is text, else in base 64 under another name. */
  private static void putBytes(ObjectNode node, String name, byte[] bytes) {
    try {
      node.put(name, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException binary) {
      node.put(name + "Base64", bytes);
    }
  }
}
