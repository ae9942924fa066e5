package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.mesos.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Discovery as in production, without an actor system: from settings to the socket. */
final class Bed implements AutoCloseable {
  /** One task of an app with the default label and port. */
  static final String ONE_TASK =
      """
      {"apps": [{
        "id": "/a", "labels": {"ACTOR_SYSTEM_NAME": "switchboard"}, "networks": [{"mode": "host"}],
        "portDefinitions": [{"name": "akkamgmthttp"}],
        "tasks": [{"id": "a.1", "appId": "/a", "host": "10.0.0.1", "state": "TASK_RUNNING",
                   "ports": [31001]}]}]}
      """;

  /** What does not come at once on a quiet machine may take as long on a busy one. */
  private static final Duration ENOUGH = Duration.ofSeconds(30);

  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final MarathonSettings settings;
  private final Lookups lookups;

  private Bed(Config section) {
    settings = SettingsReader.read(section, MarathonServiceDiscovery.PATH);
    lookups = MarathonServiceDiscovery.wire(settings, executor, System::nanoTime);
  }

  static Bed of(MarathonDouble... marathons) {
    return of(Map.of(), marathons);
  }

  static Bed of(Map<String, Object> overrides, MarathonDouble... marathons) {
    Map<String, Object> all = new HashMap<>(overrides);
    all.putIfAbsent("urls", List.of(marathons).stream().map(MarathonDouble::url).toList());
    return new Bed(section(all));
  }

  /** The section of the module's {@code reference.conf} with some other values. */
  static Config section(Map<String, Object> overrides) {
    return ConfigFactory.parseMap(overrides)
        .withFallback(ConfigFactory.defaultReference().getConfig(MarathonServiceDiscovery.PATH));
  }

  List<String> lookup() {
    return lookup(ENOUGH);
  }

  List<String> lookup(Duration within) {
    return begin(within).join().stream().map(Bed::shown).toList();
  }

  CompletableFuture<List<Target>> begin(Duration within) {
    return lookups.ask(settings.query("switchboard", ""), within);
  }

  LookupFailedException failure() {
    return failure(ENOUGH);
  }

  LookupFailedException failure(Duration within) {
    CompletionException thrown =
        catchThrowableOfType(CompletionException.class, () -> lookup(within));
    if (thrown == null) {
      throw new AssertionError("expected a failed lookup, got an answer");
    }
    if (thrown.getCause() instanceof LookupFailedException failure) {
      return failure;
    }
    throw new AssertionError("expected a LookupFailedException", thrown.getCause());
  }

  DiscoveryStats stats() {
    return lookups.stats();
  }

  static String resource(String name) {
    try (InputStream in = Target.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String shown(Target target) {
    return target.host() + ":" + target.port();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
