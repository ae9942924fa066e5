package io.switchboard.persistence.serial;

import static io.switchboard.persistence.serial.StoredValues.domainRanges;
import static io.switchboard.persistence.serial.StoredValues.instant;
import static io.switchboard.persistence.serial.StoredValues.positions;
import static io.switchboard.persistence.serial.StoredValues.ranges;
import static io.switchboard.persistence.serial.StoredValues.reason;
import static io.switchboard.persistence.serial.StoredValues.spec;
import static io.switchboard.persistence.serial.StoredValues.time;

import io.switchboard.core.session.SessionEvent;
import io.switchboard.core.session.SessionEvent.Acked;
import io.switchboard.core.session.SessionEvent.Adopted;
import io.switchboard.core.session.SessionEvent.Allocated;
import io.switchboard.core.session.SessionEvent.Delivered;
import io.switchboard.core.session.SessionEvent.Disposed;
import io.switchboard.core.session.SessionEvent.HolderRaised;
import io.switchboard.core.session.SessionEvent.Progressed;
import io.switchboard.core.session.SessionEvent.Rested;
import io.switchboard.persistence.stored.StoredAcked;
import io.switchboard.persistence.stored.StoredAdopted;
import io.switchboard.persistence.stored.StoredAllocated;
import io.switchboard.persistence.stored.StoredDelivered;
import io.switchboard.persistence.stored.StoredDisposed;
import io.switchboard.persistence.stored.StoredEvent;
import io.switchboard.persistence.stored.StoredHolderRaised;
import io.switchboard.persistence.stored.StoredProgressed;
import io.switchboard.persistence.stored.StoredRested;

/** A session's events, in both directions. */
final class StoredEvents {
  private StoredEvents() {}

  static StoredEvent toStored(SessionEvent event) {
    if (event instanceof Delivered e) {
      return StoredEvent.delivered(new StoredDelivered(e.epoch(), e.seq(), ranges(e.ranges())));
    }
    if (event instanceof Acked e) {
      return StoredEvent.acked(new StoredAcked(e.epoch(), e.seq()));
    }
    if (event instanceof Progressed e) {
      return StoredEvent.progressed(new StoredProgressed(e.epoch(), e.seq()));
    }
    if (event instanceof Rested e) {
      return StoredEvent.rested(new StoredRested(e.epoch(), time(e.lastCallAt())));
    }
    if (event instanceof Allocated e) {
      return StoredEvent.allocated(new StoredAllocated(e.epoch(), spec(e.spec())));
    }
    if (event instanceof HolderRaised e) {
      return StoredEvent.holderRaised(new StoredHolderRaised(e.epoch(), e.holder()));
    }
    if (event instanceof Adopted e) {
      return StoredEvent.adopted(new StoredAdopted(e.epoch(), e.seq(), positions(e.positions())));
    }
    if (event instanceof Disposed e) {
      return StoredEvent.disposed(new StoredDisposed(e.epoch(), reason(e.reason()), time(e.at())));
    }
    throw new IllegalArgumentException("no stored form of " + event.getClass().getName());
  }

  static SessionEvent toDomain(StoredEvent stored) {
    if (!stored.isSet()) {
      throw new UnreadableRecordException(
          "an event of a kind that this version does not know: it was written by a newer"
              + " Switchboard; start at least that version");
    }
    return switch (stored.getSetField()) {
      case DELIVERED -> delivered(stored.getDelivered());
      case ACKED -> new Acked(stored.getAcked().getEpoch(), stored.getAcked().getSeq());
      case PROGRESSED ->
          new Progressed(stored.getProgressed().getEpoch(), stored.getProgressed().getSeq());
      case RESTED -> rested(stored.getRested());
      case ALLOCATED ->
          new Allocated(stored.getAllocated().getEpoch(), spec(stored.getAllocated().getSpec()));
      case HOLDER_RAISED ->
          new HolderRaised(
              stored.getHolderRaised().getEpoch(), stored.getHolderRaised().getHolder());
      case ADOPTED -> adopted(stored.getAdopted());
      case DISPOSED -> disposed(stored.getDisposed());
    };
  }

  private static Delivered delivered(StoredDelivered e) {
    return new Delivered(e.getEpoch(), e.getSeq(), domainRanges(e.getRanges()));
  }

  private static Adopted adopted(StoredAdopted e) {
    return new Adopted(e.getEpoch(), e.getSeq(), positions(e.getPositions()));
  }

  private static Rested rested(StoredRested e) {
    return new Rested(e.getEpoch(), instant(e.getLastCallAt()));
  }

  private static Disposed disposed(StoredDisposed e) {
    return new Disposed(e.getEpoch(), reason(e.getReason()), instant(e.getAt()));
  }
}
