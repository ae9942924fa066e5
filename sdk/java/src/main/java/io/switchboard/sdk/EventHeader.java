package io.switchboard.sdk;

import java.util.Objects;
import java.util.Optional;

/** A record header: a name, and a value that may be Kafka's null. The order of headers is kept. */
public final class EventHeader {
  private final String name;
  private final byte[] value;

  private EventHeader(String name, byte[] value) {
    this.name = Objects.requireNonNull(name, "name");
    this.value = value;
  }

  /**
   * A header with a value. The array is not copied.
   *
   * @param name 1 to 256 bytes of UTF-8
   * @param value up to 32 KiB
   */
  public static EventHeader of(String name, byte[] value) {
    return new EventHeader(name, Objects.requireNonNull(value, "value"));
  }

  /** A header whose value is Kafka's null. */
  public static EventHeader withoutValue(String name) {
    return new EventHeader(name, null);
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** The value, not copied; empty for Kafka's null. */
  public Optional<byte[]> value() {
    return Optional.ofNullable(value);
  }
}
