package io.switchboard.kafka.lane;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps the producer from building a batch that is larger than its topic allows, by flushing before
 * it could. Lives for one transaction; used by the lane's thread.
 *
 * <p>The producer fills batches up to its own {@code batch.size} for all topics. A broker that
 * finds one too large has it split, but only down to {@code batch.size} again: for a topic whose
 * limit is lower, the producer (4.1.1) would send the same batch in a tight loop until the delivery
 * times out.
 */
final class SmallBatches {
  private final Producer<byte[], byte[]> producer;
  private final Map<TopicPartition, Integer> unsentBytes = new HashMap<>();

  SmallBatches(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  static boolean concerns(Work work) {
    return work.maxProducerBatchBytes() < LaneProducer.BATCH_BYTES;
  }

  /** To be called before each record of a batch whose topic has a low limit. */
  void beforeSend(ProducerRecord<byte[], byte[]> record, int maxBytes) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    // Each record is counted with a batch header of its own, so this is never too little.
    int size = RecordSize.aloneBytes(record);
    int together = unsentBytes.merge(partition, size, Integer::sum);
    if (together > maxBytes && together > size) {
      producer.flush();
      unsentBytes.clear();
      unsentBytes.put(partition, size);
    }
  }
}
