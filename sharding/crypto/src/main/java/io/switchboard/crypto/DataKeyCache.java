package io.switchboard.crypto;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the data keys that opened something lately, so that a reader derives one per writer's
 * incarnation and not one per record. Bounded, least recently used goes first; what fails to
 * authenticate is never put in, so forged salts cannot flush it. Thread-safe.
 */
final class DataKeyCache {
  private final int maxKeys;
  private final Map<Id, DataKey> keys = new LinkedHashMap<>(64, 0.75f, true);

  DataKeyCache(int maxKeys) {
    if (maxKeys < 1) {
      throw new IllegalArgumentException("A cache needs room for one key at least: " + maxKeys);
    }
    this.maxKeys = maxKeys;
  }

  /** What a data key is derived from. */
  private record Id(String keyId, int version, long saltHigh, long saltLow) {
    static Id of(MasterKey master, byte[] salt) {
      ByteBuffer halves = ByteBuffer.wrap(salt);
      return new Id(master.keyId(), master.version(), halves.getLong(), halves.getLong());
    }
  }

  Optional<DataKey> find(MasterKey master, byte[] salt) {
    Id id = Id.of(master, salt);
    DataKey found;
    synchronized (keys) {
      found = keys.get(id);
    }
    return found != null && found.master().sameKeyAs(master)
        ? Optional.of(found)
        : Optional.empty();
  }

  void keep(DataKey key) {
    Id id = Id.of(key.master(), key.salt());
    synchronized (keys) {
      keys.put(id, key);
      if (keys.size() > maxKeys) {
        keys.remove(keys.keySet().iterator().next());
      }
    }
  }

  int size() {
    synchronized (keys) {
      return keys.size();
    }
  }
}
