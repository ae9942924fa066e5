package io.switchboard.kafka.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.kafka.KafkaBed;
import io.switchboard.kafka.KafkaConnection;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.check.Finding.Weight;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** The check against a real broker: that the names it looks for are those that brokers use. */
class BrokerCheckIT {

  @Test
  void aKafkaAndALedgerAsTheyShouldBeLackNothingButBrokers() throws Exception {
    try (KafkaBed bed = new KafkaBed("check", s -> s)) {
      List<Finding> findings = BrokerCheck.findings(bed.parts().admin(), bed.settings());

      assertThat(findings)
          .filteredOn(finding -> finding.weight() != Weight.GOOD)
          .extracting(Finding::subject)
          .containsExactly("brokers");
      assertThat(findings)
          .filteredOn(finding -> finding.weight() == Weight.GOOD)
          .extracting(Finding::subject)
          .contains("version", "transactions", "leader election", "ledger");

      bed.configure(bed.settings().ledger().topic(), "cleanup.policy", "compact");
      bed.configure(bed.settings().ledger().topic(), "retention.ms", "1000");

      assertThat(bed.parts().problems())
          .anyMatch(problem -> problem.detail().contains("cleanup.policy is compact"))
          .anyMatch(problem -> problem.detail().contains("retention.ms is 1000"));
    }
  }

  @Test
  void aMissingLedgerIsToldWithWhatToDo() throws Exception {
    try (KafkaBed bed = new KafkaBed("check", s -> s)) {
      KafkaSettings other =
          KafkaSettings.defaults(bed.settings().connection(), bed.settings().clusterId() + "-no");

      assertThat(BrokerCheck.findings(bed.parts().admin(), other))
          .anyMatch(
              finding ->
                  finding.weight() == Weight.BLOCKS
                      && finding.detail().contains(other.ledger().topic())
                      && finding.advice().contains("cleanup.policy=delete"));
    }
  }

  @Test
  void aKafkaThatDoesNotAnswerIsAnError() {
    KafkaSettings nowhere =
        new KafkaSettings(
            KafkaConnection.plain("127.0.0.1:1"),
            "x",
            KafkaSettings.defaults(KafkaConnection.plain("x:1"), "x").lanes(),
            KafkaSettings.defaults(KafkaConnection.plain("x:1"), "x").ledger(),
            KafkaSettings.defaults(KafkaConnection.plain("x:1"), "x").reaper(),
            KafkaSettings.defaults(KafkaConnection.plain("x:1"), "x").source(),
            KafkaSettings.defaults(KafkaConnection.plain("x:1"), "x").check(),
            Duration.ofMillis(300));
    try (Admin admin =
        Admin.create(
            nowhere
                .connection()
                .toClientConfig(
                    Map.of("request.timeout.ms", 300, "default.api.timeout.ms", 300)))) {
      assertThatThrownBy(() -> BrokerCheck.findings(admin, nowhere))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
