package io.switchboard.node.door;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of one request as they come in: memory follows what has arrived, never what was
 * announced.
 *
 * <p>The in-flight budget is charged a little ahead of that: small steps up to 64 KiB, and then,
 * once the sender has shown that it does send, everything that is still to come. So a frame that
 * has passed that point never waits again, and frames that grow together cannot block each other.
 * Belongs to one thread at a time.
 */
final class FrameBuffer {
  private static final int FIRST_STEP_BYTES = 4 << 10;
  private static final int SMALL_STEPS_UP_TO_BYTES = 64 << 10;
  private static final int GROWTH = 4;

  /** An array of some megabytes takes an event loop longer to get and to copy than others like. */
  private static final int PIECE_BYTES = 256 << 10;

  private final int expected;
  private final long overhead;
  private final List<byte[]> full = new ArrayList<>(0);
  private byte[] last = new byte[0];
  private int lastLength;
  private int length;
  private long charged;

  /**
   * @param expected announced size; the largest allowed one where none was announced
   * @param overhead what the call costs beside its bytes; charged first
   */
  FrameBuffer(int expected, long overhead) {
    this.expected = expected;
    this.overhead = overhead;
  }

  /** What has to be charged before {@code more} bytes may be appended; 0 if enough is. */
  long missing(int more) {
    int needed = length + more;
    if (charged >= overhead + needed && charged > 0) {
      return 0;
    }
    int target;
    if (needed >= expected || needed > SMALL_STEPS_UP_TO_BYTES) {
      target = expected;
    } else {
      int step = Math.min(SMALL_STEPS_UP_TO_BYTES, Math.max(FIRST_STEP_BYTES, GROWTH * needed));
      target = Math.min(expected, step);
    }
    return overhead + target - charged;
  }

  void charge(long granted) {
    charged += granted;
  }

  /** Takes {@code count} bytes, for which the budget was charged before. */
  void append(ByteBuf source, int count) {
    int left = count;
    while (left > 0) {
      int room = makeRoom(left);
      int part = Math.min(room, left);
      source.readBytes(last, lastLength, part);
      lastLength += part;
      length += part;
      left -= part;
    }
  }

  /** Some room behind the last piece: at most what is wanted. */
  private int makeRoom(int wanted) {
    if (lastLength == PIECE_BYTES) {
      full.add(last);
      last = new byte[Math.min(PIECE_BYTES, Math.max(wanted, expected - length))];
      lastLength = 0;
    }
    if (lastLength == last.length) {
      int needed = lastLength + wanted;
      int step = Math.max(FIRST_STEP_BYTES, GROWTH * needed);
      int all = length + wanted >= expected ? expected : (int) Math.min(charged - overhead, step);
      last = Arrays.copyOf(last, Math.min(PIECE_BYTES, all - PIECE_BYTES * full.size()));
    }
    return last.length - lastLength;
  }

  /**
   * Ends the growth of a request that had not announced its size; the charge that is not used and
   * may be given back.
   */
  long settle() {
    long taken = (long) PIECE_BYTES * full.size() + last.length;
    long surplus = Math.max(0, charged - overhead - taken);
    charged -= surplus;
    return surplus;
  }

  /** Whether it came in several pieces, which {@link #bytes} joins: not for an event loop. */
  boolean isInPieces() {
    return !full.isEmpty();
  }

  /**
   * The array with the first bytes that have come; at most {@link #beginningLength} of it count.
   */
  byte[] beginning() {
    return full.isEmpty() ? last : full.get(0);
  }

  int beginningLength() {
    return full.isEmpty() ? lastLength : PIECE_BYTES;
  }

  /** All bytes in one array; only the first {@link #length()} of it count. */
  byte[] bytes() {
    if (!full.isEmpty()) {
      byte[] all = new byte[length];
      int at = 0;
      for (byte[] piece : full) {
        System.arraycopy(piece, 0, all, at, PIECE_BYTES);
        at += PIECE_BYTES;
      }
      System.arraycopy(last, 0, all, at, lastLength);
      full.clear();
      last = all;
      lastLength = length;
    }
    return last;
  }

  int length() {
    return length;
  }

  long charged() {
    return charged;
  }
}
