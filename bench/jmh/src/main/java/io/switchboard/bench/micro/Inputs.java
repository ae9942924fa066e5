package io.switchboard.bench.micro;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.model.TopicRef;
import io.switchboard.protocol.Batch;
import io.switchboard.protocol.Event;
import io.switchboard.protocol.ReadReply;
import io.switchboard.protocol.WriteRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

/**
 * What the benchmarks work on, so that all measure the same batch: 100 events of 1 KiB without key
 * and headers, in each form that it has on its way. The same bytes in every run.
 */
public final class Inputs {
  /** Events of a batch. */
  public static final int EVENTS = 100;

  /** Size of an event's value. */
  public static final int VALUE_BYTES = 1_024;

  /** Whose the batches are. */
  public static final SessionId SESSION = new SessionId("abcdefghijklmnopqrstuvwxyz");

  /** Where they go and come from. */
  public static final TopicRef TOPIC = new TopicRef("orders", "q83vEjRWeJCrze8SNFZ4kA");

  /** When all of it happens. */
  public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  /** Of the batch; not the real one, which nothing here looks at. */
  public static final Digest DIGEST = Digest.of(bytes(-1, Digest.LENGTH));

  /** About what a sealed token or cursor has. */
  private static final int SEALED_TOKEN_BYTES = 128;

  private static final int HOLDER = 0;
  private static final long EPOCH = 1;

  private Inputs() {}

  /** Bytes that do not compress: the same for the same seed. */
  public static byte[] bytes(int seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] value(int event) {
    return bytes(event, VALUE_BYTES);
  }

  /** The batch as a session holds it before it is published. */
  public static EventBatch batch() {
    List<OutboundEvent> events = new ArrayList<>(EVENTS);
    for (int i = 0; i < EVENTS; i++) {
      events.add(
          new OutboundEvent(null, value(i), List.of(), OptionalInt.empty(), OptionalLong.empty()));
    }
    return new EventBatch(List.copyOf(events), EVENTS * VALUE_BYTES, DIGEST);
  }

  /** The batch as read from Kafka: offsets 0 to 99 of partition 0. */
  public static List<ReceivedEvent> received() {
    List<ReceivedEvent> events = new ArrayList<>(EVENTS);
    for (int i = 0; i < EVENTS; i++) {
      events.add(
          new ReceivedEvent(0, i, NOW.toEpochMilli(), null, value(i), List.of(), Optional.empty()));
    }
    return List.copyOf(events);
  }

  /** The batch as a client sends it, with the token of the one before. */
  public static WriteRequest writeRequest() {
    List<Event> events = new ArrayList<>(EVENTS);
    for (int i = 0; i < EVENTS; i++) {
      events.add(new Event().setValue(value(i)));
    }
    return new WriteRequest()
        .setSession(SESSION.value())
        .setHolder(HOLDER)
        .setSeq(2)
        .setEvents(events)
        .setLastToken(bytes(1, SEALED_TOKEN_BYTES));
  }

  /** The batch as a client gets it, with a token and a cursor. */
  public static ReadReply readReply() {
    List<io.switchboard.protocol.ReceivedEvent> events = new ArrayList<>(EVENTS);
    for (ReceivedEvent event : received()) {
      events.add(
          new io.switchboard.protocol.ReceivedEvent()
              .setPartition(event.partition())
              .setOffset(event.offset())
              .setTimestampMs(event.timestampMs())
              .setValue(event.value()));
    }
    Batch batch =
        new Batch()
            .setSeq(2)
            .setEvents(events)
            .setToken(bytes(1, SEALED_TOKEN_BYTES))
            .setCursor(bytes(2, SEALED_TOKEN_BYTES));
    return new ReadReply().setBatch(batch).setAckedSeq(1);
  }

  /** What the token of a staged batch says. */
  public static StageToken stageToken(long seq) {
    return new StageToken(SESSION, HOLDER, seq, EVENTS, DIGEST);
  }

  /** What the token of a delivered batch says. */
  public static ReadToken readToken(long seq) {
    return new ReadToken(SESSION, HOLDER, TOPIC.id(), seq, EPOCH, positions(0), positions(EVENTS));
  }

  /** A session that was just allocated; a reader begins at offset 0 of partition 0. */
  public static SessionSpec spec(SessionRole role) {
    return new SessionSpec(
        role,
        TOPIC,
        "team-orders",
        role == SessionRole.READER ? positions(0) : Positions.of(new int[0], new long[0]),
        Duration.ofHours(1),
        "bench",
        "1",
        DIGEST,
        NOW);
  }

  private static Positions positions(long offset) {
    return Positions.of(new int[] {0}, new long[] {offset});
  }
}
