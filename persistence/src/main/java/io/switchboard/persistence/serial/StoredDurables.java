package io.switchboard.persistence.serial;

import static io.switchboard.persistence.serial.StoredValues.domainRanges;
import static io.switchboard.persistence.serial.StoredValues.instant;
import static io.switchboard.persistence.serial.StoredValues.positions;
import static io.switchboard.persistence.serial.StoredValues.ranges;
import static io.switchboard.persistence.serial.StoredValues.reason;
import static io.switchboard.persistence.serial.StoredValues.spec;
import static io.switchboard.persistence.serial.StoredValues.time;

import io.switchboard.core.session.Durable;
import io.switchboard.core.session.Durable.Absent;
import io.switchboard.core.session.Durable.Ended;
import io.switchboard.core.session.Durable.Reader;
import io.switchboard.core.session.Durable.Writer;
import io.switchboard.persistence.stored.StoredAbsent;
import io.switchboard.persistence.stored.StoredDurable;
import io.switchboard.persistence.stored.StoredEnded;
import io.switchboard.persistence.stored.StoredReader;
import io.switchboard.persistence.stored.StoredWriter;

/** A session's durable state, as snapshots hold it, in both directions. */
final class StoredDurables {
  private StoredDurables() {}

  static StoredDurable toStored(Durable state) {
    if (state instanceof Reader s) {
      return StoredDurable.reader(
          new StoredReader(
              spec(s.spec()),
              s.epoch(),
              s.holder(),
              time(s.lastCallAt()),
              s.ackedSeq(),
              positions(s.positions()),
              ranges(s.open())));
    }
    if (state instanceof Writer s) {
      return StoredDurable.writer(
          new StoredWriter(
              spec(s.spec()), s.epoch(), s.holder(), time(s.lastCallAt()), s.hintSeq()));
    }
    if (state instanceof Ended s) {
      return StoredDurable.ended(
          new StoredEnded(
              spec(s.spec()),
              s.epoch(),
              s.holder(),
              s.lastSeq(),
              reason(s.reason()),
              time(s.at())));
    }
    if (state instanceof Absent) {
      return StoredDurable.absent(new StoredAbsent());
    }
    throw new IllegalArgumentException("no stored form of " + state.getClass().getName());
  }

  static Durable toDomain(StoredDurable stored) {
    if (!stored.isSet()) {
      throw new UnreadableRecordException(
          "a snapshot of a kind that this version does not know: it was written by a newer"
              + " Switchboard; start at least that version");
    }
    return switch (stored.getSetField()) {
      case READER -> reader(stored.getReader());
      case WRITER -> writer(stored.getWriter());
      case ENDED -> ended(stored.getEnded());
      case ABSENT -> Durable.ABSENT;
    };
  }

  private static Reader reader(StoredReader s) {
    return new Reader(
        spec(s.getSpec()),
        s.getEpoch(),
        s.getHolder(),
        instant(s.getLastCallAt()),
        s.getAckedSeq(),
        positions(s.getPositions()),
        domainRanges(s.getOpen()));
  }

  private static Writer writer(StoredWriter s) {
    return new Writer(
        spec(s.getSpec()), s.getEpoch(), s.getHolder(), instant(s.getLastCallAt()), s.getHintSeq());
  }

  private static Ended ended(StoredEnded s) {
    return new Ended(
        spec(s.getSpec()),
        s.getEpoch(),
        s.getHolder(),
        s.getLastSeq(),
        reason(s.getReason()),
        instant(s.getAt()));
  }
}
