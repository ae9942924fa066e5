package io.switchboard.persistence.serial;

import java.util.Arrays;
import org.apache.thrift.TBase;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.TMemoryInputTransport;

/** Stored structs to and from the compact protocol. Thread-safe, because it keeps nothing. */
final class StoredBytes {
  /** Fits an event with a few ranges; grows where a session has many partitions. */
  private static final int INITIAL_BYTES = 64;

  private StoredBytes() {}

  static byte[] write(TBase<?, ?> stored) {
    try {
      TMemoryBuffer buffer = new TMemoryBuffer(INITIAL_BYTES);
      stored.write(new TCompactProtocol(buffer));
      return Arrays.copyOf(buffer.getArray(), buffer.length());
    } catch (TException e) {
      throw new IllegalStateException("cannot write " + stored.getClass().getSimpleName(), e);
    }
  }

  /** Fills an empty struct; throws {@link UnreadableRecordException} if the bytes do not fit it. */
  static <T extends TBase<?, ?>> T read(byte[] bytes, T empty) {
    try {
      empty.read(new TCompactProtocol(new TMemoryInputTransport(bytes)));
      return empty;
    } catch (TException e) {
      throw new UnreadableRecordException(
          "unreadable "
              + empty.getClass().getSimpleName()
              + " of "
              + bytes.length
              + " bytes (damaged, or written by a newer version): "
              + e.getMessage(),
          e);
    }
  }
}
