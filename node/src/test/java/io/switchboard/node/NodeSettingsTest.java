package io.switchboard.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.switchboard.entity.placement.PlacementSettings;
import io.switchboard.entity.spill.SweepSettings;
import io.switchboard.kafka.CheckMode;
import io.switchboard.kafka.KafkaConnection;
import io.switchboard.kafka.KafkaSettings;
import org.junit.jupiter.api.Test;

class NodeSettingsTest {
  private static KafkaSettings kafka(String changes) {
    return settings(changes).kafka();
  }

  private static NodeSettings settings(String changes) {
    return NodeSettings.from(
        ConfigFactory.parseString(changes)
            .withFallback(ConfigFactory.defaultReference())
            .resolve());
  }

  @Test
  void whatIsDocumentedAsKafkasDefaultsIsWhatTheCodeHas() {
    assertThat(kafka(""))
        .isEqualTo(KafkaSettings.defaults(KafkaConnection.plain("127.0.0.1:9092"), "switchboard"));
  }

  @Test
  void readingAndTheCheckCanBeConfigured() {
    KafkaSettings settings =
        kafka("switchboard.kafka { check = off, source { catch-up-fetchers = 3, turn = 1 s } }");

    assertThat(settings.check()).isEqualTo(CheckMode.OFF);
    assertThat(settings.source().catchUpFetchers()).isEqualTo(3);
    assertThat(settings.source().turn()).hasSeconds(1);
  }

  @Test
  void allProblemsOfReadingAreToldWithTheirKeys() {
    assertThatThrownBy(
            () -> kafka("switchboard.kafka.source { tail-fetchers = 0, max-poll-records = 0 }"))
        .hasMessageContaining("source.tail-fetchers")
        .hasMessageContaining("source.max-poll-records");
  }

  @Test
  void whatIsDocumentedAsThePlacementsDefaultsIsWhatTheCodeHas() {
    assertThat(settings("").placement()).isEqualTo(PlacementSettings.DEFAULTS);
    assertThatThrownBy(
            () -> settings("switchboard.placement { moves-at-once = 0, worth.ratio = -1 }"))
        .hasMessageContaining("moves-at-once")
        .hasMessageContaining("worth.ratio");
  }

  @Test
  void theSpillFolderIsBoundedAndAllItsProblemsAreTold() {
    NodeSettings.Spill spill = settings("").spill();
    assertThat(spill.maxBytes()).isEqualTo(256L << 20);
    assertThat(spill.sweep()).isEqualTo(SweepSettings.DEFAULTS);

    assertThatThrownBy(() -> settings("switchboard.spill { folder = \"\", max-bytes = 1 MiB }"))
        .hasMessageContaining("folder")
        .hasMessageContaining("max-bytes");
    assertThatThrownBy(() -> settings("switchboard.spill.look-every = 1 ms"))
        .hasMessageContaining("look-every");
  }

  @Test
  void aBatchIsNeverLargerThanWhatPassesBetweenNodes() {
    String limits = "switchboard.sessions.limits.";
    assertThat(settings(limits + "max-batch-bytes = 4 MiB").api().limits().maxBatchBytes())
        .isEqualTo(4 << 20);
    assertThatThrownBy(() -> settings(limits + "max-batch-bytes = 4097 KiB"))
        .hasMessageContaining("sessions.limits.max-batch-bytes");
  }
}
