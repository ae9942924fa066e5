package io.switchboard.node.door;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The settings under {@code switchboard.door}; their meaning, units and ranges stand in {@code
 * reference.conf}.
 *
 * <p>Made by {@link #from(Config)}, which reports every mistake at once. Immutable.
 */
public record DoorSettings(
    Endpoint http,
    Endpoint tcp,
    int threads,
    MessageLimits message,
    int maxHeaderBytes,
    long inFlightBytes,
    long replyBytes,
    Duration budgetWait,
    Duration retryAfter,
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxPipelinedCalls,
    int writeBufferBytes,
    int gzipReplyFromBytes,
    Duration idleTimeout,
    Duration requestTimeout,
    Duration requestGrace,
    int minRequestBytesPerSecond,
    Duration replyTimeout,
    Duration callTimeout,
    Duration drainTimeout) {

  private static final String ROOT = "switchboard.door.";

  /**
   * Where a door listens.
   *
   * @param key the configuration key of the port, for messages
   */
  public record Endpoint(String host, int port, String key) {}

  /**
   * Reads and checks the settings; throws one {@link IllegalArgumentException} that names every
   * problem.
   */
  public static DoorSettings from(Config config) {
    Reader in = new Reader(config);
    DoorSettings settings =
        new DoorSettings(
            new Endpoint(
                in.text("http.host"), in.number("http.port", 0, 65_535), ROOT + "http.port"),
            new Endpoint(in.text("tcp.host"), in.number("tcp.port", 0, 65_535), ROOT + "tcp.port"),
            in.number("threads", 1, 3),
            new MessageLimits(
                in.bytes("message.max-bytes", 64 << 10, 64 << 20),
                in.number("message.max-elements", 100, 10_000_000),
                in.number("message.max-depth", 8, 64),
                in.bytes("message.max-string-bytes", 256, 1 << 20)),
            in.bytes("http.max-header-bytes", 1_024, 64 << 10),
            in.longBytes("budget.in-flight-bytes"),
            in.longBytes("budget.reply-bytes"),
            in.duration("budget.wait"),
            in.duration("budget.retry-after"),
            in.number("connections.max", 1, 1_000_000),
            in.number("connections.max-per-address", 0, 1_000_000),
            in.number("connections.max-pipelined-calls", 1, 1_000),
            in.bytes("connections.write-buffer-bytes", 4 << 10, 16 << 20),
            in.bytes("http.gzip-replies-from-bytes", 0, Integer.MAX_VALUE),
            in.duration("connections.idle-timeout"),
            in.duration("slow.request-timeout"),
            in.duration("slow.request-grace"),
            in.bytes("slow.min-request-bytes-per-second", 1, 1 << 30),
            in.duration("slow.reply-timeout"),
            in.duration("call-timeout"),
            in.duration("drain-timeout"));
    if (in.problems.isEmpty()) {
      settings.checkTogether(in.problems);
    }
    if (!in.problems.isEmpty()) {
      throw new IllegalArgumentException(
          "The settings of the Thrift doors are wrong:\n  " + String.join("\n  ", in.problems));
    }
    return settings;
  }

  private void checkTogether(List<String> problems) {
    if (inFlightBytes < 2L * message.maxMessageBytes()) {
      problems.add(
          ROOT
              + "budget.in-flight-bytes: expected at least twice message.max-bytes, got "
              + inFlightBytes);
    }
    if (replyBytes < 2L * message.maxMessageBytes()) {
      problems.add(
          ROOT
              + "budget.reply-bytes: expected at least twice message.max-bytes, got "
              + replyBytes);
    }
    if (http.port() != 0 && http.port() == tcp.port() && http.host().equals(tcp.host())) {
      problems.add(
          http.key()
              + " and "
              + tcp.key()
              + ": expected different ports, got "
              + tcp.port()
              + " twice");
    }
  }

  /** Collects problems instead of stopping at the first. */
  private static final class Reader {
    private final Config config;
    private final List<String> problems = new ArrayList<>();

    Reader(Config config) {
      this.config = config;
    }

    String text(String key) {
      String value = read(key, config::getString, "");
      if (value.isBlank()) {
        problems.add(ROOT + key + ": expected a host name or address, got nothing");
      }
      return value;
    }

    int number(String key, int min, int max) {
      return (int) ranged(key, read(key, config::getLong, (long) min), min, max);
    }

    int bytes(String key, int min, int max) {
      return (int) ranged(key, read(key, config::getBytes, (long) min), min, max);
    }

    long longBytes(String key) {
      return ranged(key, read(key, config::getBytes, 1L), 1, Long.MAX_VALUE / 4);
    }

    Duration duration(String key) {
      Duration value = read(key, config::getDuration, Duration.ofSeconds(1));
      if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(7)) > 0) {
        problems.add(ROOT + key + ": expected more than 0 and at most 7 days, got " + value);
      }
      return value;
    }

    private long ranged(String key, long value, long min, long max) {
      if (value < min || value > max) {
        problems.add(ROOT + key + ": expected " + min + " to " + max + ", got " + value);
      }
      return value;
    }

    private <T> T read(String key, Function<String, T> getter, T instead) {
      try {
        return getter.apply(ROOT + key);
      } catch (ConfigException e) {
        problems.add(e.getMessage());
        return instead;
      }
    }
  }
}
