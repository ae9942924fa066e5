package io.switchboard.entity.simulator;

import io.switchboard.core.model.AckMode;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.TopicRef;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The names and values that all parts of the simulation share. */
final class Known {
  static final int PARTITIONS = 2;
  static final SessionId SESSION = new SessionId("abcdefghijklmnopqrstuvwxyz");
  static final SessionId OTHER_SESSION = new SessionId("zyxwvutsrqponmlkjihgfedcba");
  static final TopicRef TOPIC = new TopicRef("pages", "topic-1");

  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

  private Known() {}

  static Digest digest(String text) {
    return Digest.of(Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), Digest.LENGTH));
  }

  /** A batch of so many events; its digest is its text. */
  static EventBatch batch(String text, int events) {
    OutboundEvent event =
        new OutboundEvent(
            null,
            text.getBytes(StandardCharsets.UTF_8),
            List.of(),
            OptionalInt.empty(),
            OptionalLong.empty());
    return new EventBatch(Collections.nCopies(events, event), events * text.length(), digest(text));
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

  static SessionSpec spec(boolean reader, String request) {
    int[] partitions = new int[reader ? PARTITIONS : 0];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = i;
    }
    return new SessionSpec(
        reader ? SessionRole.READER : SessionRole.WRITER,
        TOPIC,
        "app",
        Positions.of(partitions, new long[partitions.length]),
        IDLE_TIMEOUT,
        "simulator",
        "1",
        digest(request),
        Instant.parse("2026-01-01T12:00:00Z"));
  }
}
