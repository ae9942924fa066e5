package io.switchboard.persistence.serial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.EventHeader;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Published;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * As {@link RecordedBytesTest}, for what is spilled: a node of today must be able to publish what a
 * node of yesterday left. {@code -Dswitchboard.record=true} writes recordings that are missing.
 */
class RecordedSpillTest {
  private static final Path DIRECTORY = Path.of("src/test/resources/recorded-spill");
  private static final Digest DIGEST =
      Digest.of(HexFormat.of().parseHex("000102030405060708090a0b0c0d0eff"));

  private static final EventBatch BATCH =
      new EventBatch(
          List.of(
              new OutboundEvent(
                  "clé".getBytes(UTF_8),
                  new byte[] {0, -1, 7},
                  List.of(
                      new EventHeader("trace", new byte[] {1, 2}),
                      new EventHeader("ä", new byte[0])),
                  OptionalInt.of(3),
                  OptionalLong.of(1_772_368_496_789L))),
          17,
          DIGEST);

  /** Everything absent that may be. */
  private static final EventBatch SPARSE =
      new EventBatch(
          List.of(
              new OutboundEvent(
                  null,
                  null,
                  List.of(new EventHeader("trace", null)),
                  OptionalInt.empty(),
                  OptionalLong.empty()),
              new OutboundEvent(
                  new byte[0], new byte[0], List.of(), OptionalInt.of(0), OptionalLong.of(0))),
          5,
          DIGEST);

  private static final SpillHead HEAD =
      new SpillHead(
          new SessionId("abcdefghijklmnopqrstuvwx27"),
          5_000_000_000L,
          new LaneId("cluster/node-1/lane-0/1"),
          Optional.of(new Published(41, Optional.of(DIGEST))),
          42,
          45);

  @Test
  void aRecordedBatchIsReadAsItWasWrittenAndWrittenLikeThat() throws IOException {
    assertThat(recorded("Batch-1", SpillCodec.toBytes(BATCH))).isEqualTo(SpillCodec.toBytes(BATCH));
    assertSame(SpillCodec.batch(recorded("Batch-1", new byte[0])), BATCH);
  }

  @Test
  void whatIsAbsentStaysAbsentAndWhatIsEmptyEmpty() throws IOException {
    assertThat(recorded("SparseBatch-1", SpillCodec.toBytes(SPARSE)))
        .isEqualTo(SpillCodec.toBytes(SPARSE));
    assertSame(SpillCodec.batch(recorded("SparseBatch-1", new byte[0])), SPARSE);
  }

  @Test
  void aRecordedHeadIsReadAsItWasWrittenAndWrittenLikeThat() throws IOException {
    assertThat(recorded("Head-1", SpillCodec.toBytes(HEAD))).isEqualTo(SpillCodec.toBytes(HEAD));
    assertThat(SpillCodec.head(recorded("Head-1", new byte[0]))).isEqualTo(HEAD);
  }

  @Test
  void aHeadWithoutWhatIsSettledStaysWithout() {
    SpillHead unsettled = new SpillHead(HEAD.session(), 0, HEAD.owner(), Optional.empty(), 1, 1);
    SpillHead nothingYet =
        new SpillHead(HEAD.session(), 0, HEAD.owner(), Optional.of(Published.NOTHING), 1, 1);

    assertThat(SpillCodec.head(SpillCodec.toBytes(unsettled))).isEqualTo(unsettled);
    assertThat(SpillCodec.head(SpillCodec.toBytes(nothingYet))).isEqualTo(nothingYet);
  }

  @Test
  void theRecordingsSetEveryField() {
    RecordedBytesTest.assertAllSet(SpillCodec.toStored(BATCH), "Batch");
    RecordedBytesTest.assertAllSet(SpillCodec.toStored(HEAD), "Head");
  }

  @Test
  void everyTruncationAndEveryOtherKindIsRefused() {
    byte[] batch = SpillCodec.toBytes(BATCH);
    for (int length = 0; length < batch.length; length++) {
      byte[] part = Arrays.copyOf(batch, length);
      assertThatThrownBy(() -> SpillCodec.batch(part))
          .as("cut to %d bytes", length)
          .isInstanceOf(UnreadableRecordException.class);
    }
    assertThatThrownBy(() -> SpillCodec.head(batch))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("expected a spilled left, not batch");
    assertThatThrownBy(() -> SpillCodec.batch(SpillCodec.toBytes(HEAD)))
        .isInstanceOf(UnreadableRecordException.class);
  }

  private static void assertSame(EventBatch actual, EventBatch expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  private static byte[] recorded(String name, byte[] now) throws IOException {
    Path file = DIRECTORY.resolve(name + ".hex");
    if (Boolean.getBoolean("switchboard.record") && Files.notExists(file)) {
      Files.writeString(file, HexFormat.of().formatHex(now) + "\n");
    }
    return HexFormat.of().parseHex(Files.readString(file).strip());
  }
}
