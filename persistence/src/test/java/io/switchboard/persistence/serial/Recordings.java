package io.switchboard.persistence.serial;

import io.switchboard.core.model.AckMode;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.SessionEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was recorded, and the value that each recording must be read as. A recording is a file
 * {@code recorded/<kind>-<number>.hex}: the manifest on the first line, the bytes on the second.
 * Files are never changed; a change of the schema adds {@code <kind>-<number + 1>}.
 */
final class Recordings {
  private static final Path DIRECTORY = Path.of("src/test/resources/recorded");
  private static final Instant AT = Instant.parse("2026-03-01T12:34:56.789012345Z");

  private static final Instant LATER = Instant.parse("2026-03-02T00:00:00.000000001Z");

  private Recordings() {}

  /** One recording as it lies on disk. */
  record Recording(String manifest, String hex) {
    byte[] bytes() {
      return HexFormat.of().parseHex(hex);
    }
  }

  /** Every recording that there must be, oldest first within a kind. */
  static Map<String, Object> expected() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("Allocated-1", new SessionEvent.Allocated(0, readerSpec()));
    values.put("HolderRaised-1", new SessionEvent.HolderRaised(3, 2));
    values.put("Delivered-1", new SessionEvent.Delivered(3, 42, ranges()));
    values.put("Acked-1", new SessionEvent.Acked(3, 42));
    values.put("Adopted-1", new SessionEvent.Adopted(4, 43, positions()));
    values.put("Progressed-1", new SessionEvent.Progressed(5, 1_000_000));
    values.put("Rested-1", new SessionEvent.Rested(5, LATER));
    values.put("Disposed-1", new SessionEvent.Disposed(6, SessionEvent.Reason.TOPIC_GONE, AT));
    values.put(
        "Reader-1", new Durable.Reader(readerSpec(), 3, 2, LATER, 41, positions(), ranges()));
    values.put("Writer-1", new Durable.Writer(writerSpec(), 5, 1, LATER, 1_000_000));
    values.put(
        "Ended-1", new Durable.Ended(writerSpec(), 6, 1, 77, SessionEvent.Reason.OPERATOR, AT));
    values.put("Absent-1", Durable.ABSENT);
    // With the ack mode of a writer; a reader's is never set, but it could be read.
    values.put("Allocated-2", new SessionEvent.Allocated(0, buffered(writerSpec())));
    values.put(
        "Reader-2",
        new Durable.Reader(buffered(readerSpec()), 3, 2, LATER, 41, positions(), ranges()));
    values.put("Writer-2", new Durable.Writer(buffered(writerSpec()), 5, 1, LATER, 1_000_000));
    values.put(
        "Ended-2",
        new Durable.Ended(buffered(writerSpec()), 6, 1, 77, SessionEvent.Reason.OPERATOR, AT));
    return values;
  }

  /** The value of a kind's newest recording. */
  static Map<String, String> newestByKind() {
    Map<String, String> newest = new LinkedHashMap<>();
    expected().keySet().forEach(name -> newest.put(kindOf(name), name));
    return newest;
  }

  static String kindOf(String name) {
    return name.substring(0, name.lastIndexOf('-'));
  }

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".hex"))
          .map(name -> name.substring(0, name.length() - ".hex".length()))
          .sorted()
          .toList();
    }
  }

  static Recording read(String name) throws IOException {
    List<String> lines = Files.readAllLines(DIRECTORY.resolve(name + ".hex"));
    return new Recording(lines.get(0), lines.get(1));
  }

  /** Stores a recording that is not there yet; never changes one that is. */
  static void writeIfMissing(String name, String manifest, byte[] bytes) throws IOException {
    Path file = DIRECTORY.resolve(name + ".hex");
    if (Files.notExists(file)) {
      Files.writeString(
          file, manifest + "\n" + HexFormat.of().formatHex(bytes) + "\n", StandardCharsets.UTF_8);
    }
  }

  private static List<Range> ranges() {
    return List.of(
        new Range(0, 5_000, 5_100, 99), new Range(7, 81_000_000_000L, 81_000_000_001L, 1));
  }

  private static Positions positions() {
    return Positions.of(new int[] {0, 7}, new long[] {5_000, 81_000_000_000L});
  }

  private static SessionSpec readerSpec() {
    return spec(SessionRole.READER, positions());
  }

  private static SessionSpec writerSpec() {
    return spec(SessionRole.WRITER, Positions.of(new int[0], new long[0]));
  }

  private static SessionSpec buffered(SessionSpec spec) {
    return new SessionSpec(
        spec.role(),
        spec.topic(),
        spec.subject(),
        spec.start(),
        spec.idleTimeout(),
        spec.clientName(),
        spec.clientVersion(),
        spec.requestDigest(),
        spec.allocatedAt(),
        AckMode.BUFFERED);
  }

  private static SessionSpec spec(SessionRole role, Positions start) {
    return new SessionSpec(
        role,
        new TopicRef("activity.stream-ä", "q83vEjRWeJCrze8SNFZ4kA"),
        "team-rendering",
        start,
        Duration.ofSeconds(3_600, 500_000_000),
        "renderer",
        "2.1.0",
        Digest.of(HexFormat.of().parseHex("000102030405060708090a0b0c0d0eff")),
        AT);
  }
}
