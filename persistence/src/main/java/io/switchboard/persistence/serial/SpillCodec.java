package io.switchboard.persistence.serial;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.EventHeader;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.persistence.stored.StoredBatch;
import io.switchboard.persistence.stored.StoredHeader;
import io.switchboard.persistence.stored.StoredLeft;
import io.switchboard.persistence.stored.StoredOutbound;
import io.switchboard.persistence.stored.StoredPublished;
import io.switchboard.persistence.stored.StoredSpill;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Accepted batches and heads of spill files to and from the bytes that are sealed and stored, every
 * field of them. Reading throws {@link UnreadableRecordException} for bytes that are damaged or of
 * a newer version. Thread-safe, because it keeps nothing.
 */
public final class SpillCodec {
  private SpillCodec() {}

  /** A batch's stored form. */
  public static byte[] toBytes(EventBatch batch) {
    return StoredBytes.write(toStored(batch));
  }

  /** A head's stored form. */
  public static byte[] toBytes(SpillHead head) {
    return StoredBytes.write(toStored(head));
  }

  /** The batch that {@link #toBytes(EventBatch)} was given. */
  public static EventBatch batch(byte[] bytes) {
    StoredSpill stored = read(bytes, StoredSpill._Fields.BATCH);
    try {
      return domain(stored.getBatch());
    } catch (IllegalArgumentException e) {
      throw new UnreadableRecordException("damaged spilled batch: " + e.getMessage(), e);
    }
  }

  /** The head that {@link #toBytes(SpillHead)} was given. */
  public static SpillHead head(byte[] bytes) {
    StoredSpill stored = read(bytes, StoredSpill._Fields.LEFT);
    try {
      return domain(stored.getLeft());
    } catch (IllegalArgumentException e) {
      throw new UnreadableRecordException("damaged head of a spill file: " + e.getMessage(), e);
    }
  }

  private static StoredSpill read(byte[] bytes, StoredSpill._Fields kind) {
    StoredSpill stored = StoredBytes.read(bytes, new StoredSpill());
    if (stored.getSetField() != kind) {
      throw new UnreadableRecordException(
          "expected a spilled "
              + kind.getFieldName()
              + ", not "
              + (stored.isSet() ? stored.getSetField().getFieldName() : "one of a newer version"));
    }
    return stored;
  }

  static StoredSpill toStored(EventBatch batch) {
    List<StoredOutbound> events = new ArrayList<>(batch.events().size());
    batch.events().forEach(event -> events.add(toStored(event)));
    StoredBatch stored = new StoredBatch();
    stored.setEvents(events);
    stored.setSizeBytes(batch.sizeBytes());
    stored.setDigest(batch.digest().toBytes());
    return StoredSpill.batch(stored);
  }

  private static StoredOutbound toStored(OutboundEvent event) {
    StoredOutbound stored = new StoredOutbound();
    stored.setHeaders(event.headers().stream().map(SpillCodec::toStored).toList());
    if (event.key() != null) {
      stored.setKey(event.key());
    }
    if (event.value() != null) {
      stored.setValue(event.value());
    }
    event.partition().ifPresent(stored::setPartition);
    event.timestampMs().ifPresent(stored::setTimestampMs);
    return stored;
  }

  private static StoredHeader toStored(EventHeader header) {
    StoredHeader stored = new StoredHeader(header.name());
    return header.value() == null ? stored : stored.setValue(header.value());
  }

  static StoredSpill toStored(SpillHead head) {
    StoredLeft stored =
        new StoredLeft(
            head.session().value(),
            head.epoch(),
            head.owner().value(),
            head.fromSeq(),
            head.toSeq());
    head.settled().ifPresent(settled -> stored.setSettled(toStored(settled)));
    return StoredSpill.left(stored);
  }

  private static StoredPublished toStored(Published published) {
    StoredPublished stored = new StoredPublished(published.seq());
    published.digest().ifPresent(digest -> stored.setDigest(digest.toBytes()));
    return stored;
  }

  private static EventBatch domain(StoredBatch stored) {
    List<OutboundEvent> events = new ArrayList<>(stored.getEvents().size());
    stored.getEvents().forEach(event -> events.add(domain(event)));
    return new EventBatch(
        List.copyOf(events), stored.getSizeBytes(), Digest.of(stored.getDigest()));
  }

  private static OutboundEvent domain(StoredOutbound stored) {
    return new OutboundEvent(
        stored.isSetKey() ? stored.getKey() : null,
        stored.isSetValue() ? stored.getValue() : null,
        stored.getHeaders().stream().map(SpillCodec::domain).toList(),
        stored.isSetPartition() ? OptionalInt.of(stored.getPartition()) : OptionalInt.empty(),
        stored.isSetTimestampMs()
            ? OptionalLong.of(stored.getTimestampMs())
            : OptionalLong.empty());
  }

  private static EventHeader domain(StoredHeader stored) {
    return new EventHeader(stored.getName(), stored.isSetValue() ? stored.getValue() : null);
  }

  private static SpillHead domain(StoredLeft stored) {
    return new SpillHead(
        new SessionId(stored.getSession()),
        stored.getEpoch(),
        new LaneId(stored.getOwner()),
        stored.isSetSettled() ? Optional.of(domain(stored.getSettled())) : Optional.empty(),
        stored.getFromSeq(),
        stored.getToSeq());
  }

  private static Published domain(StoredPublished stored) {
    return new Published(
        stored.getSeq(),
        stored.isSetDigest() ? Optional.of(Digest.of(stored.getDigest())) : Optional.empty());
  }
}
