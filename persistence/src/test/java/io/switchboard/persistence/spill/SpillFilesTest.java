package io.switchboard.persistence.spill;

import static io.switchboard.persistence.TestCassandra.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.PayloadCipher.KeyMissingException;
import io.switchboard.core.port.SpillFolder.Left;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class SpillFilesTest {
  private static final long ROOM = 1 << 20;
  private static final SessionId SESSION = new SessionId("abcdefghijklmnopqrstuvwx27");
  private static final LaneId LANE = new LaneId("cluster/node-1/lane-0/1");
  private static final Published SETTLED =
      new Published(41, Optional.of(Digest.of(new byte[Digest.LENGTH])));
  private static final Left LEFT =
      new Left(SESSION, 5, LANE, Optional.of(SETTLED), Batches.of(42, 44, 100));

  @TempDir private Path parent;
  private final TestCipher cipher = new TestCipher();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private Path folder;
  private SpillFiles files;

  @BeforeEach
  void open() {
    folder = parent.resolve("a").resolve("spill");
    files = new SpillFiles(folder, ROOM, cipher);
    logged.start();
    logger().addAppender(logged);
  }

  @AfterEach
  void close() {
    logger().detachAppender(logged);
    files.close();
  }

  @Test
  void whatWasWrittenIsThereAfterARestartUntilItIsDeleted() throws Exception {
    Left unsettled = new Left(SESSION, 6, LANE, Optional.empty(), Batches.of(45, 45, 10));
    await(files.write(LEFT));
    await(files.write(unsettled));
    files.close();

    try (SpillFiles again = new SpillFiles(folder, ROOM, cipher)) {
      assertSame(await(again.all()), List.of(LEFT, unsettled));
      await(again.delete(LEFT));
      await(again.delete(LEFT));
      assertSame(await(again.all()), List.of(unsettled));
    }
    assertThat(logged.list).isEmpty();
  }

  @Test
  void aFolderThatWasNeverNeededIsEmptyAndNotMade() throws Exception {
    assertThat(await(files.all())).isEmpty();
    await(files.delete(LEFT));
    assertThat(folder).doesNotExist();
    assertThat(files.obstacle()).isEmpty();
  }

  @Test
  void onlyTheOwnerMayReadAndTheContentIsHidden() throws Exception {
    await(files.write(LEFT));

    Path file = onlyFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
        .doesNotContain("key-42")
        .doesNotContain(LANE.value());
  }

  @Test
  void aFileCutAnywhereIsToldAndLeftAlone() throws Exception {
    await(files.write(LEFT));
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      assertRefused(file, Arrays.copyOf(whole, length), "cut to " + length);
    }
    assertRefused(file, Arrays.copyOf(whole, whole.length + 1), "with a tail");
    assertOpens(file, whole);
  }

  @Test
  void aFileWithAnyByteFlippedIsToldAndLeftAlone() throws Exception {
    await(files.write(LEFT));
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] altered = whole.clone();
      altered[i] ^= (byte) (1 << (i % 8));
      assertRefused(file, altered, "byte " + i);
    }
    assertOpens(file, whole);
  }

  @Test
  void aForeignOrRenamedFileIsToldOncePerStartAndLeftAlone() throws Exception {
    await(files.write(LEFT));
    Path renamed = folder.resolve(new SpillFileName(SESSION, 6).text());
    Files.move(onlyFile(), renamed);
    Files.writeString(folder.resolve("notes.txt"), "not ours");

    assertThat(await(files.all())).isEmpty();
    assertThat(await(files.all())).isEmpty();

    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains(renamed.toString()).contains("altered"))
        .anySatisfy(line -> assertThat(line).contains("notes.txt"));
    assertThat(renamed).exists();
    assertThat(folder.resolve("notes.txt")).exists();
  }

  @Test
  void beyondItsLimitTheFolderTakesNothingMoreAndKeepsWhatItHas() throws Exception {
    Left small = new Left(SESSION, 5, LANE, Optional.empty(), Batches.of(42, 42, 10_000));
    await(files.write(small));
    Left large =
        new Left(SESSION, 6, LANE, Optional.empty(), Batches.of(45, 46, (int) ROOM / 2 - 2_000));

    assertThatThrownBy(() -> await(files.write(large)))
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessageContaining("switchboard.spill.max-bytes = 1048576");

    assertSame(await(files.all()), List.of(small));
    assertThat(onlyFile()).exists();
    await(files.delete(small));
    await(files.write(large));
    // Its own old file does not count when it is written again.
    await(files.write(large));
    assertSame(await(files.all()), List.of(large));
  }

  @Test
  void aDiskWithoutSpaceLeavesTheOldFileAndNoUnfinishedOne() throws Exception {
    Path file = parent.resolve("file");
    DurableFile.write(file, out -> out.write(1));

    assertThatThrownBy(
            () ->
                DurableFile.write(
                    file,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("No space left on device");
                    }))
        .hasMessage("No space left on device");

    assertThat(file).hasBinaryContent(new byte[] {1});
    try (Stream<Path> there = Files.list(parent)) {
      assertThat(there).containsExactly(file);
    }
  }

  @Test
  void aFolderThatCannotBeMadeFailsTheWriteAndIsToldBefore() throws Exception {
    Path blocked = Files.writeString(parent.resolve("file"), "").resolve("spill");
    try (SpillFiles nowhere = new SpillFiles(blocked, ROOM, cipher)) {
      assertThat(nowhere.obstacle())
          .hasValueSatisfying(obstacle -> assertThat(obstacle).contains("file is no folder"));
      assertThatThrownBy(() -> await(nowhere.write(LEFT))).cause().isInstanceOf(IOException.class);
    }
  }

  @Test
  void withoutAKeyNothingIsWrittenAndWhatLiesThereWaits() throws Exception {
    await(files.write(LEFT));
    cipher.keyMissing = true;
    Left other = new Left(SESSION, 6, LANE, Optional.empty(), Batches.of(45, 45, 10));

    assertThatThrownBy(() -> await(files.write(other)))
        .cause()
        .isInstanceOf(KeyMissingException.class);
    assertThat(await(files.all())).isEmpty();

    cipher.keyMissing = false;
    assertSame(await(files.all()), List.of(LEFT));
  }

  @Test
  void batchesWithAGapAreRefused() {
    Left gap =
        new Left(SESSION, 5, LANE, Optional.empty(), List.of(Batches.of(1, 10), Batches.of(3, 10)));
    Left nothing = new Left(SESSION, 5, LANE, Optional.empty(), List.of());

    for (Left bad : List.of(gap, nothing)) {
      assertThatThrownBy(() -> await(files.write(bad)))
          .cause()
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatAKilledProcessDidNotFinishIsClearedAwayWhenItIsOld() throws Exception {
    await(files.write(LEFT));
    Path old = Files.writeString(folder.resolve(".old" + DurableFile.UNFINISHED), "half");
    Path young = Files.writeString(folder.resolve(".young" + DurableFile.UNFINISHED), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

    assertSame(await(files.all()), List.of(LEFT));

    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void aClosedFolderRefuses() {
    files.close();
    assertThatThrownBy(() -> await(files.write(LEFT)))
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
  }

  private void assertRefused(Path file, byte[] content, String how) throws Exception {
    Files.write(file, content);
    try (SpillFiles again = new SpillFiles(folder, ROOM, cipher)) {
      logged.list.clear();
      assertThat(await(again.all())).as(how).isEmpty();
      assertThat(logged.list).as(how).hasSize(1);
      assertThat(Files.size(file)).isEqualTo(content.length);
    }
  }

  private void assertOpens(Path file, byte[] whole) throws Exception {
    Files.write(file, whole);
    assertSame(await(files.all()), List.of(LEFT));
  }

  private static void assertSame(List<Left> actual, List<Left> expected) {
    assertThat(actual)
        .map(SpillFilesTest::withoutBatches)
        .isEqualTo(expected.stream().map(SpillFilesTest::withoutBatches).toList());
    for (int i = 0; i < expected.size(); i++) {
      Batches.assertSame(actual.get(i).batches(), expected.get(i).batches());
    }
  }

  private static Left withoutBatches(Left left) {
    return new Left(left.session(), left.epoch(), left.owner(), left.settled(), List.of());
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> there = Files.list(folder)) {
      List<Path> all = there.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(SpillFiles.class);
  }
}
