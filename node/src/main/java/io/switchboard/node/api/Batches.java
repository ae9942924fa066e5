package io.switchboard.node.api;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.EventHeader;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.SessionLimits;
import io.switchboard.crypto.BatchDigester;
import io.switchboard.crypto.DigestSink;
import io.switchboard.node.door.Errors;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Event;
import io.switchboard.protocol.Header;
import io.switchboard.protocol.Problem;
import io.switchboard.protocol.SwitchboardError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Events of the protocol to events of the core, checked and digested; and back. */
final class Batches {
  static final int MAX_KEY_BYTES = 64 * 1024;
  static final int MAX_HEADERS = 64;
  static final int MAX_HEADER_NAME_BYTES = 256;
  static final int MAX_HEADER_VALUE_BYTES = 32 * 1024;

  private final BatchDigester digester;
  private final SessionLimits limits;

  Batches(BatchDigester digester, SessionLimits limits) {
    this.digester = digester;
    this.limits = limits;
  }

  /**
   * A batch to stage.
   *
   * @throws SwitchboardError if an event or the batch is malformed or too large
   */
  EventBatch toCore(List<Event> events) throws SwitchboardError {
    if (events.isEmpty()) {
      throw invalid("events: a batch has at least one event");
    }
    if (events.size() > limits.maxBatchEvents()) {
      throw Errors.error(
          ErrorCode.BATCH_TOO_LARGE,
          "the batch has "
              + events.size()
              + " events; the limit is "
              + limits.maxBatchEvents()
              + "; split it");
    }
    List<OutboundEvent> batch = new ArrayList<>(events.size());
    long bytes = 0;
    for (int i = 0; i < events.size(); i++) {
      OutboundEvent event = toCore(events.get(i), i);
      int size = event.sizeBytes();
      if (size > limits.maxEventBytes()) {
        throw Errors.error(
            ErrorCode.EVENT_TOO_LARGE,
            "event " + i + " has " + size + " bytes; the limit is " + limits.maxEventBytes());
      }
      bytes += size;
      if (bytes > limits.maxBatchBytes()) {
        throw Errors.error(
            ErrorCode.BATCH_TOO_LARGE,
            "the batch has more than " + limits.maxBatchBytes() + " bytes; split it");
      }
      batch.add(event);
    }
    byte[] digest = digester.digest(sink -> batch.forEach(event -> put(sink, event)));
    return new EventBatch(List.copyOf(batch), (int) bytes, Digest.of(digest));
  }

  private static OutboundEvent toCore(Event event, int index) throws SwitchboardError {
    boolean tombstone = event.isSetTombstone() && event.isTombstone();
    if (tombstone == event.isSetValue()) {
      throw invalid(
          "event "
              + index
              + (tombstone
                  ? " is a tombstone and has a value"
                  : " has no value and is no tombstone"));
    }
    if (event.isSetKey() && event.bufferForKey().remaining() > MAX_KEY_BYTES) {
      throw Errors.error(
          ErrorCode.EVENT_TOO_LARGE,
          "the key of event " + index + " is longer than " + MAX_KEY_BYTES + " bytes");
    }
    if (event.isSetPartition() && event.getPartition() < 0) {
      throw invalid("the partition of event " + index + " is negative");
    }
    if (event.isSetTimestampMs() && event.getTimestampMs() < 0) {
      throw invalid("the timestamp of event " + index + " is negative");
    }
    return new OutboundEvent(
        event.isSetKey() ? event.getKey() : null,
        tombstone ? null : event.getValue(),
        event.isSetHeaders() ? headers(event.getHeaders(), index) : List.of(),
        event.isSetPartition() ? OptionalInt.of(event.getPartition()) : OptionalInt.empty(),
        event.isSetTimestampMs() ? OptionalLong.of(event.getTimestampMs()) : OptionalLong.empty());
  }

  private static List<EventHeader> headers(List<Header> headers, int index)
      throws SwitchboardError {
    if (headers.size() > MAX_HEADERS) {
      throw invalid("event " + index + " has more than " + MAX_HEADERS + " headers");
    }
    List<EventHeader> result = new ArrayList<>(headers.size());
    for (Header header : headers) {
      int nameBytes = header.getName().getBytes(StandardCharsets.UTF_8).length;
      if (nameBytes < 1 || nameBytes > MAX_HEADER_NAME_BYTES) {
        throw invalid(
            "a header name of event "
                + index
                + " is empty or longer than "
                + MAX_HEADER_NAME_BYTES);
      }
      if (header.isSetValue() && header.bufferForValue().remaining() > MAX_HEADER_VALUE_BYTES) {
        throw invalid(
            "a header of event " + index + " is longer than " + MAX_HEADER_VALUE_BYTES + " bytes");
      }
      result.add(new EventHeader(header.getName(), header.isSetValue() ? header.getValue() : null));
    }
    return List.copyOf(result);
  }

  private static void put(DigestSink sink, OutboundEvent event) {
    putBytes(sink, event.key());
    putBytes(sink, event.value());
    sink.putInt(event.headers().size());
    for (EventHeader header : event.headers()) {
      sink.putBytes(header.name().getBytes(StandardCharsets.UTF_8));
      putBytes(sink, header.value());
    }
    if (event.partition().isPresent()) {
      sink.putInt(event.partition().getAsInt());
    } else {
      sink.putAbsent();
    }
    if (event.timestampMs().isPresent()) {
      sink.putLong(event.timestampMs().getAsLong());
    } else {
      sink.putAbsent();
    }
  }

  private static void putBytes(DigestSink sink, byte[] bytes) {
    if (bytes == null) {
      sink.putAbsent();
    } else {
      sink.putBytes(bytes);
    }
  }

  /** Events as read, for the client. */
  static List<io.switchboard.protocol.ReceivedEvent> toProtocol(List<ReceivedEvent> events) {
    List<io.switchboard.protocol.ReceivedEvent> result = new ArrayList<>(events.size());
    for (ReceivedEvent event : events) {
      var to =
          new io.switchboard.protocol.ReceivedEvent(
              event.partition(), event.offset(), event.timestampMs());
      if (event.key() != null) {
        to.setKey(java.nio.ByteBuffer.wrap(event.key()));
      }
      if (event.value() != null) {
        to.setValue(java.nio.ByteBuffer.wrap(event.value()));
      }
      if (!event.headers().isEmpty()) {
        to.setHeaders(event.headers().stream().map(Batches::header).toList());
      }
      event.problem().ifPresent(problem -> to.setProblem(problemOf(problem)));
      result.add(to);
    }
    return result;
  }

  private static Header header(EventHeader header) {
    Header to = new Header(header.name());
    if (header.value() != null) {
      to.setValue(java.nio.ByteBuffer.wrap(header.value()));
    }
    return to;
  }

  private static Problem problemOf(ReceivedEvent.Problem problem) {
    return switch (problem) {
      case UNDECRYPTABLE -> Problem.UNDECRYPTABLE;
      case KEY_UNAVAILABLE -> Problem.KEY_UNAVAILABLE;
    };
  }

  private static SwitchboardError invalid(String reason) {
    return Errors.error(ErrorCode.INVALID_ARGUMENT, reason);
  }
}
