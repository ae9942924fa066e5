package io.switchboard.bench.servers;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topics of a run, each with a name that no other one has, so that nothing is mixed. */
public final class Topics {
  private static final long WITHIN_SECONDS = 20;

  private final String bootstrap;
  private final int partitions;

  public Topics(String bootstrap, int partitions) {
    this.bootstrap = bootstrap;
    this.partitions = partitions;
  }

  /** A new one, which every client can see. */
  public String create() throws Exception {
    return create("bench-", Map.of());
  }

  /**
   * A new one, which every client can see.
   *
   * @param prefix of its name
   * @param config what is to differ from the broker's defaults
   */
  public String create(String prefix, Map<String, String> config) throws Exception {
    String name = prefix + UUID.randomUUID();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(config)))
          .all()
          .get(WITHIN_SECONDS, TimeUnit.SECONDS);
      awaitVisible(admin, name);
    }
    return name;
  }

  /** Lets Kafka remove all that is in them, at its next look at what is too old. */
  void empty(List<String> names) throws Exception {
    AlterConfigOp expired =
        new AlterConfigOp(new ConfigEntry("retention.ms", "1"), AlterConfigOp.OpType.SET);
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    for (String name : names) {
      changes.put(new ConfigResource(ConfigResource.Type.TOPIC, name), List.of(expired));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.incrementalAlterConfigs(changes).all().get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** The controller has made the topic; a broker learns of it a moment later. */
  private static void awaitVisible(Admin admin, String topic) throws Exception {
    long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_SECONDS);
    while (true) {
      try {
        admin.describeTopics(List.of(topic)).allTopicNames().get(WITHIN_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException e) {
        boolean late = System.nanoTime() - giveUpAt > 0;
        if (late || !(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
  }
}
