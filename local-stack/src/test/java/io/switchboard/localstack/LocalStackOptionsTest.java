package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalStackOptionsTest {

  private final LocalStackOptions defaults = LocalStackOptions.in(Path.of("somewhere"));

  @Test
  void everyWrongValueIsReportedAtOnce() {
    assertThatThrownBy(
            () ->
                new LocalStackOptions(
                    Path.of("x"),
                    1,
                    2,
                    -1,
                    70_000,
                    Durability.PROCESS_CRASH,
                    false,
                    Duration.ZERO,
                    line -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kafkaHeapMb")
        .hasMessageContaining("cassandraHeapMb")
        .hasMessageContaining("kafkaPort")
        .hasMessageContaining("cassandraPort")
        .hasMessageContaining("startTimeout");
  }

  @Test
  void theServersCannotShareAPort() {
    assertThatThrownBy(() -> defaults.withPorts(19_000, 19_000)).hasMessageContaining("both 19000");
    assertThat(defaults.withPorts(0, 0).kafkaPort()).isZero();
  }

  @Test
  void eachChangeChangesThatAlone() {
    LocalStackOptions changed =
        defaults
            .withPorts(1_001, 1_002)
            .withHeapMb(301, 302)
            .withDurability(Durability.POWER_LOSS)
            .withQuickStart(true)
            .withStartTimeout(Duration.ofSeconds(7));

    assertThat(changed)
        .isEqualTo(
            new LocalStackOptions(
                defaults.directory(),
                301,
                302,
                1_001,
                1_002,
                Durability.POWER_LOSS,
                true,
                Duration.ofSeconds(7),
                defaults.progress()));
  }
}
