package io.switchboard.core.session;

import io.switchboard.core.model.AckMode;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.model.TopicRef;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** The session, topic, bytes and tokens that the tests talk about. */
final class Fixtures {
  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);
  static final SessionId SESSION = new SessionId("abcdefghijklmnopqrstuvwxyz");
  static final SessionId OTHER_SESSION = new SessionId("zyxwvutsrqponmlkjihgfedcba");
  static final TopicRef TOPIC = new TopicRef("pages", "topic-1");
  static final LaneId LANE = new LaneId("node-a/lane-1/1");
  static final LaneId NEXT_LANE = new LaneId("node-b/lane-1/1");

  private static final Map<String, EventBatch> BATCHES = new ConcurrentHashMap<>();

  private Fixtures() {}

  static Digest digest(String text) {
    return Digest.of(Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), Digest.LENGTH));
  }

  static Positions positions(long... offsets) {
    int[] partitions = new int[offsets.length];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = i;
    }
    return Positions.of(partitions, offsets);
  }

  static SessionSpec reader(Positions start) {
    return spec(SessionRole.READER, start, "request");
  }

  static SessionSpec writer() {
    return spec(SessionRole.WRITER, positions(), "request");
  }

  static SessionSpec bufferedWriter() {
    return buffered(writer());
  }

  static SessionSpec buffered(SessionSpec s) {
    return new SessionSpec(
        s.role(),
        s.topic(),
        s.subject(),
        s.start(),
        s.idleTimeout(),
        s.clientName(),
        s.clientVersion(),
        s.requestDigest(),
        s.allocatedAt(),
        AckMode.BUFFERED);
  }

  static SessionSpec spec(SessionRole role, Positions start, String request) {
    return new SessionSpec(
        role, TOPIC, "app", start, IDLE_TIMEOUT, "test", "1", digest(request), NOW);
  }

  /** One event of these bytes; the digest follows from them. The same object for the same bytes. */
  static EventBatch batch(String text) {
    return BATCHES.computeIfAbsent(text, Fixtures::newBatch);
  }

  private static EventBatch newBatch(String text) {
    OutboundEvent event =
        new OutboundEvent(
            null,
            text.getBytes(StandardCharsets.UTF_8),
            List.of(),
            OptionalInt.empty(),
            OptionalLong.empty());
    return new EventBatch(List.of(event), text.length(), digest(text));
  }

  static StageToken stageToken(long seq, String text) {
    return new StageToken(SESSION, 0, seq, 1, digest(text));
  }

  static ReceivedEvent event(int partition, long offset) {
    byte[] value = (partition + "@" + offset).getBytes(StandardCharsets.UTF_8);
    return new ReceivedEvent(
        partition, offset, NOW.toEpochMilli(), null, value, List.of(), Optional.empty());
  }

  static List<ReceivedEvent> events(int partition, long from, long to) {
    return LongStream.range(from, to).mapToObj(o -> event(partition, o)).toList();
  }

  static <T> List<T> concat(List<T> a, List<T> b) {
    List<T> all = new ArrayList<>(a);
    all.addAll(b);
    return Collections.unmodifiableList(all);
  }
}
