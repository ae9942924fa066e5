package io.switchboard.kafka.lane;

import io.switchboard.bench.micro.Inputs;
import io.switchboard.bench.micro.MicroBenchmark;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.port.PayloadCipher;
import io.switchboard.core.port.ProducerLane.Publication;
import io.switchboard.crypto.KeyIds;
import io.switchboard.crypto.KeyRings;
import io.switchboard.crypto.RecordCipher;
import io.switchboard.kafka.lane.BatchPreparer.Preparation;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What a batch costs before its lane takes it: checked, encrypted, made Kafka records, with its
 * ledger record behind. What the Kafka client then does with them is not in it. Lies in the package
 * of what it measures, as that is nobody else's.
 */
public class KafkaBatchBenchmark extends MicroBenchmark {
  private static final int PARTITIONS = 16;

  /** Kafka's default. */
  private static final int MAX_MESSAGE_BYTES = 1_048_588;

  @Param({"false", "true"})
  private boolean encrypted;

  private BatchPreparer preparer;
  private Publication publication;
  private Optional<TopicInfo> topic;

  /** A lane as it is when nothing is wrong. */
  @Setup
  public void start() {
    preparer =
        new BatchPreparer(
            new Sealing(new RecordCipher(KeyRings.ephemeral())),
            new TopicPartition("ledger", 0),
            1,
            new SickPartitions(),
            System::nanoTime);
    publication = new Publication(Inputs.SESSION, 1, 1, Inputs.TOPIC, Inputs.batch());
    topic = Optional.of(new TopicInfo(Inputs.TOPIC, PARTITIONS, MAX_MESSAGE_BYTES, encrypted));
  }

  /** A batch to its records; a refusal ends the run. */
  @Benchmark
  public List<ProducerRecord<byte[], byte[]>> prepare() {
    return ((Preparation.Ready) preparer.prepare(publication, topic)).records();
  }

  /** The node's own cipher, as far as publishing needs it. */
  private record Sealing(RecordCipher cipher) implements PayloadCipher {
    @Override
    public byte[] seal(String topicName, byte[] clear) {
      return cipher.seal(topicName, clear);
    }

    @Override
    public int sealedBytes(int clearBytes) {
      return RecordCipher.sealedBytes(KeyIds.RECORD_DEFAULT, clearBytes);
    }

    @Override
    public Opened open(String topicName, byte[] stored) {
      throw new UnsupportedOperationException("who publishes opens nothing");
    }
  }
}
