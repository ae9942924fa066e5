package io.switchboard.bench.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Topics of one workload, whose events nobody needs afterwards: a run of many workloads must not
 * fill the disk. For one thread.
 */
public final class PassingTopics implements AutoCloseable {
  private static final String PREFIX = "bench-";
  private static final Map<String, String> LITTLE =
      Map.of("segment.bytes", "33554432", "retention.bytes", "33554432");

  private final Topics topics;
  private final List<String> created = new ArrayList<>();

  public PassingTopics(Topics topics) {
    this.topics = topics;
  }

  /** One that is only written: of each partition Kafka keeps the last 32 to 64 MiB, roughly. */
  public String writtenOnly() throws Exception {
    return writtenOnly(PREFIX);
  }

  /** As {@link #writtenOnly()}, with a beginning of its name. */
  public String writtenOnly(String prefix) throws Exception {
    return remember(topics.create(prefix, LITTLE));
  }

  /** One that is read too: it keeps all until it is closed. */
  public String read() throws Exception {
    return remember(topics.create(PREFIX, Map.of()));
  }

  private String remember(String topic) {
    created.add(topic);
    return topic;
  }

  /** Empties them soon. The topics stay: a producer would ask for one that is gone for minutes. */
  @Override
  public void close() throws Exception {
    topics.empty(created);
  }
}
