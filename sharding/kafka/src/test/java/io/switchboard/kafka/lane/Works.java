package io.switchboard.kafka.lane;

import io.switchboard.core.model.SessionId;
import io.switchboard.kafka.Samples;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Batches that tests make up. */
final class Works {
  private Works() {}

  static Work of(SessionId session, long seq) {
    return of(session, 1, seq, 100);
  }

  static Work of(SessionId session, long epoch, long seq, int bytes) {
    Work work = new Work(session, epoch, seq, bytes, 0);
    work.prepared(
        List.of(
            new ProducerRecord<>("data", 0, null, new byte[] {(byte) seq}),
            new ProducerRecord<>("ledger", 0, null, new byte[1])),
        bytes,
        1 << 20);
    return work;
  }

  static Work any() {
    return of(Samples.session(), 1);
  }
}
