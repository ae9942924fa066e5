package io.switchboard.cli.transfer;

import io.switchboard.cli.frame.BadFrameException;
import io.switchboard.cli.frame.Frame;
import io.switchboard.sdk.EventHeader;
import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.ReceivedEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes events out of frames and frames out of events: key, value, and the header that tells a last
 * line without a line feed.
 *
 * @param keySeparator the text between key and value; empty: events have no key
 * @param partition where all events go; empty: Kafka's choice
 */
record EventFormat(Optional<String> keySeparator, OptionalInt partition) {
  /** Header of an event that was a last line without a line feed. */
  static final String EOL_HEADER = "switchboard-eol";

  private static final byte[] EOL_NONE = "none".getBytes(StandardCharsets.US_ASCII);
  private static final EventHeader UNTERMINATED = EventHeader.of(EOL_HEADER, EOL_NONE);

  /**
   * The event of a frame.
   *
   * @param number the frame's, from 1, for messages
   */
  OutboundEvent event(Frame frame, long number) {
    byte[] bytes = frame.bytes();
    OutboundEvent event;
    if (keySeparator.isPresent()) {
      byte[] separator = keySeparator.get().getBytes(StandardCharsets.UTF_8);
      int at = indexOf(bytes, separator);
      if (at < 0) {
        throw new BadFrameException(
            "Line " + number + " has no key: '" + keySeparator.get() + "' does not occur in it.");
      }
      event =
          OutboundEvent.of(
              Arrays.copyOf(bytes, at),
              Arrays.copyOfRange(bytes, at + separator.length, bytes.length));
    } else {
      event = OutboundEvent.of(bytes);
    }
    if (!frame.isTerminated()) {
      event = event.withHeader(UNTERMINATED);
    }
    return partition.isPresent() ? event.withPartition(partition.getAsInt()) : event;
  }

  /** The bytes of an event's frame. */
  byte[] frame(ReceivedEvent event) {
    byte[] value = event.value().orElse(new byte[0]);
    if (keySeparator.isEmpty()) {
      return value;
    }
    byte[] key = event.key().orElse(new byte[0]);
    byte[] separator = keySeparator.get().getBytes(StandardCharsets.UTF_8);
    byte[] frame = Arrays.copyOf(key, key.length + separator.length + value.length);
    System.arraycopy(separator, 0, frame, key.length, separator.length);
    System.arraycopy(value, 0, frame, key.length + separator.length, value.length);
    return frame;
  }

  /** Whether a line feed follows the event. */
  static boolean isTerminated(ReceivedEvent event) {
    return event.headers().stream()
        .noneMatch(
            header ->
                header.name().equals(EOL_HEADER)
                    && header.value().filter(value -> Arrays.equals(value, EOL_NONE)).isPresent());
  }

  /** What an event counts against the limits of event and batch. */
  static long payloadBytes(OutboundEvent event) {
    long bytes = event.key().map(key -> key.length).orElse(0);
    bytes += event.value().map(value -> value.length).orElse(0);
    for (EventHeader header : event.headers()) {
      bytes += header.name().getBytes(StandardCharsets.UTF_8).length;
      bytes += header.value().map(value -> value.length).orElse(0);
    }
    return bytes;
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at <= bytes.length - wanted.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }
}
