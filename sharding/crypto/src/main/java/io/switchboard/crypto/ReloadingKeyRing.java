package io.switchboard.crypto;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a key ring file, so that keys rotate without a restart. {@link #ring()} never waits: at
 * most once per check interval it looks at the file's size and time, and a changed file is loaded
 * on a thread of its own. A file that cannot be read, or that changes or drops a key which must
 * stay, is refused as a whole: the ring in use stays, and one warning is logged per problem.
 * Thread-safe.
 */
public final class ReloadingKeyRing implements KeyRingSource {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadingKeyRing.class);

  private final Settings settings;
  private final LongSupplier nanoTime;
  private final Clock clock;
  private final Executor loader;

  private final AtomicLong nextCheckNanos;
  private final AtomicBoolean checking = new AtomicBoolean();
  private final Object reloading = new Object();

  private final AtomicReference<Rings> rings;
  private volatile FileStamp stamp;

  /** Empty if there is none. */
  private volatile String problem = "";

  /**
   * What to follow and how.
   *
   * @param file the key ring file
   * @param password its password, read anew at every load
   * @param checkEvery shortest time between two looks at the file; positive
   * @param newVersionDelay age that a new version of an existing key must have before this node
   *     seals with it (it opens with it at once), measured from its creation date by this node's
   *     clock, so that the file can reach all nodes first; zero: at once
   */
  public record Settings(
      Path file, PasswordSource password, Duration checkEvery, Duration newVersionDelay) {
    /** Checks the durations. */
    public Settings {
      Objects.requireNonNull(file);
      Objects.requireNonNull(password);
      if (checkEvery.isNegative() || checkEvery.isZero()) {
        throw new IllegalArgumentException("checkEvery must be positive, is " + checkEvery);
      }
      if (newVersionDelay.isNegative()) {
        throw new IllegalArgumentException(
            "newVersionDelay must not be negative, is " + newVersionDelay);
      }
    }
  }

  /** The ring as it is in the file, and as it is used: without versions that are too young. */
  private record Rings(KeyRing loaded, KeyRing inUse) {}

  ReloadingKeyRing(Settings settings, LongSupplier nanoTime, Clock clock, Executor loader) {
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.loader = loader;
    // The stamp is taken before the load: a change in between is then seen at the next check.
    this.stamp = FileStamp.of(settings.file());
    this.rings = new AtomicReference<>(ripe(KeyRings.load(settings.file(), settings.password())));
    this.nextCheckNanos = new AtomicLong(nanoTime.getAsLong() + settings.checkEvery().toNanos());
  }

  /**
   * Loads the file and follows it from now on.
   *
   * @throws KeyRingException if it cannot be loaded: a node does not start without its keys
   */
  public static ReloadingKeyRing follow(Settings settings) {
    return new ReloadingKeyRing(
        settings, System::nanoTime, Clock.systemUTC(), ReloadingKeyRing::onOwnThread);
  }

  /** The newest ring that could be loaded. Does not block. */
  @Override
  public KeyRing ring() {
    long due = nextCheckNanos.get();
    long now = nanoTime.getAsLong();
    if (now - due >= 0
        && nextCheckNanos.compareAndSet(due, now + settings.checkEvery().toNanos())) {
      check();
    }
    return rings.get().inUse();
  }

  /**
   * Looks at the file now and waits until it is loaded if it changed.
   *
   * @return the ring in use afterwards: the old one, if the file is refused; see {@link #problem()}
   */
  public KeyRing refresh() {
    synchronized (reloading) {
      reloadIfChanged();
      ripen();
      return rings.get().inUse();
    }
  }

  /** Why the file as it is now is not in use; empty if all is well. For health reports. */
  public Optional<String> problem() {
    String now = problem;
    return now.isEmpty() ? Optional.empty() : Optional.of(now);
  }

  private void check() {
    if (needsLoad()) {
      if (checking.compareAndSet(false, true)) {
        loader.execute(
            () -> {
              try {
                refresh();
              } finally {
                checking.set(false);
              }
            });
      }
    } else {
      ripen();
    }
  }

  /**
   * After a failure every check tries again: a chmod or a new password leaves no trace in a stamp.
   */
  private boolean needsLoad() {
    return !problem.isEmpty() || !FileStamp.of(settings.file()).equals(stamp);
  }

  private void reloadIfChanged() {
    if (!needsLoad()) {
      return;
    }
    FileStamp before = FileStamp.of(settings.file());
    try {
      KeyRing fresh = KeyRings.load(settings.file(), settings.password());
      requireSuccessor(rings.get().loaded(), fresh);
      if (!fresh.sameAs(rings.get().loaded())) {
        LOG.info("Key ring re-read file={} keys={}", settings.file(), fresh);
      } else if (!problem.isEmpty()) {
        LOG.info("Key ring readable again file={}", settings.file());
      }
      rings.set(ripe(fresh));
      problem = "";
    } catch (KeyRingException e) {
      if (!problem.equals(e.getMessage())) {
        LOG.warn(
            "Key ring not re-read, the keys loaded before stay in use file={} reason={}",
            settings.file(),
            e.getMessage());
      }
      problem = e.getMessage();
    }
    stamp = before;
  }

  private void ripen() {
    Rings now = rings.get();
    rings.compareAndSet(
        now, ripe(now.loaded())); // Lost only against a newer load, which ripens too.
  }

  private Rings ripe(KeyRing loaded) {
    return new Rings(
        loaded, loaded.withNewVersionsHeldBack(clock.instant(), settings.newVersionDelay()));
  }

  /**
   * A version's key never changes, and the digest key never goes: else records and ledger break.
   */
  static void requireSuccessor(KeyRing old, KeyRing fresh) {
    for (MasterKey key : old.all()) {
      Optional<MasterKey> now = fresh.find(key.keyId(), key.version());
      if (now.isPresent() && !now.get().sameKeyAs(key)) {
        throw new KeyRingException(
            "The new file holds another key under the name "
                + key.name()
                + "; a version's key never changes, add a new version instead");
      }
      if (now.isEmpty() && key.keyId().equals(KeyIds.DIGEST)) {
        throw new KeyRingException(
            "The new file lacks " + key.name() + ", without which the ledger cannot be compared");
      }
    }
  }

  private static void onOwnThread(Runnable load) {
    Thread thread = new Thread(load, "switchboard-key-ring-reload");
    thread.setDaemon(true);
    thread.start();
  }
}
