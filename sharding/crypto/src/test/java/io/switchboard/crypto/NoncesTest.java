package io.switchboard.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class NoncesTest {
  private final MasterKey master = TestKeys.key(TestKeys.ring("token", 1), "token");

  @Test
  void aUsedUpDataKeyIsFollowedByOneWithAnotherSalt() {
    Nonces nonces = new Nonces(KeyDerivation.SEAL, 3, 1000);
    List<String> salts = new ArrayList<>();
    List<Long> counters = new ArrayList<>();

    for (int i = 0; i < 7; i++) {
      Nonces.Nonce nonce = nonces.next(master, 1);
      salts.add(HexFormat.of().formatHex(nonce.key().salt()));
      counters.add(nonce.counter());
    }

    assertThat(counters).containsExactly(0L, 1L, 2L, 0L, 1L, 2L, 0L);
    assertThat(new HashSet<>(salts)).hasSize(3);
    assertThat(salts.get(0)).isEqualTo(salts.get(2)).isNotEqualTo(salts.get(3));
  }

  @Test
  void aDataKeyEncryptsABoundedNumberOfBytes() {
    Nonces nonces = new Nonces(KeyDerivation.SEAL, 1000, 10);

    Nonces.Nonce first = nonces.next(master, 10);
    Nonces.Nonce second = nonces.next(master, 1);

    assertThat(second.key().salt()).isNotEqualTo(first.key().salt());
    assertThatThrownBy(() -> nonces.next(master, 11)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void threadsThatMeetTheEndTogetherNeverShareANonce() throws Exception {
    Nonces nonces = new Nonces(KeyDerivation.SEAL, 7, 1 << 20);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    int threads = 4;
    int each = 2_000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        running.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    Nonces.Nonce nonce = nonces.next(master, 1);
                    seen.add(HexFormat.of().formatHex(nonce.key().salt()) + "/" + nonce.counter());
                  }
                }));
      }
      for (Future<?> future : running) {
        future.get();
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(seen).hasSize(threads * each);
  }

  @Test
  void aCounterBeyondTheLimitIsRefusedByTheCipherItself() {
    DataKey key = DataKey.derive(master, KeyDerivation.SEAL, new byte[DataKey.SALT_BYTES]);
    byte[] out = new byte[17];

    for (long counter : new long[] {-1, NonceSequence.MAX_MESSAGES}) {
      assertThatThrownBy(() -> new Aead().seal(key, counter, new byte[1], new byte[0], out, 0))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(out).containsOnly(0);
  }

  @Test
  void limitsAboveTheSafeOnesCannotBeSet() {
    assertThatThrownBy(
            () ->
                NonceSequence.start(master, KeyDerivation.SEAL, NonceSequence.MAX_MESSAGES + 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> NonceSequence.start(master, KeyDerivation.SEAL, 1, NonceSequence.MAX_BYTES + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCachedDataKeyDoesNotServeAnotherMasterKeyOfTheSameName() {
    DataKeyCache cache = new DataKeyCache(2);
    DataKey key = DataKey.derive(master, KeyDerivation.SEAL, new byte[DataKey.SALT_BYTES]);
    MasterKey impostor = new MasterKey("token", 1, TestKeys.CREATED, TestKeys.material(99));
    MasterKey reloaded = new MasterKey("token", 1, TestKeys.CREATED, master.material());

    cache.keep(key);

    assertThat(cache.find(impostor, key.salt())).isEmpty();
    assertThat(cache.find(reloaded, key.salt())).hasValue(key);
  }

  @Test
  void aCacheOfDataKeysIsBoundedAndForgetsTheLeastUsed() {
    DataKeyCache cache = new DataKeyCache(2);
    DataKey[] keys = new DataKey[3];
    for (int i = 0; i < keys.length; i++) {
      byte[] salt = new byte[DataKey.SALT_BYTES];
      salt[0] = (byte) i;
      keys[i] = DataKey.derive(master, KeyDerivation.SEAL, salt);
    }

    cache.keep(keys[0]);
    cache.keep(keys[1]);
    assertThat(cache.find(master, keys[0].salt())).hasValue(keys[0]);
    cache.keep(keys[2]);

    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.find(master, keys[0].salt())).isPresent();
    assertThat(cache.find(master, keys[1].salt())).isEmpty();
    assertThat(cache.find(master, keys[2].salt())).isPresent();
  }
}
