package io.switchboard.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The deployments that {@code clusters.conf} names, so that commands find them by {@code --cluster
 * NAME}: in {@code $SWITCHBOARD_CLUSTERS}, or {@code $XDG_CONFIG_HOME/switchboard/clusters.conf},
 * or {@code ~/.config/switchboard/clusters.conf}.
 */
public final class ClusterProfiles {
  /** Names another file. */
  static final String ENVIRONMENT = "SWITCHBOARD_CLUSTERS";

  private static final Set<String> KEYS = Set.of("management", "token-file", "addresses");
  private static final String EXAMPLE =
      "clusters { prod { management = [\"http://host:8558\"], token-file = \"prod.token\","
          + " addresses = [\"tcp://host:9090\"] } }";

  private final Path file;
  private final List<ClusterProfile> profiles;

  private ClusterProfiles(Path file, List<ClusterProfile> profiles) {
    this.file = file;
    this.profiles = List.copyOf(profiles);
  }

  /** Those of this user. */
  public static ClusterProfiles standard() {
    return read(file(System.getenv(), Path.of(System.getProperty("user.home"))));
  }

  static Path file(Map<String, String> environment, Path userHome) {
    Optional<String> own = set(environment, ENVIRONMENT);
    if (own.isPresent()) {
      return Path.of(own.get());
    }
    return set(environment, "XDG_CONFIG_HOME")
        .map(Path::of)
        // The XDG specification: a relative one is to be ignored.
        .filter(Path::isAbsolute)
        .orElse(userHome.resolve(".config"))
        .resolve("switchboard/clusters.conf");
  }

  private static Optional<String> set(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /**
   * Reads a file; one that is not there names none.
   *
   * @throws CliException {@link ExitCodes#USAGE} if it is not understood, naming every problem
   */
  static ClusterProfiles read(Path file) {
    if (!Files.exists(file)) {
      return new ClusterProfiles(file, List.of());
    }
    List<String> problems = new ArrayList<>();
    List<ClusterProfile> profiles = new ArrayList<>();
    try {
      Config root = ConfigFactory.parseFile(file.toFile()).resolve();
      if (root.hasPath("clusters")) {
        ConfigObject clusters = root.getObject("clusters");
        for (String name : new TreeSet<>(clusters.keySet())) {
          profile(file, name, root.getConfig("clusters." + ConfigUtil.quoteString(name)), problems)
              .ifPresent(profiles::add);
        }
      } else {
        problems.add("it has no 'clusters'");
      }
    } catch (ConfigException e) {
      problems.add(e.getMessage());
    }
    if (!problems.isEmpty()) {
      throw CliException.usage(
          "Cannot use " + file + ": " + String.join("; ", problems) + ".", "Write: " + EXAMPLE);
    }
    return new ClusterProfiles(file, profiles);
  }

  private static Optional<ClusterProfile> profile(
      Path file, String name, Config config, List<String> problems) {
    int before = problems.size();
    for (String key : config.root().keySet()) {
      if (!KEYS.contains(key)) {
        problems.add(name + "." + key + " is none of " + new TreeSet<>(KEYS));
      }
    }
    for (String needed : List.of("management", "token-file")) {
      if (!config.hasPath(needed)) {
        problems.add(name + " lacks " + needed);
      }
    }
    List<String> addresses =
        config.hasPath("addresses") ? config.getStringList("addresses") : List.of();
    List<String> management =
        config.hasPath("management") ? config.getStringList("management") : List.of();
    management.stream()
        .filter(url -> !isUrl(url, Set.of("http", "https")))
        .forEach(url -> problems.add(name + ".management: '" + url + "' is no http://host:port"));
    addresses.stream()
        .filter(url -> !isUrl(url, Set.of("http", "tcp")))
        .forEach(url -> problems.add(name + ".addresses: '" + url + "' is no tcp://host:port"));
    if (problems.size() > before) {
      return Optional.empty();
    }
    // Beside the file, so that both can be moved together.
    Path token = file.toAbsolutePath().resolveSibling(config.getString("token-file"));
    return Optional.of(new ClusterProfile(name, management, token, addresses));
  }

  private static boolean isUrl(String text, Set<String> schemes) {
    try {
      URI uri = URI.create(text);
      return uri.getScheme() != null
          && schemes.contains(uri.getScheme())
          && uri.getHost() != null
          && uri.getPort() > 0;
    } catch (IllegalArgumentException notAUri) {
      return false;
    }
  }

  /** Where they are, or would be. */
  public Path file() {
    return file;
  }

  /** All, by name. */
  public List<ClusterProfile> all() {
    return profiles;
  }

  /**
   * The one of this name.
   *
   * @throws CliException {@link ExitCodes#USAGE} if there is none, with those that there are
   */
  public ClusterProfile named(String name) {
    return profiles.stream()
        .filter(profile -> profile.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                profiles.isEmpty()
                    ? CliException.usage(
                        "There is no cluster '" + name + "': " + file + " names none.",
                        "Write into it: " + EXAMPLE)
                    : CliException.usage(
                        "There is no cluster '" + name + "' in " + file + ".",
                        "Known are: "
                            + String.join(
                                ", ", profiles.stream().map(ClusterProfile::name).toList())));
  }
}
