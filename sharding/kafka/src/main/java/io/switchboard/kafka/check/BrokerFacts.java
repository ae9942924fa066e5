package io.switchboard.kafka.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What Kafka tells about itself. What it does not tell, or not to this client, is missing.
 *
 * @param brokers that are up
 * @param features finalized levels by name
 * @param brokerSettings of each broker, by its id; only those that may be seen
 * @param ledger the ledger topic, if there is one
 * @param topics of sessions, those that were looked at
 * @param topicsNotSeen how many there are beyond
 * @param mayDescribeLanes whether this client may ask about the cluster's transactional ids
 */
record BrokerFacts(
    int brokers,
    Map<String, Short> features,
    Map<String, Map<String, String>> brokerSettings,
    Optional<Topic> ledger,
    List<Topic> topics,
    int topicsNotSeen,
    boolean mayDescribeLanes) {

  /**
   * A topic.
   *
   * @param copies replicas of the partition that has the fewest
   * @param settings empty if they may not be seen
   * @param allowed what this client may do with it; empty if Kafka does not tell
   */
  record Topic(
      String name,
      int partitions,
      int copies,
      Map<String, String> settings,
      Set<AclOperation> allowed) {}
}
