package io.switchboard.node.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Packs and unpacks HTTP bodies; unpacking stops at the message limit and at the budget, whatever
 * the body promises.
 */
final class Gzip {
  private static final int STEP_BYTES = 16 << 10;

  private Gzip() {}

  /** What became of a packed body. */
  sealed interface Unpacked {
    /**
     * The unpacked body.
     *
     * @param charged bytes taken from the budget for it
     */
    record Body(byte[] bytes, int length, long charged) implements Unpacked {}

    /** More than a message may have. */
    record TooLarge() implements Unpacked {}

    /** The budget is full. */
    record NoRoom() implements Unpacked {}

    /** Not gzip, or cut off. */
    record Corrupt(String reason) implements Unpacked {}
  }

  static Unpacked unpack(byte[] packed, int length, int maxBytes, ByteBudget budget) {
    byte[] bytes = new byte[0];
    int count = 0;
    long charged = 0;
    Unpacked result = new Unpacked.Corrupt("");
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(packed, 0, length), STEP_BYTES)) {
      while (true) {
        if (count == bytes.length) {
          int capacity = (int) Math.min(maxBytes + 1L, Math.max(STEP_BYTES, 4L * count));
          if (!budget.tryAcquire(capacity - charged)) {
            result = new Unpacked.NoRoom();
            return result;
          }
          charged = capacity;
          bytes = Arrays.copyOf(bytes, capacity);
        }
        int read = in.read(bytes, count, bytes.length - count);
        if (read < 0) {
          result = new Unpacked.Body(bytes, count, charged);
          return result;
        }
        count += read;
        if (count > maxBytes) {
          result = new Unpacked.TooLarge();
          return result;
        }
      }
    } catch (IOException e) {
      result = new Unpacked.Corrupt(String.valueOf(e.getMessage()));
      return result;
    } finally {
      if (!(result instanceof Unpacked.Body)) {
        budget.release(charged);
      }
    }
  }

  /** A packed copy; {@code plain} stays the caller's. */
  static ByteBuf pack(ByteBufAllocator allocator, ByteBuf plain) {
    ByteBuf packed = allocator.ioBuffer(Math.max(256, plain.readableBytes() / 4));
    try (GZIPOutputStream out = new GZIPOutputStream(new ByteBufOutputStream(packed), STEP_BYTES);
        ByteBufInputStream in = new ByteBufInputStream(plain.duplicate())) {
      in.transferTo(out);
    } catch (IOException e) {
      packed.release();
      throw new IllegalStateException("packing from memory to memory cannot fail", e);
    }
    return packed;
  }

  /** Whether an Accept-Encoding header lets replies be packed. */
  static boolean isAccepted(String acceptEncoding) {
    for (String part : acceptEncoding.toLowerCase(Locale.ROOT).split(",", 16)) {
      String coding = part.trim();
      if (coding.startsWith("gzip") || coding.startsWith("x-gzip") || coding.startsWith("*")) {
        return !coding.replace(" ", "").matches(".*;q=0(\\.0*)?");
      }
    }
    return false;
  }
}
