package io.switchboard.node;

import io.switchboard.kafka.CheckMode;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.check.BrokerCheck;
import io.switchboard.kafka.check.Finding;
import io.switchboard.kafka.check.Finding.Weight;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks over Kafka when a node starts, and says what is wrong. It keeps a node from starting only
 * where it was told to be strict, and only because of what voids exactly-once for certain.
 */
final class KafkaCheck {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaCheck.class);

  private static final String REMEDY =
      "\nPut it right, or set switchboard.kafka.check = warn to start all the same.";

  private KafkaCheck() {}

  /**
   * Blocks for a few answers of Kafka.
   *
   * @throws IllegalStateException in strict mode: exactly-once does not hold, or cannot be checked
   */
  static void run(Admin admin, KafkaSettings settings) {
    if (settings.check() == CheckMode.OFF) {
      return;
    }
    List<Finding> findings;
    try {
      findings = BrokerCheck.findings(admin, settings);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka was looked over", e);
    } catch (IllegalStateException silent) {
      if (settings.check() == CheckMode.STRICT) {
        throw new IllegalStateException(silent.getMessage() + REMEDY, silent);
      }
      LOG.warn("Kafka could not be looked over: {}", silent.getMessage());
      return;
    }
    judge(findings, settings.check());
  }

  /** Logs what is wrong, and refuses what must not be. */
  static void judge(List<Finding> findings, CheckMode mode) {
    findings.stream()
        .filter(finding -> finding.weight() != Weight.GOOD)
        .forEach(finding -> LOG.warn("Kafka weight={} {}", finding.weight(), finding));
    List<Finding> fatal =
        findings.stream().filter(finding -> finding.weight() == Weight.VOIDS_EXACTLY_ONCE).toList();
    if (mode == CheckMode.STRICT && !fatal.isEmpty()) {
      throw new IllegalStateException(
          "this Kafka cannot keep exactly-once:\n  "
              + fatal.stream().map(Finding::toString).collect(Collectors.joining("\n  "))
              + REMEDY);
    }
  }
}
