package io.switchboard.entity.wire;

import akka.actor.typed.ActorRef;
import io.switchboard.core.model.AckMode;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.entity.SessionMessage;
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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What was recorded, and the message that each recording must be read as. A recording is a file
 * {@code recorded/<manifest>-<number>.hex}. Files are never changed; whoever adds a field adds a
 * recording.
 */
final class Recordings {
  /** What the recorded calls have left is counted from here. */
  static final Instant NOW = Instant.parse("2026-03-01T12:34:56Z");

  static final String REPLY_TO = "akka://switchboard@10.0.0.7:25520/temp/session-abc$d";

  private static final Path DIRECTORY = Path.of("src/test/resources/recorded");

  private Recordings() {}

  /** Every recording that there must be. */
  static Map<String, Object> expected(ActorRef<Reply> replyTo) {
    Map<String, Object> values = new LinkedHashMap<>();
    calls()
        .forEach(
            (name, call) ->
                values.put(name, new SessionMessage.Call(call, replyTo, NOW.plusMillis(40_500))));
    values.put("MD1-1", SessionMessage.Due.DUE);
    values.put("MW1-1", SessionMessage.Wake.WAKE);
    values.putAll(replies());
    return values;
  }

  private static Map<String, ClientCall> calls() {
    Positions none = Positions.of(new int[0], new long[0]);
    Map<String, ClientCall> calls = new LinkedHashMap<>();
    calls.put(
        "CA1-1",
        new SessionCommand.Allocate(
            0, Samples.spec(SessionRole.READER, Samples.POSITIONS, AckMode.COMMITTED)));
    calls.put(
        "CA1-2",
        new SessionCommand.Allocate(0, Samples.spec(SessionRole.WRITER, none, AckMode.BUFFERED)));
    calls.put(
        "CR1-1",
        new SessionCommand.Read(
            0, 2, 43, Optional.of(Samples.READ_TOKEN), 5_000, 1 << 20, Samples.WAIT));
    calls.put("CR1-2", Samples.read(1, 1));
    calls.put("CK1-1", new SessionCommand.AckRead(0, 2, 42, Samples.READ_TOKEN));
    calls.put(
        "CW1-1",
        new SessionCommand.Write(0, 2, 42, Samples.fewEvents(), Optional.of(Samples.STAGE_TOKEN)));
    calls.put("CW1-2", new SessionCommand.Write(0, 2, 42, Samples.fewEvents(), Optional.empty()));
    calls.put("CP1-1", new SessionCommand.AckWrite(0, 2, 41, Samples.STAGE_TOKEN, Samples.WAIT));
    calls.put("CD1-1", new SessionCommand.Describe(0, true));
    calls.put("CD1-2", new SessionCommand.Describe(0, false));
    calls.put("CX1-1", new SessionCommand.Dispose(0, 300));
    calls.put("CX1-2", SessionCommand.Dispose.byOperator(0));
    return calls;
  }

  private static Map<String, Reply> replies() {
    Map<String, Reply> replies = new LinkedHashMap<>();
    replies.put(
        "RV1-1",
        new Reply.View(
            Samples.spec(SessionRole.READER, Samples.POSITIONS, AckMode.COMMITTED),
            Reply.Phase.DELIVERED,
            41,
            2,
            Optional.of(Samples.LATER),
            OptionalLong.of(42)));
    replies.put(
        "RV1-2",
        new Reply.View(
            Samples.spec(SessionRole.WRITER, Samples.POSITIONS, AckMode.BUFFERED),
            Reply.Phase.DISPOSED,
            0,
            0,
            Optional.empty(),
            OptionalLong.empty()));
    replies.put("RB1-1", new Reply.Batch(Samples.fewReceived(), Samples.READ_TOKEN, 3));
    replies.put("RN1-1", new Reply.Nothing(41));
    replies.put("RS1-1", new Reply.Staged(Samples.STAGE_TOKEN, 40));
    replies.put("RA1-1", new Reply.Acked(true, 81_000_000_000L));
    replies.put("RA1-2", new Reply.Acked(false, 1));
    replies.put("RX1-1", new Reply.DisposeDone(true));
    replies.put("RX1-2", new Reply.DisposeDone(false));
    replies.put(
        "RR1-1",
        new Reply.Rejected(
            RejectCode.BACKPRESSURE,
            "zu voll für mehr; try again",
            Optional.of(Duration.ofMillis(612)),
            OptionalLong.of(44)));
    for (RejectCode code : RejectCode.values()) {
      replies.put(
          "RR1-" + code,
          new Reply.Rejected(code, code.name(), Optional.empty(), OptionalLong.empty()));
    }
    return replies;
  }

  static String manifestOf(String name) {
    return name.substring(0, name.indexOf('-'));
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

  static byte[] read(String name) throws IOException {
    return HexFormat.of().parseHex(Files.readString(DIRECTORY.resolve(name + ".hex")).trim());
  }

  /** Stores a recording that is not there yet; never changes one that is. */
  static void writeIfMissing(String name, byte[] bytes) throws IOException {
    Path file = DIRECTORY.resolve(name + ".hex");
    Files.createDirectories(DIRECTORY);
    if (Files.notExists(file)) {
      Files.writeString(file, HexFormat.of().formatHex(bytes) + "\n", StandardCharsets.UTF_8);
    }
  }
}
