package io.switchboard.kafka.source;

import io.switchboard.core.model.EventHeader;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.port.PayloadCipher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Makes events of Kafka's records: opens the values of encrypted topics, and puts a problem in the
 * place of a value that cannot be opened. Thread-safe.
 */
final class EventOpener {

  /** What holding a record costs beside its bytes, roughly. */
  private static final int RECORD_OVERHEAD_BYTES = 160;

  private final PayloadCipher cipher;
  private final Predicate<String> encrypted;
  private final SourceMetrics metrics;

  EventOpener(PayloadCipher cipher, Predicate<String> encrypted, SourceMetrics metrics) {
    this.cipher = cipher;
    this.encrypted = encrypted;
    this.metrics = metrics;
  }

  /** The records of one partition, not opened yet. The topic's policy is asked once. */
  Run.Records of(String topic, List<ConsumerRecord<byte[], byte[]>> records) {
    return new KafkaRecords(records, encrypted.test(topic));
  }

  private final class KafkaRecords implements Run.Records {
    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final boolean sealed;

    private KafkaRecords(List<ConsumerRecord<byte[], byte[]>> records, boolean sealed) {
      this.records = records;
      this.sealed = sealed;
    }

    @Override
    public int count() {
      return records.size();
    }

    @Override
    public long offsetAt(int index) {
      return records.get(index).offset();
    }

    @Override
    public long heldBytes() {
      long bytes = 0;
      for (ConsumerRecord<byte[], byte[]> record : records) {
        bytes +=
            RECORD_OVERHEAD_BYTES
                + Math.max(0, record.serializedKeySize())
                + Math.max(0, record.serializedValueSize());
      }
      return bytes;
    }

    @Override
    public ReceivedEvent open(int index) {
      ConsumerRecord<byte[], byte[]> record = records.get(index);
      metrics.recordsOpened.increment();
      if (!sealed || record.value() == null) {
        return event(record, record.value(), Optional.empty());
      }
      PayloadCipher.Opened opened = cipher.open(record.topic(), record.value());
      if (opened instanceof PayloadCipher.Opened.Clear clear) {
        return event(record, clear.value(), Optional.empty());
      }
      metrics.problems.increment();
      PayloadCipher.Opened.Failed failed = (PayloadCipher.Opened.Failed) opened;
      return event(record, null, Optional.of(failed.problem()));
    }
  }

  private static ReceivedEvent event(
      ConsumerRecord<byte[], byte[]> record,
      byte[] value,
      Optional<ReceivedEvent.Problem> problem) {
    return new ReceivedEvent(
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        value,
        headers(record),
        problem);
  }

  private static List<EventHeader> headers(ConsumerRecord<byte[], byte[]> record) {
    Header[] raw = record.headers().toArray();
    if (raw.length == 0) {
      return List.of();
    }
    List<EventHeader> headers = new ArrayList<>(raw.length);
    for (Header header : raw) {
      headers.add(new EventHeader(header.key(), header.value()));
    }
    return Collections.unmodifiableList(headers);
  }
}
