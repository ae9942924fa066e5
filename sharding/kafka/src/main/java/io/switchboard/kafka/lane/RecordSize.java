package io.switchboard.kafka.lane;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.common.utils.Utils;

/**
 * The exact size of a record batch (format v2, not compressed) that holds one record: what a broker
 * compares with {@code max.message.bytes}.
 */
final class RecordSize {
  private static final int BATCH_HEADER_BYTES = 61;

  private RecordSize() {}

  static int aloneBytes(ProducerRecord<byte[], byte[]> record) {
    int body = 1; // attributes
    body += 1; // timestamp delta 0
    body += 1; // offset delta 0
    body += bytes(record.key()) + bytes(record.value());
    int headers = 0;
    for (Header header : record.headers()) {
      int name = Utils.utf8Length(header.key());
      body += ByteUtils.sizeOfVarint(name) + name + bytes(header.value());
      headers++;
    }
    body += ByteUtils.sizeOfVarint(headers);
    return BATCH_HEADER_BYTES + ByteUtils.sizeOfVarint(body) + body;
  }

  private static int bytes(byte[] field) {
    return field == null
        ? ByteUtils.sizeOfVarint(-1)
        : ByteUtils.sizeOfVarint(field.length) + field.length;
  }
}
