package io.switchboard.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCipherTest {
  private static final String KEY = KeyIds.RECORD_DEFAULT;
  private static final byte[] VALUE = "the value".getBytes(StandardCharsets.UTF_8);

  private final KeyRing ring = TestKeys.ring(KEY, 1);
  private final RecordCipher cipher = new RecordCipher(ring);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 1024, 900 * 1024, RecordCipher.MAX_PLAIN_BYTES})
  void aSealedValueOpensAgainAndHasTheSizeAnnounced(int bytes) {
    byte[] value = new byte[bytes];
    new Random(bytes).nextBytes(value);
    byte[] before = value.clone();

    byte[] envelope = cipher.seal("orders", value);

    assertThat(envelope).hasSize(RecordCipher.sealedBytes(KEY, bytes));
    assertThat(envelope.length - bytes)
        .isEqualTo(RecordCipher.overheadBytes(KEY))
        .isLessThanOrEqualTo(RecordCipher.maxOverheadBytes());
    assertOpens(cipher.open("orders", envelope), value);
    assertThat(value).isEqualTo(before);
  }

  @Test
  void theClearValueIsNotInTheEnvelopeAndNoTwoEnvelopesAreAlike() {
    Set<String> envelopes = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      byte[] envelope = cipher.seal("orders", VALUE);
      String hex = HexFormat.of().formatHex(envelope);
      assertThat(hex).doesNotContain(HexFormat.of().formatHex(VALUE));
      envelopes.add(hex.substring(2 * Envelope.headerBytes(KEY)));
    }
    assertThat(envelopes).hasSize(100);
  }

  @Test
  void everyFlipOfEveryBitIsRefused() {
    byte[] envelope = cipher.seal("orders", VALUE);
    for (int i = 0; i < envelope.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] altered = envelope.clone();
        altered[i] ^= (byte) (1 << bit);
        assertThat(cipher.open("orders", altered))
            .as("byte %d bit %d", i, bit)
            .isNotInstanceOf(OpenResult.Opened.class);
      }
    }
    assertOpens(cipher.open("orders", envelope), VALUE);
  }

  @Test
  void noTruncationAndNoTailOpensOrThrows() {
    byte[] envelope = cipher.seal("orders", VALUE);
    for (int length = 0; length < envelope.length; length++) {
      OpenResult result = cipher.open("orders", Arrays.copyOf(envelope, length));
      assertThat(result)
          .as("%d bytes", length)
          .isInstanceOf(length < 2 ? OpenResult.NotAnEnvelope.class : OpenResult.Corrupt.class);
    }
    byte[] longer = Arrays.copyOf(envelope, envelope.length + 1);
    assertThat(cipher.open("orders", longer)).isInstanceOf(OpenResult.Corrupt.class);
  }

  @Test
  void randomBytesNeitherOpenNorThrow() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] envelope = cipher.seal("orders", VALUE);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(2 * envelope.length)];
      random.nextBytes(noise);
      int genuine = Math.min(random.nextInt(40), noise.length);
      System.arraycopy(envelope, 0, noise, 0, genuine);
      assertThat(cipher.open("orders", noise))
          .as("seed %d, round %d", seed, i)
          .isNotInstanceOf(OpenResult.Opened.class);
    }
  }

  @Test
  void aValueOpensUnderItsOwnTopicOnly() {
    byte[] envelope = cipher.seal("orders", VALUE);

    for (String other : new String[] {"order", "orderss", "Orders", "", "x".repeat(300)}) {
      assertThat(cipher.open(other, envelope)).isInstanceOf(OpenResult.Corrupt.class);
    }
  }

  @Test
  void aValueUnderAKeyThatIsMissingIsToldApartFromACorruptOne() {
    byte[] envelope =
        new RecordCipher(TestKeys.ring("identity", 7)).seal("identity", "orders", VALUE);

    assertThat(cipher.open("orders", envelope)).isEqualTo(new OpenResult.UnknownKey("identity", 7));
  }

  @Test
  void aValueUnderAnotherKeyOfTheSameNameIsRefused() {
    KeyRing impostor =
        KeyRing.builder().add(KEY, 1, TestKeys.CREATED, TestKeys.material(99)).build();
    byte[] envelope = new RecordCipher(impostor).seal("orders", VALUE);

    assertThat(cipher.open("orders", envelope)).isInstanceOf(OpenResult.Corrupt.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"a\":1}", "\0\0\0\0\u0001x", "S"})
  void aClearValueIsNotAnEnvelope(String clear) {
    assertThat(cipher.open("orders", clear.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new OpenResult.NotAnEnvelope());
  }

  @Test
  void withoutAKeyNothingIsSealed() {
    assertThatThrownBy(() -> cipher.seal("identity", "orders", VALUE))
        .isInstanceOf(KeyUnavailableException.class)
        .hasMessageContaining("identity");
  }

  @Test
  void aKeyThatIsTakenAwayNeitherSealsNorOpensAnyMore() {
    AtomicReference<KeyRing> now = new AtomicReference<>(ring);
    RecordCipher following = new RecordCipher(now::get);
    byte[] envelope = following.seal("orders", VALUE);
    assertOpens(following.open("orders", envelope), VALUE);

    now.set(TestKeys.ring("identity", 1));

    assertThat(following.open("orders", envelope)).isEqualTo(new OpenResult.UnknownKey(KEY, 1));
    assertThatThrownBy(() -> following.seal("orders", VALUE))
        .isInstanceOf(KeyUnavailableException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "tópico", "a/b"})
  void aBadTopicIsTheCallersMistake(String topic) {
    assertThatThrownBy(() -> cipher.seal(topic, VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tooLongAValueIsNeitherSealedNorOpened() {
    byte[] tooLong = new byte[RecordCipher.MAX_PLAIN_BYTES + 1];
    byte[] envelope = Arrays.copyOf(cipher.seal("orders", VALUE), tooLong.length + 100);

    assertThatThrownBy(() -> cipher.seal("orders", tooLong))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(cipher.open("orders", envelope))
        .isInstanceOfSatisfying(
            OpenResult.Corrupt.class, corrupt -> assertThat(corrupt.reason()).contains("longer"));
  }

  @Test
  void anotherIncarnationSealsWithAnotherSaltAndOpensAll() {
    RecordCipher other = new RecordCipher(ring);
    byte[] mine = cipher.seal("orders", VALUE);
    byte[] theirs = other.seal("orders", VALUE);

    assertThat(saltOf(mine)).isNotEqualTo(saltOf(theirs));
    assertThat(saltOf(mine)).isEqualTo(saltOf(cipher.seal("orders", VALUE)));
    assertOpens(cipher.open("orders", theirs), VALUE);
    assertOpens(other.open("orders", mine), VALUE);
  }

  @Test
  void moreIncarnationsThanTheCacheHoldsStillOpen() {
    RecordCipher small = new RecordCipher(ring, 2);
    byte[][] envelopes = new byte[5][];
    for (int i = 0; i < envelopes.length; i++) {
      envelopes[i] = new RecordCipher(ring).seal("orders", VALUE);
    }

    for (int round = 0; round < 2; round++) {
      for (byte[] envelope : envelopes) {
        assertOpens(small.open("orders", envelope), VALUE);
      }
    }
  }

  @Test
  void noNonceIsUsedTwiceByManyThreadsWhileKeysRotate() throws Exception {
    int threads = 4;
    int eachSeals = 5_000;
    KeyRing rotated = TestKeys.ring(KEY, 1, 2);
    AtomicReference<KeyRing> now = new AtomicReference<>(ring);
    RecordCipher shared = new RecordCipher(now::get);
    Set<String> nonces = ConcurrentHashMap.newKeySet();
    AtomicBoolean failed = new AtomicBoolean();
    CountDownLatch half = new CountDownLatch(threads);
    CountDownLatch rotatedLatch = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Future<?>[] running = new Future<?>[threads];
      for (int t = 0; t < threads; t++) {
        running[t] =
            pool.submit(
                () -> {
                  for (int i = 0; i < eachSeals; i++) {
                    byte[] envelope = shared.seal("orders", VALUE);
                    nonces.add(saltOf(envelope) + counterOf(envelope));
                    boolean opened =
                        shared.open("orders", envelope) instanceof OpenResult.Opened result
                            && Arrays.equals(result.plaintext(), VALUE);
                    if (!opened) {
                      failed.set(true);
                    }
                    if (i == eachSeals / 2) {
                      half.countDown();
                      rotatedLatch.await();
                      failed.compareAndSet(false, keyVersionOf(shared.seal("orders", VALUE)) != 2);
                    }
                  }
                  return null;
                });
      }
      half.await();
      now.set(rotated);
      rotatedLatch.countDown();
      for (Future<?> future : running) {
        future.get();
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(failed).isFalse();
    assertThat(nonces).hasSize(threads * eachSeals);
  }

  static void assertOpens(OpenResult result, byte[] expected) {
    assertThat(result)
        .isInstanceOfSatisfying(
            OpenResult.Opened.class,
            opened -> assertThat(Arrays.equals(opened.plaintext(), expected)).isTrue());
  }

  static int keyVersionOf(byte[] envelope) {
    return ByteBuffer.wrap(envelope).getShort(4 + envelope[3]) & 0xFFFF;
  }

  private static String saltOf(byte[] envelope) {
    int salt = 6 + envelope[3];
    return HexFormat.of().formatHex(envelope, salt, salt + 16);
  }

  private static long counterOf(byte[] envelope) {
    return ByteBuffer.wrap(envelope).getLong(22 + envelope[3]);
  }
}
