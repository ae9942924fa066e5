package io.switchboard.kafka;

import io.switchboard.kafka.Problems.InvalidSettingsException;
import io.switchboard.kafka.source.SourceSettings;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns flat text into {@link KafkaSettings}, gathering problems over all parts. */
final class SettingsReader {
  private static final Pattern DURATION =
      Pattern.compile(
          "(\\d{1,9})\\s*(?:(ms|milliseconds?)|(s|seconds?)|(m|minutes?)|(h|hours?)|(d|days?))");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB)?");
  private static final String BYTES = "a size such as 100000, 256 KiB or 4 MiB";
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
    ReaperSettings reaper = build(this::readReaper, ReaperSettings.DEFAULTS);
    SourceSettings source = build(this::readSource, SourceSettings.defaults());
    CheckMode check = take("check", CheckMode.WARN, "off, warn or strict", SettingsReader::mode);
    Duration adminTimeout = take("admin-timeout", Duration.ofSeconds(5));
    KafkaSettings settings =
        build(
            () ->
                new KafkaSettings(
                    connection, clusterId, lanes, ledger, reaper, source, check, adminTimeout),
            KafkaSettings.defaults(standInConnection, "stand-in"));
    left.keySet().forEach(key -> problems.check(false, key + ": not a setting of this module"));
    problems.throwIfAny();
    return settings;
  }

  private LaneSettings readLanes() {
    LaneSettings d = LaneSettings.DEFAULTS;
    return new LaneSettings(
        take("lanes.count", d.count()),
        takeBytes("lanes.max-transaction-bytes", d.maxTransactionBytes()),
        take("lanes.max-transaction-batches", d.maxTransactionBatches()),
        take("lanes.max-queued-bytes", d.maxQueuedBytes(), BYTES, SettingsReader::parseBytes),
        take("lanes.max-queued-batches", d.maxQueuedBatches()),
        take("lanes.max-sessions", d.maxSessions()),
        take("lanes.linger-ms", d.lingerMs()),
        take("lanes.start-timeout", d.startTimeout()),
        take("lanes.commit-timeout", d.commitTimeout()),
        take("lanes.heartbeat-every", d.heartbeatEvery()),
        take("lanes.retire-after", d.retireAfter()));
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

  private ReaperSettings readReaper() {
    ReaperSettings d = ReaperSettings.DEFAULTS;
    return new ReaperSettings(
        take("reaper.within", d.within()),
        take("reaper.sweep-every", d.sweepEvery()),
        take("reaper.older-than", d.olderThan()),
        take("reaper.workers", d.workers()));
  }

  private SourceSettings readSource() {
    SourceSettings d = SourceSettings.defaults();
    return new SourceSettings(
        take("source.catch-up-fetchers", d.catchUpFetchers()),
        take("source.tail-fetchers", d.tailFetchers()),
        take("source.max-subscriptions", d.maxSubscriptions()),
        takeBytes("source.max-credit-bytes", d.maxCreditBytes()),
        takeBytes("source.max-partition-fetch-bytes", d.maxPartitionFetchBytes()),
        takeBytes("source.max-fetch-bytes", d.maxFetchBytes()),
        take("source.max-poll-records", d.maxPollRecords()),
        take("source.max-running-partitions", d.maxRunningPartitions()),
        take("source.max-paused-partitions", d.maxPausedPartitions()),
        takeBytes("source.cache-bytes", d.cacheBytes()),
        take("source.max-tail-gap", d.maxTailGap()),
        take("source.tail-wait", d.tailWait()),
        takeBytes("source.turn-bytes", d.turnBytes()),
        take("source.turn", d.turn()),
        take("source.unavailable-after", d.unavailableAfter()),
        take("source.topic-check-every", d.topicCheckEvery()),
        take("source.retry-backoff", d.retryBackoff()));
  }

  private static CheckMode mode(String text) {
    // HOCON's own spellings of a switch.
    return text.equals("false") ? CheckMode.OFF : CheckMode.valueOf(text.toUpperCase(Locale.ROOT));
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

  private int takeBytes(String key, int otherwise) {
    return take(key, otherwise, BYTES, text -> Math.toIntExact(parseBytes(text)));
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
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.check(false, key + ": expected " + expected + ", got '" + value + "'");
      return otherwise;
    }
  }

  private static long parseBytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    long factor =
        switch (unit) {
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          default -> 1;
        };
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
  }

  private static Duration parse(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    ChronoUnit[] units = {
      ChronoUnit.MILLIS, ChronoUnit.SECONDS, ChronoUnit.MINUTES, ChronoUnit.HOURS, ChronoUnit.DAYS
    };
    int group = 2;
    while (matcher.group(group) == null) {
      group++;
    }
    return Duration.of(amount, units[group - 2]);
  }
}
