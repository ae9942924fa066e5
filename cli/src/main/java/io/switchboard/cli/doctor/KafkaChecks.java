package io.switchboard.cli.doctor;

import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.check.BrokerCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Kafka: reachable, and set up as exactly-once publishing assumes; as a node checks it at its
 * start.
 */
final class KafkaChecks {
  private static final int TIMEOUT_MS = 8_000;

  private KafkaChecks() {}

  static List<Finding> all(KafkaSettings settings) throws InterruptedException {
    Map<String, Object> config =
        settings
            .connection()
            .toClientConfig(
                Map.of(
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MS / 2,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MS));
    String bootstrap = settings.connection().bootstrap();
    try (Admin admin = Admin.create(config)) {
      admin.describeCluster().clusterId().get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
      List<Finding> findings = new ArrayList<>();
      findings.add(Finding.ok("Kafka", bootstrap + " answers"));
      BrokerCheck.findings(admin, settings).forEach(one -> findings.add(translated(one)));
      return findings;
    } catch (ExecutionException | TimeoutException | KafkaException | IllegalStateException e) {
      return List.of(
          Finding.fail(
              "Kafka",
              bootstrap + " does not answer: " + text(e),
              "Is it running? Check switchboard.kafka.bootstrap and switchboard.kafka.client."));
    }
  }

  private static Finding translated(io.switchboard.kafka.check.Finding one) {
    Finding.Level level =
        switch (one.weight()) {
          case GOOD -> Finding.Level.OK;
          case ADVICE -> Finding.Level.WARN;
          case BLOCKS, VOIDS_EXACTLY_ONCE -> Finding.Level.FAIL;
        };
    return new Finding(level, one.subject(), one.detail(), one.advice());
  }

  private static String text(Exception e) {
    Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
