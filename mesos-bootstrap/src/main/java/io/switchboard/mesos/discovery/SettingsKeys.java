package io.switchboard.mesos.discovery;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads single keys, gives something harmless in place of what is wrong, and gathers the problems,
 * so that all of them can be told at once.
 */
final class SettingsKeys {
  private static final int MAX_PROBLEM_VALUE = 60;

  private final Config config;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> taken = new HashSet<>(Set.of("class"));

  SettingsKeys(Config config) {
    this.config = config;
  }

  /** All that was wrong so far, each with its key. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** A key that nobody reads is a mistake that would not be noticed otherwise. */
  void refuseOthers() {
    config.entrySet().stream()
        .map(entry -> entry.getKey())
        .filter(key -> !taken.contains(key))
        .sorted()
        .forEach(key -> check(false, key, "is not a setting"));
  }

  Optional<Path> file(String key) {
    String text = text(key);
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      Path file = Path.of(text);
      check(Files.isReadable(file), key, shown(text) + " cannot be read");
      return Optional.of(file);
    } catch (InvalidPathException e) {
      check(false, key, shown(text) + " is not a path");
      return Optional.empty();
    }
  }

  String filled(String key) {
    String text = text(key);
    check(!text.isBlank(), key, "expected a name");
    return text;
  }

  String text(String key) {
    return take(key, config::getString, "");
  }

  List<String> texts(String key) {
    return take(key, config::getStringList, List.of());
  }

  boolean bool(String key) {
    return take(key, config::getBoolean, false);
  }

  long number(String key, long lowest, long highest) {
    return within(key, take(key, config::getLong, lowest), lowest, highest);
  }

  long bytes(String key, long lowest, long highest) {
    return within(key, take(key, config::getBytes, lowest), lowest, highest);
  }

  private long within(String key, long value, long lowest, long highest) {
    check(
        value >= lowest && value <= highest,
        key,
        "expected %d to %d, got %d".formatted(lowest, highest, value));
    return value;
  }

  Duration duration(String key, Duration lowest, Duration highest) {
    Duration value = take(key, config::getDuration, lowest);
    check(
        value.compareTo(lowest) >= 0 && value.compareTo(highest) <= 0,
        key,
        "expected %s to %s, got %s".formatted(lowest, highest, value));
    return value;
  }

  <E extends Enum<E>> E oneOf(String key, Class<E> type, String text, E otherwise) {
    String wanted = text.toUpperCase(Locale.ROOT).replace('-', '_');
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(wanted)) {
        return value;
      }
    }
    List<String> names = new ArrayList<>();
    for (E value : type.getEnumConstants()) {
      names.add(value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    check(false, key, "expected one of " + names + ", got " + shown(text));
    return otherwise;
  }

  private <T> T take(String key, Function<String, T> reader, T otherwise) {
    taken.add(key);
    try {
      return reader.apply(key);
    } catch (ConfigException.Missing e) {
      check(false, key, "is missing");
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      check(false, key, "has a value of another kind than expected");
    }
    return otherwise;
  }

  void check(boolean right, String key, String problem) {
    if (!right) {
      problems.add(key + ": " + problem);
    }
  }

  static String shown(String value) {
    return "\""
        + (value.length() <= MAX_PROBLEM_VALUE
            ? value
            : value.substring(0, MAX_PROBLEM_VALUE) + "…")
        + "\"";
  }
}
