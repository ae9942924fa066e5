package io.switchboard.kafka;

import io.switchboard.kafka.Problems.InvalidSettingsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns flat text into {@link KafkaSettings}, gathering problems over all parts. */
final class SettingsReader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
  private static final String CLIENT = "client.";

  private final Map<String, String> left;
  private final Problems problems = new Problems();

  private SettingsReader(Map<String, String> values) {
    left = new TreeMap<>(values);
  }

  static KafkaSettings read(Map<String, String> values) {
    return new SettingsReader(values).read();
  }

  private KafkaSettings read() {
    Map<String, String> client = takeClientProperties();
    String bootstrap = take("bootstrap", "");
    String clusterId = take("cluster-id", "");
    KafkaConnection standInConnection = KafkaConnection.plain("missing:9092");
    KafkaConnection connection =
        build(() -> new KafkaConnection(bootstrap, client), standInConnection);
    LaneSettings lanes = build(this::readLanes, LaneSettings.DEFAULTS);
    LedgerSettings ledger = build(() -> readLedger(clusterId), LedgerSettings.defaults("stand-in"));
    Duration adminTimeout = take("admin-timeout", Duration.ofSeconds(5));
    KafkaSettings settings =
        build(
            () -> new KafkaSettings(connection, clusterId, lanes, ledger, adminTimeout),
            KafkaSettings.defaults(standInConnection, "stand-in"));
    left.keySet().forEach(key -> problems.check(false, key + ": not a setting of this module"));
    problems.throwIfAny();
    return settings;
  }

  private LaneSettings readLanes() {
    LaneSettings d = LaneSettings.DEFAULTS;
    return new LaneSettings(
        take("lanes.count", d.count()),
        take("lanes.max-transaction-bytes", d.maxTransactionBytes()),
        take("lanes.max-transaction-batches", d.maxTransactionBatches()),
        take("lanes.max-queued-bytes", d.maxQueuedBytes()),
        take("lanes.max-queued-batches", d.maxQueuedBatches()),
        take("lanes.max-sessions", d.maxSessions()),
        take("lanes.linger-ms", d.lingerMs()),
        take("lanes.start-timeout", d.startTimeout()),
        take("lanes.commit-timeout", d.commitTimeout()));
  }

  private LedgerSettings readLedger(String clusterId) {
    LedgerSettings d = LedgerSettings.defaults(clusterId.isEmpty() ? "x" : clusterId);
    return new LedgerSettings(
        take("ledger.topic", d.topic()),
        take("ledger.partitions", d.partitions()),
        take("ledger.retention", d.retention()),
        take("ledger.fence-timeout", d.fenceTimeout()),
        take("ledger.scan-timeout", d.scanTimeout()),
        take("ledger.workers", d.workers()),
        take("ledger.max-settled", d.maxSettled()),
        take("ledger.max-entries", d.maxEntries()));
  }

  private <T> T build(Supplier<T> part, T standIn) {
    try {
      return part.get();
    } catch (InvalidSettingsException e) {
      problems.addAll(e.problems());
    } catch (IllegalArgumentException e) {
      problems.check(false, e.getMessage());
    }
    return standIn;
  }

  private Map<String, String> takeClientProperties() {
    Map<String, String> client = new HashMap<>();
    left.forEach(
        (key, value) -> {
          if (key.startsWith(CLIENT)) {
            client.put(key.substring(CLIENT.length()), value);
          }
        });
    left.keySet().removeIf(key -> key.startsWith(CLIENT));
    return client;
  }

  private String take(String key, String otherwise) {
    String value = left.remove(key);
    return value == null ? otherwise : value.trim();
  }

  private long take(String key, long otherwise) {
    return take(key, otherwise, "a whole number", Long::parseLong);
  }

  private int take(String key, int otherwise) {
    return take(key, otherwise, "a whole number of at most 31 bits", Integer::parseInt);
  }

  private Duration take(String key, Duration otherwise) {
    return take(key, otherwise, "a duration such as 500ms, 30s or 7d", SettingsReader::parse);
  }

  private <T> T take(String key, T otherwise, String expected, Function<String, T> parser) {
    String value = left.remove(key);
    if (value == null) {
      return otherwise;
    }
    try {
      return parser.apply(value.trim());
    } catch (IllegalArgumentException e) {
      problems.check(false, key + ": expected " + expected + ", got '" + value + "'");
      return otherwise;
    }
  }

  private static Duration parse(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
