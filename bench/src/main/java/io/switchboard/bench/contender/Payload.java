package io.switchboard.bench.contender;

import java.util.Random;

/** Values that no compression makes smaller. */
public final class Payload {
  private static final long SEED = 20260101;

  private Payload() {}

  public static byte[][] of(int count, int bytes) {
    Random random = new Random(SEED);
    byte[][] values = new byte[count][bytes];
    for (byte[] value : values) {
      random.nextBytes(value);
    }
    return values;
  }
}
