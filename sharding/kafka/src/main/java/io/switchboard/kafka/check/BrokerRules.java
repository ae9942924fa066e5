package io.switchboard.kafka.check;

import io.switchboard.kafka.LaneSettings;
import io.switchboard.kafka.LedgerSettings;
import io.switchboard.kafka.check.BrokerFacts.Topic;
import io.switchboard.kafka.check.Finding.Weight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;

/** Judges what Kafka tells about itself. Pure. */
final class BrokerRules {
  /** {@code metadata.version} of Kafka 4.1. */
  private static final int METADATA_4_1 = 26;

  private static final int TRANSACTIONS_V2 = 2;
  private static final int COPIES = 3;
  private static final int IN_SYNC = 2;
  private static final int GOOD_RETRY_BACKOFF_MS = 5;

  /** A fence asks for this transaction time-out, a lane for less. */
  private static final Duration LONGEST_TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

  private static final int NAMES_SHOWN = 5;

  private final BrokerFacts facts;
  private final LedgerSettings ledger;
  private final LaneSettings lanes;
  private final List<Finding> findings = new ArrayList<>();

  private BrokerRules(BrokerFacts facts, LedgerSettings ledger, LaneSettings lanes) {
    this.facts = facts;
    this.ledger = ledger;
    this.lanes = lanes;
  }

  static List<Finding> judge(BrokerFacts facts, LedgerSettings ledger, LaneSettings lanes) {
    BrokerRules rules = new BrokerRules(facts, ledger, lanes);
    rules.brokers();
    rules.features();
    if (facts.brokerSettings().size() < facts.brokers()) {
      rules.add(
          Weight.ADVICE,
          "permissions",
          "the settings of "
              + (facts.brokers() - facts.brokerSettings().size())
              + " broker(s)"
              + " cannot be seen, so they are not checked",
          "Allow DESCRIBE_CONFIGS on Cluster, or check them by hand: docs/configuration.md.");
    }
    rules.transactions();
    rules.leaderElection();
    rules.transactionLog();
    rules.ledger();
    rules.topics();
    rules.permissions();
    return List.copyOf(rules.findings);
  }

  private void add(Weight weight, String subject, String detail, String advice) {
    findings.add(new Finding(weight, subject, detail, advice));
  }

  private void goodIf(
      boolean holds, String subject, String detail, Weight otherwise, String advice) {
    findings.add(Finding.goodIf(holds, subject, detail, otherwise, advice));
  }

  private boolean isCluster() {
    return facts.brokers() >= COPIES;
  }

  private void brokers() {
    goodIf(
        isCluster(),
        "brokers",
        facts.brokers() + " up",
        Weight.ADVICE,
        "With fewer than three, losing one can lose events: for development only.");
  }

  private void features() {
    int metadata = facts.features().getOrDefault("metadata.version", (short) 0);
    goodIf(
        metadata >= METADATA_4_1,
        "version",
        "metadata.version is " + metadata,
        Weight.ADVICE,
        "All brokers must be of Kafka 4.1 or later (metadata.version 26): in 4.0.0 fencing a lane"
            + " often enough fails for ever (KAFKA-19367). Upgrade, then kafka-features.sh upgrade.");
    int transactions = facts.features().getOrDefault("transaction.version", (short) 0);
    goodIf(
        transactions >= TRANSACTIONS_V2,
        "transactions",
        "transaction.version is " + transactions,
        Weight.VOIDS_EXACTLY_ONCE,
        "Without 2 a late append of a fenced lane is not stopped (KIP-890):"
            + " kafka-features.sh upgrade --feature transaction.version=2");
  }

  private void transactions() {
    each("transaction.partition.verification.enable", "false"::equals)
        .ifPresent(
            where ->
                add(
                    Weight.VOIDS_EXACTLY_ONCE,
                    "transactions",
                    "transaction.partition.verification.enable is false on " + where,
                    "Set it to true: without it a late append of a fenced lane is not stopped, and"
                        + " can hold back readers for ever."));
    each("add.partitions.to.txn.retry.backoff.ms", above(GOOD_RETRY_BACKOFF_MS))
        .ifPresent(
            where ->
                add(
                    Weight.ADVICE,
                    "transactions",
                    "add.partitions.to.txn.retry.backoff.ms is above "
                        + GOOD_RETRY_BACKOFF_MS
                        + " on "
                        + where,
                    "Set it to 1: each small transaction waits that long for the one before."));
    each("transaction.max.timeout.ms", below(LONGEST_TRANSACTION_TIMEOUT.toMillis()))
        .ifPresent(
            where ->
                add(
                    Weight.BLOCKS,
                    "transactions",
                    "transaction.max.timeout.ms is below 30000 on " + where,
                    "Set it to 60000 or more: lanes cannot be fenced, so no session can be taken"
                        + " over."));
    each("transactional.id.expiration.ms", below(3 * lanes.heartbeatEvery().toMillis()))
        .ifPresent(
            where ->
                add(
                    Weight.BLOCKS,
                    "transactions",
                    "transactional.id.expiration.ms is below three heartbeats on " + where,
                    "Set it to its default, 7 days: idle lanes lose their ids and die."));
  }

  private void leaderElection() {
    Optional<String> unclean = each("unclean.leader.election.enable", "true"::equals);
    unclean.ifPresent(
        where ->
            add(
                Weight.VOIDS_EXACTLY_ONCE,
                "leader election",
                "unclean.leader.election.enable is true on " + where,
                "Set it to false: a leader that lacks committed events drops them, and the"
                    + " transaction log may forget a fence."));
    if (unclean.isEmpty() && !facts.brokerSettings().isEmpty()) {
      findings.add(Finding.good("leader election", "clean"));
    }
  }

  private void transactionLog() {
    if (!isCluster() || facts.brokerSettings().isEmpty()) {
      return;
    }
    Optional<String> copies = each("transaction.state.log.replication.factor", below(COPIES));
    Optional<String> inSync = each("transaction.state.log.min.isr", below(IN_SYNC));
    goodIf(
        copies.isEmpty() && inSync.isEmpty(),
        "transaction log",
        copies
            .or(() -> inSync)
            .map(where -> "fewer than 3 copies or 2 in sync are set on " + where)
            .orElse("3 copies, 2 in sync"),
        Weight.ADVICE,
        "Set transaction.state.log.replication.factor=3 and transaction.state.log.min.isr=2, and"
            + " reassign __transaction_state: losing one broker could lose fences and commits.");
  }

  private void ledger() {
    if (facts.ledger().isEmpty()) {
      add(
          Weight.BLOCKS,
          "ledger",
          "there is no topic " + ledger.topic(),
          "Create it with %d partitions, replication 3, min.insync.replicas=2, cleanup.policy=delete, retention.ms=%d."
              .formatted(ledger.partitions(), ledger.retention().toMillis()));
      return;
    }
    Topic topic = facts.ledger().get();
    int before = findings.size();
    replication(topic)
        .ifPresent(
            seen ->
                add(
                    Weight.ADVICE,
                    "ledger",
                    topic.name() + " has " + seen,
                    "Exactly-once through the loss of a broker needs replication 3 and"
                        + " min.insync.replicas=2."));
    ledgerSetting(
        topic,
        "cleanup.policy",
        value -> !value.equals("delete"),
        Weight.BLOCKS,
        "Set it to delete: compaction refuses heartbeats, which have no key.");
    ledgerSetting(
        topic,
        "retention.ms",
        value -> below(ledger.retention().toMillis()).test(value) && !value.equals("-1"),
        Weight.ADVICE,
        "Set it to "
            + ledger.retention().toMillis()
            + " or more: a session whose last record is gone cannot be taken over.");
    ledgerSetting(
        topic,
        "retention.bytes",
        value -> !value.equals("-1"),
        Weight.ADVICE,
        "Set it to -1: a session whose last record is gone cannot be taken over.");
    ledgerSetting(
        topic,
        "unclean.leader.election.enable",
        "true"::equals,
        Weight.VOIDS_EXACTLY_ONCE,
        "Set it to false: a leader that lacks ledger records makes sessions publish again.");
    missing(topic.allowed(), AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE)
        .ifPresent(
            operations ->
                add(
                    Weight.BLOCKS,
                    "ledger",
                    operations + " on " + topic.name() + " is not allowed",
                    "Add the ACL for the principal of the nodes."));
    if (findings.size() == before) {
      findings.add(
          Finding.good(
              "ledger",
              "%s: %d partitions, %d copies"
                  .formatted(topic.name(), topic.partitions(), topic.copies())));
    }
  }

  private void ledgerSetting(
      Topic topic, String name, Predicate<String> isBad, Weight weight, String advice) {
    String value = topic.settings().get(name);
    if (value != null && isBad.test(value)) {
      add(weight, "ledger", topic.name() + ": " + name + " is " + value, advice);
    }
  }

  private void topics() {
    Map<String, String> thin = new TreeMap<>();
    Map<String, String> unclean = new TreeMap<>();
    for (Topic topic : facts.topics()) {
      replication(topic).ifPresent(seen -> thin.put(topic.name(), seen));
      if ("true".equals(topic.settings().get("unclean.leader.election.enable"))) {
        unclean.put(topic.name(), "");
      }
    }
    if (!thin.isEmpty()) {
      add(
          Weight.ADVICE,
          "topics",
          "replication is below 3, or min.insync.replicas below 2, of " + names(thin.keySet()),
          "Acked events of these topics can be lost with one broker.");
    }
    if (!unclean.isEmpty()) {
      add(
          Weight.ADVICE,
          "topics",
          "unclean.leader.election.enable is true of " + names(unclean.keySet()),
          "Acked events of these topics can be lost.");
    }
    if (thin.isEmpty() && unclean.isEmpty() && !facts.topics().isEmpty()) {
      findings.add(
          Finding.good(
              "topics",
              facts.topics().size()
                  + " looked at"
                  + (facts.topicsNotSeen() > 0 ? ", " + facts.topicsNotSeen() + " not" : "")));
    }
  }

  private void permissions() {
    if (!facts.mayDescribeLanes()) {
      add(
          Weight.BLOCKS,
          "permissions",
          "DESCRIBE on the transactional ids of this cluster is not allowed",
          "Lanes need WRITE and DESCRIBE on TransactionalId with the prefix <cluster-id>-; without"
              + " WRITE on other nodes' ids they cannot be fenced.");
    }
  }

  /** What is seen, if it is less than a cluster of three can have; one broker cannot have more. */
  private Optional<String> replication(Topic topic) {
    OptionalLong inSync = number(topic.settings().get("min.insync.replicas"));
    boolean bad = topic.copies() < COPIES || (inSync.isPresent() && inSync.getAsLong() < IN_SYNC);
    return bad && isCluster()
        ? Optional.of(
            topic.copies()
                + " copies"
                + (inSync.isPresent() ? ", " + inSync.getAsLong() + " in sync" : ""))
        : Optional.empty();
  }

  /** The brokers on which a setting is bad; empty if it is on none. */
  private Optional<String> each(String setting, Predicate<String> isBad) {
    Set<String> where =
        facts.brokerSettings().entrySet().stream()
            .filter(
                broker -> {
                  String value = broker.getValue().get(setting);
                  return value != null && isBad.test(value);
                })
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(java.util.TreeSet::new));
    return where.isEmpty() ? Optional.empty() : Optional.of("broker " + names(where));
  }

  private static Predicate<String> below(long bound) {
    return value -> number(value).orElse(bound) < bound;
  }

  private static Predicate<String> above(long bound) {
    return value -> number(value).orElse(bound) > bound;
  }

  private static OptionalLong number(String value) {
    try {
      return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static Optional<String> missing(Set<AclOperation> allowed, AclOperation... wanted) {
    if (allowed.isEmpty() || allowed.contains(AclOperation.ALL)) {
      return Optional.empty();
    }
    List<AclOperation> missing = new ArrayList<>(List.of(wanted));
    missing.removeAll(allowed);
    return missing.isEmpty() ? Optional.empty() : Optional.of(missing.toString());
  }

  private static String names(Set<String> names) {
    String shown = names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
    return names.size() <= NAMES_SHOWN
        ? shown
        : shown + " and " + (names.size() - NAMES_SHOWN) + " more";
  }
}
