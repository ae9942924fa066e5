package io.switchboard.persistence.serial;

import akka.serialization.SerializerWithStringManifest;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.persistence.stored.StoredDurable;
import io.switchboard.persistence.stored.StoredEvent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Akka serializer of everything that a session stores: its events and its snapshots. Bound in
 * this module's {@code reference.conf}. Thread-safe.
 *
 * <p>Identifier and manifests lie beside every record in Cassandra and never change.
 */
public final class SessionSerializer extends SerializerWithStringManifest {
  /** Akka's identifier of this serializer, stored with every record. */
  public static final int IDENTIFIER = 7_421_001;

  /** Manifest of an event, version 1. */
  public static final String EVENT_1 = "sb-event-1";

  /** Manifest of a snapshot, version 1. */
  public static final String SNAPSHOT_1 = "sb-snapshot-1";

  private static final Pattern OURS = Pattern.compile("sb-(event|snapshot)-(\\d{1,9})");

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object record) {
    if (record instanceof SessionEvent) {
      return EVENT_1;
    }
    if (record instanceof Durable) {
      return SNAPSHOT_1;
    }
    throw notOurs(record);
  }

  @Override
  public byte[] toBinary(Object record) {
    if (record instanceof SessionEvent event) {
      return StoredBytes.write(StoredEvents.toStored(event));
    }
    if (record instanceof Durable state) {
      return StoredBytes.write(StoredDurables.toStored(state));
    }
    throw notOurs(record);
  }

  /**
   * Reads a record of any version up to this one's.
   *
   * @throws UnreadableRecordException if the manifest or the content is newer, or damaged
   */
  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    try {
      return switch (manifest) {
        case EVENT_1 -> StoredEvents.toDomain(StoredBytes.read(bytes, new StoredEvent()));
        case SNAPSHOT_1 -> StoredDurables.toDomain(StoredBytes.read(bytes, new StoredDurable()));
        default -> throw unknown(manifest);
      };
    } catch (IllegalArgumentException e) {
      // The core's own checks: bytes that parse, but say what cannot be.
      throw new UnreadableRecordException("damaged " + manifest + ": " + e.getMessage(), e);
    }
  }

  private static UnreadableRecordException unknown(String manifest) {
    Matcher ours = OURS.matcher(manifest);
    if (ours.matches()) {
      return new UnreadableRecordException(
          String.format(
              "%s of version %s; this Switchboard reads up to version 1: start the newer version"
                  + " that wrote it",
              ours.group(1), ours.group(2)));
    }
    return new UnreadableRecordException(
        "manifest '" + manifest + "' is none of Switchboard's: expected sb-event-1, sb-snapshot-1");
  }

  private static IllegalArgumentException notOurs(Object record) {
    return new IllegalArgumentException(
        "only session events and states are stored, not " + record.getClass().getName());
  }
}
