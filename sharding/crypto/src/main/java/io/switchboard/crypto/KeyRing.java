package io.switchboard.crypto;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The named, versioned master keys that a node holds at one moment. Immutable and thread-safe; at
 * most {@link #MAX_KEYS} keys. Nothing here shows key material.
 */
public final class KeyRing implements KeyRingSource {
  /** Most keys (versions of all ids together) in one ring; each costs about 60 ms to load. */
  public static final int MAX_KEYS = 128;

  private final Map<String, NavigableMap<Integer, MasterKey>> keys;
  private final Map<String, MasterKey> current;

  private KeyRing(
      Map<String, NavigableMap<Integer, MasterKey>> keys, Map<String, MasterKey> current) {
    this.keys = keys;
    this.current = current;
  }

  static KeyRing of(Collection<MasterKey> masterKeys) {
    if (masterKeys.size() > MAX_KEYS) {
      throw new KeyRingException(
          "A key ring holds at most "
              + MAX_KEYS
              + " keys, this one has "
              + masterKeys.size()
              + "; remove versions with which no record is encrypted any more");
    }
    Map<String, NavigableMap<Integer, MasterKey>> keys = new HashMap<>();
    for (MasterKey key : masterKeys) {
      MasterKey twin =
          keys.computeIfAbsent(key.keyId(), id -> new TreeMap<>()).put(key.version(), key);
      if (twin != null) {
        throw new IllegalArgumentException("Two keys with the name " + key.name());
      }
    }
    Map<String, MasterKey> current = new HashMap<>();
    keys.forEach((id, versions) -> current.put(id, versions.lastEntry().getValue()));
    return new KeyRing(keys, current);
  }

  /** A ring put together by hand, for tests and for keys that come from elsewhere than a file. */
  public static Builder builder() {
    return new Builder();
  }

  /** The version of {@code keyId} to seal with: the highest. Empty if there is no such key. */
  public Optional<MasterKey> current(String keyId) {
    return Optional.ofNullable(current.get(keyId));
  }

  /** One version of a key, for opening. Empty if the ring does not hold it. */
  public Optional<MasterKey> find(String keyId, int version) {
    NavigableMap<Integer, MasterKey> versions = keys.get(keyId);
    return versions == null ? Optional.empty() : Optional.ofNullable(versions.get(version));
  }

  /** The key ids of the ring, sorted. */
  public Set<String> keyIds() {
    return new TreeSet<>(keys.keySet());
  }

  /** All keys without their material, sorted by id and version. */
  public List<KeySummary> summaries() {
    List<KeySummary> rows = new ArrayList<>();
    for (MasterKey key : all()) {
      boolean isCurrent = current.get(key.keyId()).version() == key.version();
      rows.add(
          new KeySummary(key.keyId(), key.version(), key.created(), key.fingerprint(), isCurrent));
    }
    return List.copyOf(rows);
  }

  @Override
  public KeyRing ring() {
    return this;
  }

  @Override
  public String toString() {
    return "KeyRing" + all().stream().map(MasterKey::name).toList();
  }

  List<MasterKey> all() {
    return keys.values().stream()
        .flatMap(versions -> versions.values().stream())
        .sorted(Comparator.comparing(MasterKey::keyId).thenComparingInt(MasterKey::version))
        .toList();
  }

  /**
   * The same keys, but a version younger than {@code delay} is not yet current if its id has an
   * older one: so a new version can reach every node, and be opened there, before anybody seals
   * with it.
   */
  KeyRing withNewVersionsHeldBack(Instant now, Duration delay) {
    if (delay.isZero()) {
      return this;
    }
    Map<String, MasterKey> ripe = new HashMap<>();
    keys.forEach(
        (id, versions) ->
            ripe.put(
                id,
                versions.descendingMap().values().stream()
                    .filter(key -> !key.created().plus(delay).isAfter(now))
                    .findFirst()
                    .orElse(versions.firstEntry().getValue())));
    return new KeyRing(keys, ripe);
  }

  /** Whether both rings hold the same keys and seal with the same versions. */
  boolean sameAs(KeyRing other) {
    return summaries().equals(other.summaries());
  }

  /** Collects keys; not thread-safe. */
  public static final class Builder {
    private final List<MasterKey> masterKeys = new ArrayList<>();

    private Builder() {}

    /**
     * Adds one key.
     *
     * @param material 32 bytes, copied
     * @throws IllegalArgumentException for a bad id, version or size
     */
    public Builder add(String keyId, int version, Instant created, byte[] material) {
      masterKeys.add(new MasterKey(keyId, version, created, material));
      return this;
    }

    /**
     * The ring.
     *
     * @throws IllegalArgumentException if a version was added twice
     */
    public KeyRing build() {
      return of(masterKeys);
    }
  }
}
