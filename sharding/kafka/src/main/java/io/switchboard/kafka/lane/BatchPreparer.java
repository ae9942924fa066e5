package io.switchboard.kafka.lane;

import io.switchboard.core.model.EventHeader;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.port.PayloadCipher;
import io.switchboard.core.port.PayloadCipher.KeyMissingException;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Publication;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.kafka.ledger.LedgerHeartbeat;
import io.switchboard.kafka.ledger.LedgerRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Turns a batch into records, and refuses what Kafka would refuse before it can spoil a
 * transaction. Thread-safe; runs on the publishing callers' threads.
 */
final class BatchPreparer {
  private final PayloadCipher cipher;
  private final TopicPartition ledger;
  private final int generation;
  private final SickPartitions sick;
  private final LongSupplier nanoClock;
  private final KeylessTurns keyless = new KeylessTurns();

  BatchPreparer(
      PayloadCipher cipher,
      TopicPartition ledger,
      int generation,
      SickPartitions sick,
      LongSupplier nanoClock) {
    this.cipher = cipher;
    this.ledger = ledger;
    this.generation = generation;
    this.sick = sick;
    this.nanoClock = nanoClock;
  }

  /** What came of it. */
  sealed interface Preparation {
    /**
     * Ready to be sent.
     *
     * @param records the events', and last the ledger's
     * @param bytes of all of them
     * @param maxProducerBatchBytes the topic's limit
     */
    record Ready(List<ProducerRecord<byte[], byte[]>> records, int bytes, int maxProducerBatchBytes)
        implements Preparation {}

    /** Not to be sent. */
    record Answered(Outcome outcome) implements Preparation {}
  }

  /** A transaction has got its batches; those that are prepared from now on gather for the next. */
  void transactionBegins() {
    keyless.next();
  }

  Preparation prepare(Publication publication, Optional<TopicInfo> found) {
    String name = publication.topic().name();
    if (found.isEmpty() || !found.get().ref().id().equals(publication.topic().id())) {
      String what = found.isEmpty() ? "there is no topic " : "another topic has the name ";
      return refused(Refusal.TOPIC_GONE, what + name);
    }
    TopicInfo topic = found.get();
    int maxBytes = Math.min(topic.maxMessageBytes(), LaneProducer.MAX_RECORD_BYTES);
    int keylessPartition =
        Math.floorMod(keyless.of(publication.batch().sizeBytes()), topic.partitions());
    List<OutboundEvent> events = publication.batch().events();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(events.size() + 1);
    long bytes = 0;
    for (OutboundEvent event : events) {
      int partition = partition(event, topic.partitions(), keylessPartition);
      if (partition >= topic.partitions() || partition < 0) {
        return refused(
            Refusal.UNKNOWN_PARTITION,
            "partition %d of %s, which has %d".formatted(partition, name, topic.partitions()));
      }
      if (event.timestampMs().orElse(0) < 0) {
        return refused(Refusal.INVALID, "a negative timestamp");
      }
      if (sick.isSick(new TopicPartition(name, partition), nanoClock.getAsLong())) {
        keyless.next();
        return new Preparation.Answered(
            new Outcome.NotPublished(
                "partition " + partition + " of " + name + " does not take records now", false));
      }
      byte[] value;
      try {
        value =
            topic.encrypted() && event.value() != null
                ? cipher.seal(name, event.value())
                : event.value();
      } catch (KeyMissingException e) {
        return refused(Refusal.KEY_UNAVAILABLE, e.getMessage());
      }
      ProducerRecord<byte[], byte[]> record = record(name, partition, event, value);
      int size = RecordSize.aloneBytes(record);
      if (size > maxBytes) {
        return refused(
            Refusal.TOO_LARGE,
            "an event takes %d bytes in %s, which allows %d".formatted(size, name, maxBytes));
      }
      bytes += size;
      records.add(record);
    }
    ProducerRecord<byte[], byte[]> entry = ledgerRecord(publication);
    bytes += RecordSize.aloneBytes(entry);
    records.add(entry);
    return new Preparation.Ready(
        records, (int) Math.min(bytes, Integer.MAX_VALUE), topic.maxMessageBytes());
  }

  private static int partition(OutboundEvent event, int partitions, int keylessPartition) {
    if (event.partition().isPresent()) {
      return event.partition().getAsInt();
    }
    if (event.key() == null) {
      return keylessPartition;
    }
    return Utils.toPositive(Utils.murmur2(event.key())) % partitions;
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, int partition, OutboundEvent event, byte[] value) {
    Long timestampMs = event.timestampMs().isPresent() ? event.timestampMs().getAsLong() : null;
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, timestampMs, event.key(), value);
    for (EventHeader header : event.headers()) {
      record.headers().add(header.name(), header.value());
    }
    return record;
  }

  /** What a lane without work commits. */
  ProducerRecord<byte[], byte[]> heartbeat(LaneId lane) {
    return new ProducerRecord<>(ledger.topic(), ledger.partition(), null, LedgerHeartbeat.of(lane));
  }

  private ProducerRecord<byte[], byte[]> ledgerRecord(Publication publication) {
    byte[] key = publication.session().value().getBytes(StandardCharsets.US_ASCII);
    byte[] value =
        new LedgerRecord(
                publication.seq(),
                publication.epoch(),
                generation,
                publication.batch().events().size(),
                publication.batch().digest())
            .toBytes();
    return new ProducerRecord<>(ledger.topic(), ledger.partition(), key, value);
  }

  private static Preparation refused(Refusal refusal, String reason) {
    return new Preparation.Answered(new Outcome.Refused(refusal, reason));
  }
}
