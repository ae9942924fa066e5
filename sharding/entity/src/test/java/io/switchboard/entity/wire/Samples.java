package io.switchboard.entity.wire;

import io.switchboard.core.model.AckMode;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.EventHeader;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Values to send. */
final class Samples {
  static final SessionId SESSION = new SessionId("abcdefghijklmnopqrstuvwxyz");
  static final Digest DIGEST =
      Digest.of(HexFormat.of().parseHex("000102030405060708090a0b0c0d0eff"));
  static final Positions POSITIONS =
      Positions.of(new int[] {0, 7}, new long[] {5_000, 81_000_000_000L});
  static final Positions LATER =
      Positions.of(new int[] {0, 7}, new long[] {5_100, 81_000_000_001L});
  static final ReadToken READ_TOKEN =
      new ReadToken(SESSION, 2, "q83vEjRWeJCrze8SNFZ4kA", 42, 3, POSITIONS, LATER);
  static final StageToken STAGE_TOKEN = new StageToken(SESSION, 2, 41, 5_000, DIGEST);
  static final Duration WAIT = Duration.ofMillis(30_500);

  private Samples() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static SessionSpec spec(SessionRole role, Positions start, AckMode mode) {
    return new SessionSpec(
        role,
        new TopicRef("activity.stream-ä", "q83vEjRWeJCrze8SNFZ4kA"),
        "team-rendering",
        start,
        Duration.ofSeconds(3_600, 500_000_000),
        "renderer",
        "2.1.0",
        DIGEST,
        Instant.parse("2026-03-01T12:34:56.789012345Z"),
        mode);
  }

  static List<EventHeader> headers() {
    return List.of(
        new EventHeader("trace", bytes("4bf92f35")),
        new EventHeader("größe", new byte[0]),
        new EventHeader("trace", null));
  }

  /** One event with everything, one with nothing but a value, and a tombstone. */
  static EventBatch fewEvents() {
    List<OutboundEvent> events =
        List.of(
            new OutboundEvent(
                bytes("key"),
                bytes("value"),
                headers(),
                OptionalInt.of(11),
                OptionalLong.of(1_772_368_496_789L)),
            new OutboundEvent(
                null, bytes("alone"), List.of(), OptionalInt.empty(), OptionalLong.empty()),
            new OutboundEvent(
                bytes("gone"), null, List.of(), OptionalInt.empty(), OptionalLong.of(-1)));
    return new EventBatch(events, events.stream().mapToInt(OutboundEvent::sizeBytes).sum(), DIGEST);
  }

  static List<ReceivedEvent> fewReceived() {
    return List.of(
        new ReceivedEvent(
            0,
            5_000,
            1_772_368_496_789L,
            bytes("key"),
            bytes("value"),
            headers(),
            Optional.empty()),
        new ReceivedEvent(0, 5_001, -1, null, bytes("alone"), List.of(), Optional.empty()),
        new ReceivedEvent(
            7,
            81_000_000_000L,
            1,
            bytes("k"),
            null,
            List.of(),
            Optional.of(ReceivedEvent.Problem.KEY_UNAVAILABLE)));
  }

  /** So many events of so many bytes each. */
  static SessionCommand.Write write(int events, int valueBytes) {
    List<OutboundEvent> batch = new ArrayList<>(events);
    for (int i = 0; i < events; i++) {
      batch.add(
          new OutboundEvent(
              null, value(i, valueBytes), List.of(), OptionalInt.empty(), OptionalLong.empty()));
    }
    return new SessionCommand.Write(
        0,
        1,
        7,
        new EventBatch(batch, Math.multiplyExact(events, valueBytes), DIGEST),
        Optional.of(STAGE_TOKEN));
  }

  static SessionCommand.Read read(int maxEvents, int maxBytes) {
    return new SessionCommand.Read(0, 1, 1, Optional.empty(), maxEvents, maxBytes, WAIT);
  }

  /** So many events of so many bytes each. */
  static Reply.Batch batch(int events, int valueBytes) {
    List<ReceivedEvent> batch = new ArrayList<>(events);
    for (int i = 0; i < events; i++) {
      batch.add(
          new ReceivedEvent(
              i % 8,
              1_000_000L + i,
              1_772_368_496_789L,
              null,
              value(i, valueBytes),
              List.of(),
              Optional.empty()));
    }
    return new Reply.Batch(batch, READ_TOKEN, 0);
  }

  static byte[] value(int number, int bytes) {
    byte[] value = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      value[i] = (byte) (31 * number + i);
    }
    return value;
  }
}
