package io.switchboard.mesos.discovery;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.switchboard.mesos.AddressPolicy;
import io.switchboard.mesos.AppSelector;
import io.switchboard.mesos.TaskState;
import io.switchboard.mesos.discovery.Credentials.Token;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads {@link MarathonSettings} and names all problems at once, each with its key. */
final class SettingsReader {
  private static final int MAX_URLS = 16;
  private static final int MAX_PROBLEM_VALUE = 60;

  private final Config config;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> taken = new HashSet<>(Set.of("class"));

  private SettingsReader(Config config) {
    this.config = config;
  }

  /**
   * Reads the section.
   *
   * @param config the section itself
   * @param path where it lies, for messages
   * @throws IllegalArgumentException naming every problem
   */
  static MarathonSettings read(Config config, String path) {
    SettingsReader reader = new SettingsReader(config);
    MarathonSettings settings = reader.read();
    reader.refuseOthers();
    if (!reader.problems.isEmpty()) {
      throw new IllegalArgumentException(path + ": " + String.join("; ", reader.problems));
    }
    return settings;
  }

  private MarathonSettings read() {
    List<URI> urls = urls();
    return new MarathonSettings(
        urls,
        apps(),
        filled("port-name"),
        oneOf("address", AddressPolicy.class, text("address"), AddressPolicy.AUTO),
        states(),
        bool("require-healthy"),
        duration("connect-timeout", Duration.ofMillis(100), Duration.ofSeconds(30)),
        duration("call-timeout", Duration.ofMillis(200), Duration.ofSeconds(60)),
        (int) number("max-redirects", 0, 10),
        (int) bytes("max-answer-bytes", 64 << 10, 64 << 20),
        duration("keep-last-answer", Duration.ZERO, Duration.ofMinutes(10)),
        bool("resolve-hosts"),
        duration("repeat-warnings-every", Duration.ofSeconds(1), Duration.ofDays(1)),
        credentials(urls),
        trust());
  }

  /** A key that nobody reads is a mistake that would not be noticed otherwise. */
  private void refuseOthers() {
    config.entrySet().stream()
        .map(entry -> entry.getKey())
        .filter(key -> !taken.contains(key))
        .sorted()
        .forEach(key -> check(false, key, "is not a setting"));
  }

  private List<URI> urls() {
    List<String> texts = take("urls", config::getStringList, List.of());
    check(!texts.isEmpty() && texts.size() <= MAX_URLS, "urls", "expected 1 to 16 addresses");
    List<URI> urls = new ArrayList<>();
    for (String text : texts) {
      // Not shown when it may hold a password.
      Optional<String> problem = Urls.problem(text);
      problem.ifPresent(
          p -> check(false, "urls", shown(text.replaceAll("//.*@", "//…@")) + " " + p));
      if (problem.isEmpty()) {
        urls.add(Urls.of(text));
      }
    }
    check(new HashSet<>(urls).size() == urls.size(), "urls", "expected each address once");
    return urls;
  }

  private Function<String, AppSelector> apps() {
    String by = text("apps.by");
    String name = text("apps.label-name");
    String value = text("apps.label-value");
    List<String> ids = take("apps.ids", config::getStringList, List.of());
    String group = text("apps.group");
    Function<String, AppSelector> apps =
        switch (by) {
          case "label" ->
              service -> new AppSelector.ByLabel(name, value.isBlank() ? service : value);
          case "ids" -> service -> new AppSelector.ByIds(Set.copyOf(ids));
          case "group" -> service -> new AppSelector.ByGroup(group);
          default -> {
            check(false, "apps.by", "expected label, ids or group, got " + shown(by));
            yield service -> new AppSelector.ByGroup("/");
          }
        };
    try {
      Objects.requireNonNull(apps.apply("any"));
    } catch (IllegalArgumentException e) {
      check(false, "apps (by = " + by + ")", e.getMessage());
    }
    return apps;
  }

  private Set<TaskState> states() {
    Set<TaskState> states = EnumSet.noneOf(TaskState.class);
    for (String state : take("states", config::getStringList, List.of("running"))) {
      states.add(oneOf("states", TaskState.class, state, TaskState.RUNNING));
    }
    check(!states.isEmpty(), "states", "expected at least one");
    return states;
  }

  private Credentials credentials(List<URI> urls) {
    String mode = text("auth.mode");
    String user = text("auth.user");
    String text = text("auth.secret");
    Optional<Path> file = file("auth.secret-file");
    boolean allowPlain = bool("auth.allow-plain-http");
    if (mode.equals("none")) {
      return new Credentials.None();
    }
    check(
        allowPlain || urls.stream().allMatch(Urls::isHttps),
        "auth.mode",
        "the secret would be sent over http, readable for everybody on the way; use https in urls, or set auth.allow-plain-http = on");
    check(user.isEmpty() || mode.equals("basic"), "auth.user", "only basic has a user");
    Secret secret = secret(text, file);
    return switch (mode) {
      case "basic" -> {
        check(!user.isBlank() && !user.contains(":"), "auth.user", "expected a name without colon");
        yield new Credentials.Basic(user, secret);
      }
      case "bearer" -> new Token(Token.BEARER, secret);
      case "dcos" -> new Token(Token.DCOS, secret);
      default -> {
        check(false, "auth.mode", "expected none, basic, bearer or dcos, got " + shown(mode));
        yield new Credentials.None();
      }
    };
  }

  private Secret secret(String text, Optional<Path> file) {
    check(
        text.isBlank() == file.isPresent(),
        "auth.secret, auth.secret-file",
        "expected exactly one of them");
    check(
        text.chars().noneMatch(Character::isISOControl),
        "auth.secret",
        "expected one line without control characters");
    return file.<Secret>map(Secret.InFile::new).orElseGet(() -> new Secret.Text(text));
  }

  private Trust trust() {
    Optional<Path> ca = file("tls.ca-file");
    Optional<Path> store = file("tls.trust-store");
    Optional<Path> password = file("tls.trust-store-password-file");
    String type = text("tls.trust-store-type");
    check(ca.isEmpty() || store.isEmpty(), "tls", "expected ca-file or trust-store, not both");
    check(
        password.isEmpty() || store.isPresent(),
        "tls.trust-store-password-file",
        "is of no use without trust-store");
    Trust trust =
        ca.<Trust>map(Trust.CaFile::new)
            .or(() -> store.map(file -> new Trust.TrustStore(file, type, password)))
            .orElseGet(Trust.OfTheJvm::new);
    try {
      trust.context();
    } catch (IOException | GeneralSecurityException e) {
      String key = ca.isPresent() ? "tls.ca-file" : "tls.trust-store";
      String file = ca.or(() -> store).map(Path::toString).orElse("");
      check(false, key, shown(file) + " cannot be used (" + e + ")");
    }
    return trust;
  }

  private Optional<Path> file(String key) {
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

  private String filled(String key) {
    String text = text(key);
    check(!text.isBlank(), key, "expected a name");
    return text;
  }

  private String text(String key) {
    return take(key, config::getString, "");
  }

  private boolean bool(String key) {
    return take(key, config::getBoolean, false);
  }

  private long number(String key, long lowest, long highest) {
    return within(key, take(key, config::getLong, lowest), lowest, highest);
  }

  private long bytes(String key, long lowest, long highest) {
    return within(key, take(key, config::getBytes, lowest), lowest, highest);
  }

  private long within(String key, long value, long lowest, long highest) {
    check(
        value >= lowest && value <= highest,
        key,
        "expected %d to %d, got %d".formatted(lowest, highest, value));
    return value;
  }

  private Duration duration(String key, Duration lowest, Duration highest) {
    Duration value = take(key, config::getDuration, lowest);
    check(
        value.compareTo(lowest) >= 0 && value.compareTo(highest) <= 0,
        key,
        "expected %s to %s, got %s".formatted(lowest, highest, value));
    return value;
  }

  private <E extends Enum<E>> E oneOf(String key, Class<E> type, String text, E otherwise) {
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

  private void check(boolean right, String key, String problem) {
    if (!right) {
      problems.add(key + ": " + problem);
    }
  }

  private static String shown(String value) {
    return "\""
        + (value.length() <= MAX_PROBLEM_VALUE
            ? value
            : value.substring(0, MAX_PROBLEM_VALUE) + "…")
        + "\"";
  }
}
