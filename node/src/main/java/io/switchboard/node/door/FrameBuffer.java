package io.switchboard.node.door;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The bytes of one request as they come in: memory follows what has arrived, never what was
 * announced.
 *
 * <p>The in-flight budget is charged a little ahead of that: small steps up to 64 KiB, and then,
 * once the sender has shown that it does send, everything that is still to come. So a frame that
 * has passed that point never waits again, and frames that grow together cannot block each other.
 * Belongs to one event loop.
 */
final class FrameBuffer {
  private static final int FIRST_STEP_BYTES = 4 << 10;
  private static final int SMALL_STEPS_UP_TO_BYTES = 64 << 10;
  private static final int GROWTH = 4;

  private final int expected;
  private final long overhead;
  private byte[] bytes = new byte[0];
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
    int needed = length + count;
    if (needed > bytes.length) {
      int step = Math.max(FIRST_STEP_BYTES, GROWTH * needed);
      int capacity = needed >= expected ? expected : (int) Math.min(charged - overhead, step);
      bytes = Arrays.copyOf(bytes, capacity);
    }
    source.readBytes(bytes, length, count);
    length = needed;
  }

  /**
   * Ends the growth of a request that had not announced its size; the charge that is not used and
   * may be given back.
   */
  long settle() {
    long surplus = Math.max(0, charged - overhead - bytes.length);
    charged -= surplus;
    return surplus;
  }

  int length() {
    return length;
  }

  /** The array behind; only the first {@link #length()} bytes count. */
  byte[] bytes() {
    return bytes;
  }

  long charged() {
    return charged;
  }
}
