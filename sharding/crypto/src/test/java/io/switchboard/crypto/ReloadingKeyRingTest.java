package io.switchboard.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ReloadingKeyRingTest {
  private static final Duration CHECK_EVERY = Duration.ofSeconds(5);

  @TempDir private Path directory;

  private final AtomicLong nanos = new AtomicLong();
  private final Queue<Runnable> loads = new ArrayDeque<>();
  private Path file;
  private PasswordSource password;

  @BeforeEach
  void copyRing() throws IOException {
    file = GeneratedRing.copyInto(directory);
    password = PasswordSource.file(directory.resolve("password"));
  }

  @Test
  void aNewVersionIsSeenAfterTheIntervalAndLoadedElsewhere() {
    ReloadingKeyRing following = follow(Duration.ZERO);
    KeyRings.addVersion(file, password, "token");

    nanos.addAndGet(CHECK_EVERY.toNanos() - 1);
    assertThat(currentToken(following)).isEqualTo(1);
    assertThat(loads).isEmpty();

    nanos.addAndGet(1);
    assertThat(currentToken(following)).isEqualTo(1);
    assertThat(loads).hasSize(1);
    loads.remove().run();
    assertThat(currentToken(following)).isEqualTo(2);
  }

  @Test
  void anUnchangedFileIsNotLoadedAndOneLoadRunsAtATime() {
    ReloadingKeyRing following = follow(Duration.ZERO);

    nanos.addAndGet(CHECK_EVERY.toNanos());
    following.ring();
    assertThat(loads).isEmpty();

    KeyRings.addVersion(file, password, "token");
    nanos.addAndGet(CHECK_EVERY.toNanos());
    following.ring();
    nanos.addAndGet(CHECK_EVERY.toNanos());
    following.ring();
    assertThat(loads).hasSize(1);
  }

  @Test
  void anExplicitRefreshIsDoneWhenItReturns() {
    ReloadingKeyRing following = follow(Duration.ZERO);
    KeyRings.addVersion(file, password, "token");

    KeyRing fresh = following.refresh();

    assertThat(fresh.current("token")).map(MasterKey::version).hasValue(2);
    assertThat(currentToken(following)).isEqualTo(2);
  }

  @Test
  void anUnreadableFileLeavesTheOldRingInUseUntilItIsRepaired() throws IOException {
    ReloadingKeyRing following = follow(Duration.ZERO);
    KeyRings.addVersion(file, password, "token");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(following.refresh().current("token")).map(MasterKey::version).hasValue(1);
    assertThat(following.problem()).hasValueSatisfying(text -> assertThat(text).contains("chmod"));

    // A chmod changes neither size nor time nor identity; the next check sees it all the same.
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    nanos.addAndGet(CHECK_EVERY.toNanos());
    following.ring();
    loads.remove().run();
    assertThat(currentToken(following)).isEqualTo(2);
    assertThat(following.problem()).isEmpty();
  }

  @Test
  void aProblemIsLoggedOnceHoweverOftenItIsMet() throws IOException {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(ReloadingKeyRing.class);
    logger.addAppender(log);
    try {
      ReloadingKeyRing following = follow(Duration.ZERO);
      Files.writeString(file, "no key ring");
      following.refresh();
      following.refresh();
      Files.writeString(file, "still no key ring");
      following.refresh();
      GeneratedRing.copyInto(directory);
      following.refresh();
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.INFO);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains("stay in use")
        .contains(file.toString())
        .contains("not a key ring");
  }

  @Test
  void aRemovedFileLeavesTheOldRingInUse() throws IOException {
    ReloadingKeyRing following = follow(Duration.ZERO);
    Files.delete(file);

    following.refresh();

    assertThat(currentToken(following)).isEqualTo(1);
    assertThat(following.problem()).isPresent();
  }

  @Test
  void aFileWithOtherKeysUnderTheSameNamesIsRefused() throws IOException {
    ReloadingKeyRing following = follow(Duration.ZERO);
    String fingerprint = following.ring().current("token").orElseThrow().fingerprint();
    Path other = directory.resolve("other");
    KeyRings.generate(other, password);
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

    following.refresh();

    assertThat(following.problem())
        .hasValueSatisfying(text -> assertThat(text).contains("never changes"));
    assertThat(following.ring().current("token")).map(MasterKey::fingerprint).hasValue(fingerprint);
  }

  @Test
  void aFileWithoutTheDigestKeyIsRefusedButOtherKeysMayGo() {
    KeyRing old = KeyRings.load(file, password);
    KeyRing withoutRecord = without(old, KeyIds.RECORD_DEFAULT);
    KeyRing withoutDigest = without(old, KeyIds.DIGEST);

    ReloadingKeyRing.requireSuccessor(old, withoutRecord);
    assertThatThrownBy(() -> ReloadingKeyRing.requireSuccessor(old, withoutDigest))
        .isInstanceOf(KeyRingException.class)
        .hasMessageContaining("digest/1");
  }

  @Test
  void aYoungVersionOpensAtOnceAndSealsOnlyAfterTheDelay() {
    Instant added = KeyRings.addVersion(file, password, "token").created();
    AtomicLong secondsLater = new AtomicLong(1);
    Clock clock = movableClock(added, secondsLater);
    ReloadingKeyRing following =
        new ReloadingKeyRing(settings(Duration.ofSeconds(60)), nanos::get, clock, loads::add);

    assertThat(currentToken(following)).isEqualTo(1);
    assertThat(following.ring().find("token", 2)).isPresent();

    secondsLater.set(60);
    nanos.addAndGet(CHECK_EVERY.toNanos());
    assertThat(currentToken(following)).isEqualTo(2);
    assertThat(loads).isEmpty();
  }

  @Test
  void aNodeDoesNotStartWithoutItsKeys() throws IOException {
    Files.delete(file);

    assertThatThrownBy(() -> ReloadingKeyRing.follow(settings(Duration.ZERO)))
        .isInstanceOf(KeyRingException.class);
  }

  @Test
  void oldRecordsStillOpenAndNewOnesUseTheNewVersionAfterARotation() {
    ReloadingKeyRing following = follow(Duration.ZERO);
    RecordCipher cipher = new RecordCipher(following);
    byte[] value = {1, 2, 3};
    byte[] old = cipher.seal("orders", value);

    KeyRings.addVersion(file, password, KeyIds.RECORD_DEFAULT);
    following.refresh();
    byte[] young = cipher.seal("orders", value);

    assertThat(RecordCipherTest.keyVersionOf(old)).isEqualTo(1);
    assertThat(RecordCipherTest.keyVersionOf(young)).isEqualTo(2);
    RecordCipher elsewhere = new RecordCipher(KeyRings.load(file, password));
    for (RecordCipher reader : new RecordCipher[] {cipher, elsewhere}) {
      RecordCipherTest.assertOpens(reader.open("orders", old), value);
      RecordCipherTest.assertOpens(reader.open("orders", young), value);
    }
  }

  private ReloadingKeyRing follow(Duration newVersionDelay) {
    return new ReloadingKeyRing(
        settings(newVersionDelay), nanos::get, Clock.systemUTC(), loads::add);
  }

  private ReloadingKeyRing.Settings settings(Duration newVersionDelay) {
    return new ReloadingKeyRing.Settings(file, password, CHECK_EVERY, newVersionDelay);
  }

  private static int currentToken(KeyRingSource source) {
    return source.ring().current("token").orElseThrow().version();
  }

  private static KeyRing without(KeyRing ring, String keyId) {
    return KeyRing.of(ring.all().stream().filter(key -> !key.keyId().equals(keyId)).toList());
  }

  private static Clock movableClock(Instant start, AtomicLong secondsLater) {
    return new Clock() {
      @Override
      public java.time.ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(java.time.ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return start.plusSeconds(secondsLater.get());
      }
    };
  }
}
