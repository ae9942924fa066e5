package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import akka.actor.ActorSystem;
import akka.discovery.Discovery;
import akka.discovery.Lookup;
import akka.discovery.ServiceDiscovery;
import akka.discovery.ServiceDiscovery.Resolved;
import akka.discovery.ServiceDiscovery.ResolvedTarget;
import com.typesafe.config.ConfigFactory;
import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Discovery as Akka loads and asks it. */
final class MarathonServiceDiscoveryTest {
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private final MarathonDouble marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
  private Optional<ActorSystem> system = Optional.empty();

  @AfterEach
  void stop() throws Exception {
    if (system.isPresent()) {
      system.get().terminate();
      system.get().getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
    marathon.close();
  }

  @Test
  void akkaFindsItByItsMethodAndGetsHostPortAndAddress() throws Exception {
    Resolved resolved = load("").lookup("switchboard", WITHIN).toCompletableFuture().get();

    assertThat(resolved.serviceName()).isEqualTo("switchboard");
    assertThat(resolved.getAddresses())
        .containsExactly(
            new ResolvedTarget(
                "10.0.0.1",
                scala.Option.apply((Object) 31001),
                scala.Option.apply(InetAddress.getByName("10.0.0.1"))));
  }

  @Test
  void thePortOfTheLookupIsTheOneThatIsLookedFor() throws Exception {
    Lookup lookup = Lookup.create("switchboard").withPortName("other");

    assertThat(load("").lookup(lookup, WITHIN).toCompletableFuture().get().getAddresses())
        .isEmpty();
  }

  @Test
  void aFailureReachesTheAskerAsItIs() {
    marathon.nowReplies(MarathonDouble.status(401));

    CompletionStage<Resolved> lookup = load("").lookup("switchboard", WITHIN);

    assertThat(lookup.handle((resolved, failure) -> failure).toCompletableFuture())
        .succeedsWithin(WITHIN)
        .asInstanceOf(type(LookupFailedException.class))
        .extracting(LookupFailedException::kind)
        .isEqualTo(Kind.DENIED);
  }

  @Test
  void settingsThatAreNotValidKeepItFromBeingLoaded() {
    assertThatThrownBy(() -> load("address = nearest, call-timeout = 1 ms"))
        .hasStackTraceContaining("address: expected one of")
        .hasStackTraceContaining("call-timeout: expected");
  }

  private ServiceDiscovery load(String settings) {
    String config =
        """
        akka.loglevel = WARNING
        akka.discovery.method = switchboard-marathon
        akka.discovery.switchboard-marathon { urls = ["%s"], %s }
        """
            .formatted(marathon.url(), settings);
    ActorSystem created =
        ActorSystem.create(
            "discovery", ConfigFactory.parseString(config).withFallback(ConfigFactory.load()));
    system = Optional.of(created);
    return Discovery.get(created).discovery();
  }
}
