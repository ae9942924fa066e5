package io.switchboard.node.api;

import io.switchboard.core.model.Cursor;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.StageToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The inside of tokens and cursors, before they are sealed: a version byte, then the fields in
 * order; numbers as variable-length integers, end positions as the distance from the start. A form
 * once given out is understood for as long as clients may keep it.
 */
final class SealedCodec {
  private static final int VERSION = 1;

  /** Most partitions that a token or cursor holds. */
  static final int MAX_PARTITIONS = 1_024;

  private SealedCodec() {}

  static byte[] encode(ReadToken token) {
    return write(
        out -> {
          out.writeUTF(token.session().value());
          writeLong(out, token.holder());
          out.writeUTF(token.topicId());
          writeLong(out, token.seq());
          writeLong(out, token.epoch());
          writePositions(out, token.start());
          for (int i = 0; i < token.start().count(); i++) {
            writeLong(out, token.end().offsetAt(i) - token.start().offsetAt(i));
          }
        });
  }

  static Optional<ReadToken> readToken(byte[] bytes) {
    return read(
        bytes,
        in -> {
          SessionId session = new SessionId(in.readUTF());
          int holder = (int) readLong(in);
          String topicId = in.readUTF();
          long seq = readLong(in);
          long epoch = readLong(in);
          Positions start = readPositions(in);
          long[] end = new long[start.count()];
          for (int i = 0; i < end.length; i++) {
            end[i] = start.offsetAt(i) + readLong(in);
          }
          return new ReadToken(
              session, holder, topicId, seq, epoch, start, Positions.of(start.partitions(), end));
        });
  }

  static byte[] encode(StageToken token) {
    return write(
        out -> {
          out.writeUTF(token.session().value());
          writeLong(out, token.holder());
          writeLong(out, token.seq());
          writeLong(out, token.events());
          out.write(token.digest().toBytes());
        });
  }

  static Optional<StageToken> stageToken(byte[] bytes) {
    return read(
        bytes,
        in -> {
          SessionId session = new SessionId(in.readUTF());
          int holder = (int) readLong(in);
          long seq = readLong(in);
          int events = (int) readLong(in);
          return new StageToken(
              session, holder, seq, events, Digest.of(in.readNBytes(Digest.LENGTH)));
        });
  }

  static byte[] encode(Cursor cursor) {
    return write(
        out -> {
          out.writeUTF(cursor.subject());
          out.writeUTF(cursor.topicId());
          writePositions(out, cursor.positions());
        });
  }

  static Optional<Cursor> cursor(byte[] bytes) {
    return read(bytes, in -> new Cursor(in.readUTF(), in.readUTF(), readPositions(in)));
  }

  private interface Writer {
    void to(DataOutputStream out) throws IOException;
  }

  private interface Reader<T> {
    T from(DataInputStream in) throws IOException;
  }

  private static byte[] write(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writer.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Empty for a version of a later release, and for bytes that do not parse: authentic ones of this
   * version always do.
   */
  private static <T> Optional<T> read(byte[] bytes, Reader<T> reader) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return in.readByte() == VERSION ? Optional.of(reader.from(in)) : Optional.empty();
    } catch (IOException | IllegalArgumentException unparsable) {
      return Optional.empty();
    }
  }

  private static void writePositions(DataOutputStream out, Positions positions) throws IOException {
    writeLong(out, positions.count());
    for (int i = 0; i < positions.count(); i++) {
      writeLong(out, positions.partitionAt(i));
      writeLong(out, positions.offsetAt(i));
    }
  }

  private static Positions readPositions(DataInputStream in) throws IOException {
    long count = readLong(in);
    if (count < 0 || count > MAX_PARTITIONS) {
      throw new IOException("too many partitions: " + count);
    }
    int[] partitions = new int[(int) count];
    long[] offsets = new long[(int) count];
    for (int i = 0; i < count; i++) {
      partitions[i] = (int) readLong(in);
      offsets[i] = readLong(in);
    }
    return Positions.of(partitions, offsets);
  }

  private static void writeLong(DataOutputStream out, long value) throws IOException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  private static long readLong(DataInputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = in.readUnsignedByte();
      value |= (long) (b & 0x7F) << shift;
      if ((b & 0x80) == 0) {
        return value;
      }
    }
    throw new IOException("number too long");
  }
}
