package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.Test;

class RecordSizeTest {
  private static int kafkas(ProducerRecord<byte[], byte[]> record) {
    return DefaultRecordBatch.sizeInBytes(
        List.of(new SimpleRecord(1_000, record.key(), record.value(), record.headers().toArray())));
  }

  @Test
  void itIsTheSizeThatKafkaComputes() {
    for (int valueBytes : new int[] {0, 1, 63, 64, 8_191, 8_192, 1_000_000}) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>("t", new byte[valueBytes / 3], new byte[valueBytes]);
      assertThat(RecordSize.aloneBytes(record)).isEqualTo(kafkas(record));
      record.headers().add("ключ", new byte[valueBytes / 2]).add("", null);
      assertThat(RecordSize.aloneBytes(record)).isEqualTo(kafkas(record));
    }
    ProducerRecord<byte[], byte[]> empty = new ProducerRecord<>("t", null, null);
    assertThat(RecordSize.aloneBytes(empty)).isEqualTo(kafkas(empty));
  }
}
