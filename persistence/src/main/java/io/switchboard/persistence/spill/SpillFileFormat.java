package io.switchboard.persistence.spill;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.switchboard.core.port.SpillFolder.Left;
import io.switchboard.core.port.SpillStore.Batch;
import io.switchboard.persistence.serial.SpillHead;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A spill file, byte by byte: {@code SBSPILL1}, then parts, each its length in 4 bytes and so many
 * sealed bytes: first the head, which says which batches follow, then the batches in order, and
 * nothing after them. So a file that was cut off anywhere is told from a whole one. Thread-safe.
 */
final class SpillFileFormat {
  private static final byte[] MAGIC = "SBSPILL1".getBytes(US_ASCII);

  /** Longest part: more than any cipher seals. */
  private static final int MAX_PART_BYTES = 32 << 20;

  private final SealedBatches sealed;

  SpillFileFormat(SealedBatches sealed) {
    this.sealed = sealed;
  }

  /**
   * Writes a file, sealing one batch at a time.
   *
   * @throws IllegalArgumentException if there is no batch, or one is missing between
   */
  void write(Left left, OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    out.write(MAGIC);
    part(sealed.seal(headOf(left)), out);
    for (Batch batch : left.batches()) {
      part(sealed.seal(left.session(), left.epoch(), batch), out);
    }
    out.flush();
  }

  private static SpillHead headOf(Left left) {
    List<Batch> batches = left.batches();
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("a spill file has at least one batch");
    }
    long first = batches.get(0).seq();
    for (int i = 0; i < batches.size(); i++) {
      if (batches.get(i).seq() != first + i) {
        throw new IllegalArgumentException(
            "batch " + (first + i) + " of " + left.session() + " is missing between the others");
      }
    }
    long last = first + batches.size() - 1;
    return new SpillHead(left.session(), left.epoch(), left.owner(), left.settled(), first, last);
  }

  private static void part(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads a file; throws {@link SpillUnreadableException} if it is not whole and genuine. */
  Left read(SpillFileName name, InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    try {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new SpillUnreadableException("no spill file of format 1");
      }
      SpillHead head = sealed.openHead(name.session(), name.epoch(), part(in));
      List<Batch> batches = new ArrayList<>();
      for (long seq = head.fromSeq(); seq <= head.toSeq(); seq++) {
        batches.add(sealed.open(name.session(), name.epoch(), seq, part(in)));
      }
      if (in.read() >= 0) {
        throw new SpillUnreadableException("longer than its head says");
      }
      return new Left(
          head.session(), head.epoch(), head.owner(), head.settled(), List.copyOf(batches));
    } catch (EOFException e) {
      throw new SpillUnreadableException("cut off", e);
    }
  }

  private static byte[] part(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 1 || length > MAX_PART_BYTES) {
      throw new SpillUnreadableException("a part of " + length + " bytes");
    }
    // Takes memory as the bytes come, so that a false length costs nothing.
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }
}
