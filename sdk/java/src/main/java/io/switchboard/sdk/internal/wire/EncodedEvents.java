package io.switchboard.sdk.internal.wire;

import io.switchboard.sdk.EventHeader;
import io.switchboard.sdk.OutboundEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A batch's events, encoded once: whatever retries, new tokens or new seqs follow, these very bytes
 * are sent. Immutable.
 */
public final class EncodedEvents {
  private final ByteBuffer bytes;
  private final int count;
  private final long payloadBytes;
  private final long largestEventBytes;

  private EncodedEvents(ByteBuffer bytes, int count, long payloadBytes, long largestEventBytes) {
    this.bytes = bytes;
    this.count = count;
    this.payloadBytes = payloadBytes;
    this.largestEventBytes = largestEventBytes;
  }

  /** Encodes field 4 of a write request. */
  public static EncodedEvents of(List<OutboundEvent> events) {
    long payload = 0;
    long largest = 0;
    for (OutboundEvent event : events) {
      long size = payloadBytes(event);
      payload += size;
      largest = Math.max(largest, size);
    }
    CompactWriter out =
        new CompactWriter((int) Math.min(1 << 30, payload + 48L * events.size() + 16));
    out.field(1, CompactWriter.LIST);
    out.listOf(CompactWriter.STRUCT, events.size());
    for (OutboundEvent event : events) {
      write(event, out);
    }
    return new EncodedEvents(out.toBuffer().asReadOnlyBuffer(), events.size(), payload, largest);
  }

  /** Bytes of key, value and headers: what the back end's limits count. */
  public static long payloadBytes(OutboundEvent event) {
    long size =
        event.key().map(k -> k.length).orElse(0) + event.value().map(v -> v.length).orElse(0);
    for (EventHeader header : event.headers()) {
      size += header.name().getBytes(StandardCharsets.UTF_8).length;
      size += header.value().map(v -> v.length).orElse(0);
    }
    return size;
  }

  private static void write(OutboundEvent event, CompactWriter out) {
    int last = 0;
    if (event.key().isPresent()) {
      last = field(out, last, 1, CompactWriter.BINARY);
      out.binary(event.key().get());
    }
    if (event.isTombstone()) {
      last = field(out, last, 3, CompactWriter.TRUE);
    } else {
      last = field(out, last, 2, CompactWriter.BINARY);
      out.binary(event.value().orElseThrow());
    }
    if (!event.headers().isEmpty()) {
      last = field(out, last, 4, CompactWriter.LIST);
      out.listOf(CompactWriter.STRUCT, event.headers().size());
      for (EventHeader header : event.headers()) {
        out.field(1, CompactWriter.BINARY);
        out.text(header.name());
        if (header.value().isPresent()) {
          out.field(1, CompactWriter.BINARY);
          out.binary(header.value().get());
        }
        out.stop();
      }
    }
    if (event.partition().isPresent()) {
      last = field(out, last, 5, CompactWriter.I32);
      out.signed(event.partition().getAsInt());
    }
    if (event.timestampMs().isPresent()) {
      field(out, last, 6, CompactWriter.I64);
      out.signed(event.timestampMs().getAsLong());
    }
    out.stop();
  }

  private static int field(CompactWriter out, int last, int id, int type) {
    out.field(id - last, type);
    return id;
  }

  /** The bytes, with a position of the caller's own. */
  ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /** Bytes as encoded. */
  public int encodedBytes() {
    return bytes.remaining();
  }

  /** Number of events. */
  public int count() {
    return count;
  }

  /** Bytes of keys, values and headers. */
  public long payloadBytes() {
    return payloadBytes;
  }

  /** Bytes of the largest event's key, value and headers. */
  public long largestEventBytes() {
    return largestEventBytes;
  }
}
