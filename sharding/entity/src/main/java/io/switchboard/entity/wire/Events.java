package io.switchboard.entity.wire;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.EventHeader;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.ReceivedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Events in batches, written and read: nearly all bytes between nodes. An array is copied once,
 * from the event into the message or out of it.
 */
final class Events {
  private static final int KEY = 2;
  private static final int VALUE = 4;
  private static final int HEADERS = 8;
  private static final int PARTITION = 16;
  private static final int TIMESTAMP = 32;
  private static final int PROBLEM = 16;

  private static final Codes<ReceivedEvent.Problem> PROBLEMS =
      new Codes<>(
          ReceivedEvent.Problem.class,
          ReceivedEvent.Problem.UNDECRYPTABLE,
          ReceivedEvent.Problem.KEY_UNAVAILABLE);

  private Events() {}

  static void write(WireOut out, EventBatch batch) {
    out.number(0);
    out.number(batch.sizeBytes());
    Values.write(out, batch.digest());
    out.count(batch.events().size());
    for (OutboundEvent event : batch.events()) {
      write(out, event);
    }
  }

  static EventBatch batch(WireIn in) {
    in.flags(0);
    int sizeBytes = in.integer();
    var digest = Values.digest(in);
    int count = in.count();
    List<OutboundEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(outbound(in));
    }
    return new EventBatch(Collections.unmodifiableList(events), sizeBytes, digest);
  }

  private static void write(WireOut out, OutboundEvent event) {
    out.number(
        flagsOf(event.key(), event.value(), event.headers())
            | (event.partition().isPresent() ? PARTITION : 0)
            | (event.timestampMs().isPresent() ? TIMESTAMP : 0));
    write(out, event.key(), event.value(), event.headers());
    if (event.partition().isPresent()) {
      out.number(event.partition().getAsInt());
    }
    if (event.timestampMs().isPresent()) {
      out.signed(event.timestampMs().getAsLong());
    }
  }

  private static OutboundEvent outbound(WireIn in) {
    int flags = in.flags(KEY | VALUE | HEADERS | PARTITION | TIMESTAMP);
    return new OutboundEvent(
        (flags & KEY) != 0 ? in.bytes() : null,
        (flags & VALUE) != 0 ? in.bytes() : null,
        (flags & HEADERS) != 0 ? headers(in) : List.of(),
        (flags & PARTITION) != 0 ? OptionalInt.of(in.integer()) : OptionalInt.empty(),
        (flags & TIMESTAMP) != 0 ? OptionalLong.of(in.signed()) : OptionalLong.empty());
  }

  static void write(WireOut out, List<ReceivedEvent> events) {
    out.count(events.size());
    for (ReceivedEvent event : events) {
      write(out, event);
    }
  }

  static List<ReceivedEvent> received(WireIn in) {
    int count = in.count();
    List<ReceivedEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(receivedEvent(in));
    }
    return Collections.unmodifiableList(events);
  }

  private static void write(WireOut out, ReceivedEvent event) {
    out.number(
        flagsOf(event.key(), event.value(), event.headers())
            | (event.problem().isPresent() ? PROBLEM : 0));
    out.number(event.partition());
    out.number(event.offset());
    out.signed(event.timestampMs());
    write(out, event.key(), event.value(), event.headers());
    if (event.problem().isPresent()) {
      PROBLEMS.write(out, event.problem().get());
    }
  }

  private static ReceivedEvent receivedEvent(WireIn in) {
    int flags = in.flags(KEY | VALUE | HEADERS | PROBLEM);
    return new ReceivedEvent(
        in.integer(),
        in.number(),
        in.signed(),
        (flags & KEY) != 0 ? in.bytes() : null,
        (flags & VALUE) != 0 ? in.bytes() : null,
        (flags & HEADERS) != 0 ? headers(in) : List.of(),
        (flags & PROBLEM) != 0 ? Optional.of(PROBLEMS.read(in)) : Optional.empty());
  }

  private static int flagsOf(byte[] key, byte[] value, List<EventHeader> headers) {
    return (key == null ? 0 : KEY)
        | (value == null ? 0 : VALUE)
        | (headers.isEmpty() ? 0 : HEADERS);
  }

  private static void write(WireOut out, byte[] key, byte[] value, List<EventHeader> headers) {
    if (key != null) {
      out.bytes(key);
    }
    if (value != null) {
      out.bytes(value);
    }
    if (!headers.isEmpty()) {
      out.count(headers.size());
      for (EventHeader header : headers) {
        out.text(header.name());
        out.nullable(header.value());
      }
    }
  }

  private static List<EventHeader> headers(WireIn in) {
    EventHeader[] headers = new EventHeader[in.count()];
    for (int i = 0; i < headers.length; i++) {
      headers[i] = new EventHeader(in.text(), in.nullable());
    }
    return List.of(headers);
  }
}
