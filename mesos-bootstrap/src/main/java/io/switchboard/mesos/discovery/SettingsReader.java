package io.switchboard.mesos.discovery;

import com.typesafe.config.Config;
import io.switchboard.mesos.AddressPolicy;
import io.switchboard.mesos.AppSelector;
import io.switchboard.mesos.TaskState;
import io.switchboard.mesos.discovery.Credentials.Token;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads {@link MarathonSettings} and names all problems at once, each with its key. */
final class SettingsReader {
  private static final int MAX_URLS = 16;

  private final SettingsKeys keys;

  private SettingsReader(SettingsKeys keys) {
    this.keys = keys;
  }

  /**
   * Reads the section.
   *
   * @param config the section itself
   * @param path where it lies, for messages
   * @throws IllegalArgumentException naming every problem
   */
  static MarathonSettings read(Config config, String path) {
    SettingsKeys keys = new SettingsKeys(config);
    MarathonSettings settings = new SettingsReader(keys).read();
    keys.refuseOthers();
    if (!keys.problems().isEmpty()) {
      throw new IllegalArgumentException(path + ": " + String.join("; ", keys.problems()));
    }
    return settings;
  }

  private MarathonSettings read() {
    List<URI> urls = urls();
    return new MarathonSettings(
        urls,
        apps(),
        keys.filled("port-name"),
        keys.oneOf("address", AddressPolicy.class, keys.text("address"), AddressPolicy.AUTO),
        states(),
        keys.bool("require-healthy"),
        keys.duration("connect-timeout", Duration.ofMillis(100), Duration.ofSeconds(30)),
        keys.duration("call-timeout", Duration.ofMillis(200), Duration.ofSeconds(60)),
        (int) keys.number("max-redirects", 0, 10),
        (int) keys.bytes("max-answer-bytes", 64 << 10, 64 << 20),
        keys.duration("keep-last-answer", Duration.ZERO, Duration.ofMinutes(10)),
        keys.bool("resolve-hosts"),
        keys.duration("repeat-warnings-every", Duration.ofSeconds(1), Duration.ofDays(1)),
        credentials(urls),
        trust());
  }

  private List<URI> urls() {
    List<String> texts = keys.texts("urls");
    keys.check(!texts.isEmpty() && texts.size() <= MAX_URLS, "urls", "expected 1 to 16 addresses");
    List<URI> urls = new ArrayList<>();
    for (String text : texts) {
      // Not shown when it may hold a password.
      Optional<String> problem = Urls.problem(text);
      problem.ifPresent(
          p ->
              keys.check(
                  false, "urls", SettingsKeys.shown(text.replaceAll("//.*@", "//…@")) + " " + p));
      if (problem.isEmpty()) {
        urls.add(Urls.of(text));
      }
    }
    keys.check(new HashSet<>(urls).size() == urls.size(), "urls", "expected each address once");
    return urls;
  }

  private Function<String, AppSelector> apps() {
    String by = keys.text("apps.by");
    String name = keys.text("apps.label-name");
    String value = keys.text("apps.label-value");
    List<String> ids = keys.texts("apps.ids");
    String group = keys.text("apps.group");
    Function<String, AppSelector> apps =
        switch (by) {
          case "label" ->
              service -> new AppSelector.ByLabel(name, value.isBlank() ? service : value);
          case "ids" -> service -> new AppSelector.ByIds(Set.copyOf(ids));
          case "group" -> service -> new AppSelector.ByGroup(group);
          default -> {
            keys.check(
                false, "apps.by", "expected label, ids or group, got " + SettingsKeys.shown(by));
            yield service -> new AppSelector.ByGroup("/");
          }
        };
    try {
      Objects.requireNonNull(apps.apply("any"));
    } catch (IllegalArgumentException e) {
      keys.check(false, "apps (by = " + by + ")", e.getMessage());
    }
    return apps;
  }

  private Set<TaskState> states() {
    Set<TaskState> states = EnumSet.noneOf(TaskState.class);
    for (String state : keys.texts("states")) {
      states.add(keys.oneOf("states", TaskState.class, state, TaskState.RUNNING));
    }
    keys.check(!states.isEmpty(), "states", "expected at least one");
    return states;
  }

  private Credentials credentials(List<URI> urls) {
    String mode = keys.text("auth.mode");
    String user = keys.text("auth.user");
    String text = keys.text("auth.secret");
    Optional<Path> file = keys.file("auth.secret-file");
    boolean allowPlain = keys.bool("auth.allow-plain-http");
    if (mode.equals("none")) {
      return new Credentials.None();
    }
    keys.check(
        allowPlain || urls.stream().allMatch(Urls::isHttps),
        "auth.mode",
        "the secret would be sent over http, readable for everybody on the way; use https in urls, or set auth.allow-plain-http = on");
    keys.check(user.isEmpty() || mode.equals("basic"), "auth.user", "only basic has a user");
    Secret secret = secret(text, file);
    return switch (mode) {
      case "basic" -> {
        keys.check(
            !user.isBlank() && !user.contains(":"), "auth.user", "expected a name without colon");
        yield new Credentials.Basic(user, secret);
      }
      case "bearer" -> new Token(Token.BEARER, secret);
      case "dcos" -> new Token(Token.DCOS, secret);
      default -> {
        keys.check(
            false,
            "auth.mode",
            "expected none, basic, bearer or dcos, got " + SettingsKeys.shown(mode));
        yield new Credentials.None();
      }
    };
  }

  private Secret secret(String text, Optional<Path> file) {
    keys.check(
        text.isBlank() == file.isPresent(),
        "auth.secret, auth.secret-file",
        "expected exactly one of them");
    keys.check(
        text.chars().noneMatch(Character::isISOControl),
        "auth.secret",
        "expected one line without control characters");
    return file.<Secret>map(Secret.InFile::new).orElseGet(() -> new Secret.Text(text));
  }

  private Trust trust() {
    Optional<Path> ca = keys.file("tls.ca-file");
    Optional<Path> store = keys.file("tls.trust-store");
    Optional<Path> password = keys.file("tls.trust-store-password-file");
    String type = keys.text("tls.trust-store-type");
    keys.check(ca.isEmpty() || store.isEmpty(), "tls", "expected ca-file or trust-store, not both");
    keys.check(
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
      keys.check(false, key, SettingsKeys.shown(file) + " cannot be used (" + e + ")");
    }
    return trust;
  }
}
