package io.switchboard.persistence.serial;

import io.switchboard.core.model.AckMode;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.session.SessionEvent.Reason;
import io.switchboard.persistence.stored.StoredPositions;
import io.switchboard.persistence.stored.StoredRange;
import io.switchboard.persistence.stored.StoredReason;
import io.switchboard.persistence.stored.StoredRole;
import io.switchboard.persistence.stored.StoredSpec;
import io.switchboard.persistence.stored.StoredTime;
import io.switchboard.persistence.stored.StoredTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The values that events and snapshots share, in both directions. */
final class StoredValues {
  private StoredValues() {}

  static StoredTime time(Instant at) {
    return time(at.getEpochSecond(), at.getNano());
  }

  static StoredTime time(Duration length) {
    return time(length.getSeconds(), length.getNano());
  }

  private static StoredTime time(long seconds, int nanos) {
    StoredTime stored = new StoredTime(seconds);
    return nanos == 0 ? stored : stored.setNanos(nanos);
  }

  static Instant instant(StoredTime stored) {
    return Instant.ofEpochSecond(stored.getSeconds(), nanos(stored));
  }

  static Duration duration(StoredTime stored) {
    return Duration.ofSeconds(stored.getSeconds(), nanos(stored));
  }

  private static int nanos(StoredTime stored) {
    return stored.isSetNanos() ? stored.getNanos() : 0;
  }

  static List<StoredRange> ranges(List<Range> ranges) {
    List<StoredRange> stored = new ArrayList<>(ranges.size());
    for (Range range : ranges) {
      stored.add(
          new StoredRange(
              range.partition(), range.from(), range.to() - range.from(), range.events()));
    }
    return stored;
  }

  static List<Range> domainRanges(List<StoredRange> stored) {
    List<Range> ranges = new ArrayList<>(stored.size());
    for (StoredRange range : stored) {
      long from = range.getFromOffset();
      ranges.add(
          new Range(range.getPartition(), from, from + range.getLength(), range.getEvents()));
    }
    return ranges;
  }

  static StoredPositions positions(Positions positions) {
    List<Integer> partitions = new ArrayList<>(positions.count());
    List<Long> offsets = new ArrayList<>(positions.count());
    for (int i = 0; i < positions.count(); i++) {
      partitions.add(positions.partitionAt(i));
      offsets.add(positions.offsetAt(i));
    }
    return new StoredPositions(partitions, offsets);
  }

  static Positions positions(StoredPositions stored) {
    return Positions.of(
        stored.getPartitions().stream().mapToInt(Integer::intValue).toArray(),
        stored.getOffsets().stream().mapToLong(Long::longValue).toArray());
  }

  static StoredSpec spec(SessionSpec spec) {
    StoredSpec stored =
        new StoredSpec()
            .setRole(spec.role() == SessionRole.READER ? StoredRole.READER : StoredRole.WRITER)
            .setTopic(new StoredTopic(spec.topic().name(), spec.topic().id()))
            .setSubject(spec.subject())
            .setStart(positions(spec.start()))
            .setIdleTimeout(time(spec.idleTimeout()))
            .setClientName(spec.clientName())
            .setClientVersion(spec.clientVersion())
            .setRequestDigest(spec.requestDigest().toBytes())
            .setAllocatedAt(time(spec.allocatedAt()));
    return spec.isBuffered() ? stored.setBuffered(true) : stored;
  }

  static SessionSpec spec(StoredSpec stored) {
    return new SessionSpec(
        stored.getRole() == StoredRole.READER ? SessionRole.READER : SessionRole.WRITER,
        new TopicRef(stored.getTopic().getName(), stored.getTopic().getId()),
        stored.getSubject(),
        positions(stored.getStart()),
        duration(stored.getIdleTimeout()),
        stored.getClientName(),
        stored.getClientVersion(),
        Digest.of(stored.getRequestDigest()),
        instant(stored.getAllocatedAt()),
        stored.isBuffered() ? AckMode.BUFFERED : AckMode.COMMITTED);
  }

  static StoredReason reason(Reason reason) {
    return switch (reason) {
      case CLIENT -> StoredReason.CLIENT;
      case EXPIRED -> StoredReason.EXPIRED;
      case OPERATOR -> StoredReason.OPERATOR;
      case TOPIC_GONE -> StoredReason.TOPIC_GONE;
    };
  }

  static Reason reason(StoredReason stored) {
    return switch (stored) {
      case CLIENT -> Reason.CLIENT;
      case EXPIRED -> Reason.EXPIRED;
      case OPERATOR -> Reason.OPERATOR;
      case TOPIC_GONE -> Reason.TOPIC_GONE;
    };
  }
}
