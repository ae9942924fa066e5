package io.switchboard.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AkkaConfigTest {
  private static Config akka(String changes) {
    Config root =
        ConfigFactory.parseString(changes).withFallback(ConfigFactory.defaultReference()).resolve();
    return AkkaConfig.of(NodeSettings.from(root), UUID.randomUUID(), root);
  }

  /** Akka takes five seconds of the hand-over's time for itself, and the rest is the sessions'. */
  @Test
  void aHandOverLastsAsLongAsItsSessionsMayNeedToStopAndNoLonger() {
    assertThat(akka("").getDuration("akka.cluster.sharding.handoff-timeout")).hasSeconds(12);

    Duration longer =
        akka("switchboard.sessions.stop-within = 10 s")
            .getDuration("akka.cluster.sharding.handoff-timeout");

    assertThat(longer.minusSeconds(5)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
  }

  @Test
  void whatFollowsFromTheSettingsWinsOverTheirCopiesInAkkasConfiguration() {
    Config akka =
        akka(
            """
            switchboard.sessions.shards = 12
            akka.cluster.sharding { number-of-shards = 5, handoff-timeout = 60 s }
            """);

    assertThat(akka.getInt("akka.cluster.sharding.number-of-shards")).isEqualTo(12);
    assertThat(akka.getDuration("akka.cluster.sharding.handoff-timeout")).hasSeconds(12);
  }
}
