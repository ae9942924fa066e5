package io.switchboard.node.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Settings are taken whole or refused whole, with every mistake named. */
class DoorSettingsTest {
  @Test
  void theDefaultsAreValid() {
    DoorSettings settings =
        DoorSettings.from(ConfigFactory.parseResources("reference.conf").resolve());
    assertThat(settings.message().maxMessageBytes()).isEqualTo(5 << 20);
    assertThat(settings.inFlightBytes()).isEqualTo(64 << 20);
    assertThat(settings.maxConnections()).isEqualTo(10_000);
    assertThat(settings.idleTimeout()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void allMistakesAreNamedAtOnce() {
    assertThatThrownBy(
            () ->
                DoorFixture.settings(
                    "http.port = 70000",
                    "threads = 0",
                    "slow.reply-timeout = 0 s",
                    "message.max-depth = deep",
                    "tcp.host = \"\""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "switchboard.door.http.port: expected 0 to 65535, got 70000",
            "switchboard.door.threads",
            "switchboard.door.slow.reply-timeout",
            "message.max-depth",
            "switchboard.door.tcp.host");
  }

  @Test
  void settingsThatDoNotFitTogetherAreRefused() {
    assertThatThrownBy(
            () ->
                DoorFixture.settings(
                    "budget.in-flight-bytes = 6 MiB",
                    "budget.reply-bytes = 1 MiB",
                    "http.port = 9090",
                    "tcp.port = 9090"))
        .hasMessageContainingAll("budget.in-flight-bytes", "budget.reply-bytes", "9090 twice");
  }
}
