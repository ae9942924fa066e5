package io.switchboard.kafka.source;

/**
 * A partition by the name of its topic, which is how a consumer knows it.
 *
 * @param topic the Kafka topic
 * @param partition the partition
 */
record PartitionKey(String topic, int partition) {
  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
