package io.switchboard.crypto;

import java.util.function.IntConsumer;

/**
 * Prints rough figures, best of five rounds of a second each; run from an IDE or as the README
 * says. One thread. Not a test: it asserts nothing.
 */
@SuppressWarnings("SystemOut")
final class CryptoSpeed {
  private static final int ROUNDS = 5;
  private static final long ROUND_NANOS = 1_000_000_000L;
  private static final int STEP = 256;

  /** What results go into, so that the work is not optimised away. */
  private static volatile int sink;

  private CryptoSpeed() {}

  public static void main(String[] arguments) {
    KeyRing ring = KeyRings.ephemeral();
    RecordCipher cipher = new RecordCipher(ring);
    Sealer sealer = new Sealer(ring);
    BatchDigester digester = new BatchDigester(ring);
    for (int bytes : new int[] {100, 1024, 16 * 1024}) {
      byte[] plain = new byte[bytes];
      byte[] envelope = cipher.seal("orders", plain);
      print("record seal " + bytes + " B", i -> sink = cipher.seal("orders", plain).length);
      print("record open " + bytes + " B", i -> sink = cipher.open("orders", envelope).hashCode());
    }
    byte[] context = new byte[40];
    byte[] blob = new byte[60];
    byte[] token = sealer.seal(Sealer.Purpose.READ_TOKEN, context, blob);
    print(
        "token seal 60 B",
        i -> sink = sealer.seal(Sealer.Purpose.READ_TOKEN, context, blob).length);
    print(
        "token open 60 B",
        i -> sink = sealer.open(Sealer.Purpose.READ_TOKEN, context, token).hashCode());
    byte[] value = new byte[1024];
    print(
        "digest of one 1 KB event",
        i -> sink = digester.digest(s -> s.putInt(i).putAbsent().putBytes(value))[0]);
    print(
        "digest of 100 events of 1 KB",
        i ->
            sink =
                digester
                    .digest(
                        s -> {
                          for (int event = 0; event < 100; event++) {
                            s.putInt(event).putAbsent().putBytes(value);
                          }
                        })[0]);
    MasterKey master = ring.current(KeyIds.TOKEN).orElseThrow();
    print(
        "data key derivation",
        i -> sink = DataKey.derive(master, KeyDerivation.SEAL, new byte[16]).hashCode());
  }

  private static void print(String what, IntConsumer work) {
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      long done = 0;
      long nanos;
      do {
        for (int i = 0; i < STEP; i++) {
          work.accept(i);
        }
        done += STEP;
        nanos = System.nanoTime() - start;
      } while (nanos < ROUND_NANOS);
      best = Math.max(best, done * 1e9 / nanos);
    }
    System.out.printf("%-32s %,12.0f/s%n", what, best);
  }
}
