package io.switchboard.node.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * Writes each log event as one line of JSON with fixed keys, all of them strings: {@code time},
 * {@code level}, {@code logger}, {@code thread}, {@code message} always; {@code node} once it is
 * known; then what {@link LogKeys} finds; {@code stackTrace} if there is one. Lines are bounded.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
  static final int MAX_MESSAGE_CHARS = 8 << 10;
  static final int MAX_STACK_CHARS = 16 << 10;

  /** The property of logback's context that names this node. */
  static final String NODE = "switchboard.node";

  private static final int USUAL_BYTES = 512;
  private static final byte[] NONE = {};
  private static final JsonFactory JSON = new JsonFactory();

  private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();

  @Override
  public void start() {
    stackTraces.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return NONE;
  }

  @Override
  public byte[] footerBytes() {
    return NONE;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", time(event));
      json.writeStringField("level", event.getLevel().toString());
      json.writeStringField("logger", event.getLoggerName());
      json.writeStringField("thread", event.getThreadName());
      String message = event.getFormattedMessage();
      json.writeStringField(
          "message", LogKeys.cut(message == null ? "null" : message, MAX_MESSAGE_CHARS));
      String node = getContext().getProperty(NODE);
      if (node != null) {
        json.writeStringField("node", node);
      }
      Map<String, String> found = LogKeys.of(event);
      for (String key : LogKeys.ALL) {
        if (found.containsKey(key)) {
          json.writeStringField(key, found.get(key));
        }
      }
      if (event.getThrowableProxy() != null) {
        json.writeStringField(
            "stackTrace", LogKeys.cut(stackTraces.convert(event), MAX_STACK_CHARS));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail so", e);
    }
    byte[] newLine = System.lineSeparator().getBytes(StandardCharsets.UTF_8);
    line.write(newLine, 0, newLine.length);
    return line.toByteArray();
  }

  /** Always with milliseconds, in UTC, so that lines sort as text. */
  private static String time(ILoggingEvent event) {
    Instant at = event.getInstant();
    long ms = (at == null ? Instant.ofEpochMilli(event.getTimeStamp()) : at).toEpochMilli();
    String text = Instant.ofEpochMilli(ms).toString();
    return text.length() == "2026-01-01T00:00:00.000Z".length()
        ? text
        : text.substring(0, 19) + ".000Z";
  }
}
