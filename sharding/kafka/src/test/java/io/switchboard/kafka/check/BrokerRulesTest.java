package io.switchboard.kafka.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.kafka.LaneSettings;
import io.switchboard.kafka.LedgerSettings;
import io.switchboard.kafka.check.BrokerFacts.Topic;
import io.switchboard.kafka.check.Finding.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerRulesTest {
  private static final String LEDGER = "x-switchboard-ledger";
  private static final Set<AclOperation> ALLOWED =
      Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE);

  private int brokers = 3;
  private final Map<String, Short> features =
      new HashMap<>(Map.of("metadata.version", (short) 27, "transaction.version", (short) 2));
  private final Map<String, String> broker =
      new HashMap<>(
          Map.of(
              "transaction.partition.verification.enable", "true",
              "add.partitions.to.txn.retry.backoff.ms", "1",
              "transaction.max.timeout.ms", "900000",
              "transactional.id.expiration.ms", "604800000",
              "unclean.leader.election.enable", "false",
              "transaction.state.log.replication.factor", "3",
              "transaction.state.log.min.isr", "2"));
  private boolean settingsAreSeen = true;
  private final Map<String, String> ledger =
      new HashMap<>(
          Map.of(
              "cleanup.policy", "delete",
              "retention.ms", "604800000",
              "retention.bytes", "-1",
              "min.insync.replicas", "2",
              "unclean.leader.election.enable", "false"));
  private int ledgerCopies = 3;
  private Set<AclOperation> allowed = ALLOWED;
  private final List<Topic> topics = new ArrayList<>(List.of(topic("data", 3, "2")));
  private boolean mayDescribeLanes = true;

  private static Topic topic(String name, int copies, String inSync) {
    return new Topic(name, 8, copies, Map.of("min.insync.replicas", inSync), ALLOWED);
  }

  private List<Finding> findings() {
    Map<String, Map<String, String>> brokersSeen = new HashMap<>();
    for (int i = 0; i < brokers && settingsAreSeen; i++) {
      brokersSeen.put("" + i, i == 1 || brokers == 1 ? broker : Map.of());
    }
    return BrokerRules.judge(
        new BrokerFacts(
            brokers,
            features,
            brokersSeen,
            Optional.of(new Topic(LEDGER, 16, ledgerCopies, ledger, allowed)),
            topics,
            0,
            mayDescribeLanes),
        LedgerSettings.defaults("x"),
        LaneSettings.DEFAULTS);
  }

  private List<Finding> problems() {
    return findings().stream().filter(finding -> finding.weight() != Weight.GOOD).toList();
  }

  private void assertOnly(Weight weight, String subject, String partOfText) {
    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.weight()).isEqualTo(weight);
              assertThat(problem.subject()).isEqualTo(subject);
              assertThat(problem.toString()).contains(partOfText);
              assertThat(problem.advice()).isNotEmpty();
            });
  }

  @Test
  void aProductionClusterHasNoProblems() {
    assertThat(problems()).isEmpty();
    assertThat(findings())
        .extracting(Finding::subject)
        .containsExactly(
            "brokers",
            "version",
            "transactions",
            "leader election",
            "transaction log",
            "ledger",
            "topics");
  }

  @ParameterizedTest
  @CsvSource({
    "transaction.partition.verification.enable, false, VOIDS_EXACTLY_ONCE, transactions",
    "unclean.leader.election.enable, true, VOIDS_EXACTLY_ONCE, leader election",
    "transaction.max.timeout.ms, 29999, BLOCKS, transactions",
    "transactional.id.expiration.ms, 120000, BLOCKS, transactions",
    "add.partitions.to.txn.retry.backoff.ms, 20, ADVICE, transactions",
    "transaction.state.log.replication.factor, 1, ADVICE, transaction log",
    "transaction.state.log.min.isr, 1, ADVICE, transaction log"
  })
  void aBadSettingOfOneBrokerIsFound(String name, String value, Weight weight, String subject) {
    broker.put(name, value);

    assertOnly(weight, subject, "broker 1");
  }

  @ParameterizedTest
  @CsvSource({
    "cleanup.policy, 'compact,delete', BLOCKS",
    "retention.ms, 3600000, ADVICE",
    "retention.bytes, 1000, ADVICE",
    "min.insync.replicas, 1, ADVICE",
    "unclean.leader.election.enable, true, VOIDS_EXACTLY_ONCE"
  })
  void aBadSettingOfTheLedgerIsFound(String name, String value, Weight weight) {
    ledger.put(name, value);

    assertOnly(weight, "ledger", LEDGER);
  }

  @Test
  void aLedgerThatKeepsEverythingIsFine() {
    ledger.put("retention.ms", "-1");

    assertThat(problems()).isEmpty();
  }

  @Test
  void oldTransactionsVoidExactlyOnceAndAnOldVersionIsToldToo() {
    features.put("transaction.version", (short) 1);
    assertOnly(Weight.VOIDS_EXACTLY_ONCE, "transactions", "transaction.version is 1");
    features.clear();

    assertThat(problems()).extracting(Finding::subject).containsExactly("version", "transactions");
  }

  @Test
  void thinTopicsAreNamedButNotAllOfThem() {
    for (int i = 0; i < 9; i++) {
      topics.add(topic("thin" + i, 1, "1"));
    }

    assertOnly(Weight.ADVICE, "topics", "thin4 and 4 more");
  }

  @Test
  void onOneBrokerNothingIsSaidAboutCopies() {
    brokers = 1;
    ledgerCopies = 1;
    ledger.put("min.insync.replicas", "1");
    broker.put("transaction.state.log.replication.factor", "1");
    topics.add(topic("thin", 1, "1"));

    assertOnly(Weight.ADVICE, "brokers", "1 up");
  }

  @Test
  void whatCannotBeSeenIsTold() {
    settingsAreSeen = false;

    assertOnly(Weight.ADVICE, "permissions", "3 broker(s)");
  }

  @Test
  void missingPermissionsAreTold() {
    allowed = Set.of(AclOperation.DESCRIBE, AclOperation.WRITE);
    assertOnly(Weight.BLOCKS, "ledger", "[READ]");
    allowed = ALLOWED;
    mayDescribeLanes = false;

    assertOnly(Weight.BLOCKS, "permissions", "prefix <cluster-id>-");
  }
}
