package io.switchboard.entity.simulator;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.port.Ownership.Row;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.session.Decision;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.core.session.SessionState;
import io.switchboard.entity.simulator.ModelLog.DataEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What must hold of the whole, looked at from outside whenever something changes: what is in Kafka,
 * who may publish, what is journaled. What a client is told is checked by the clients.
 */
final class Oracle {
  private final World world;
  private final List<Digest> published = new ArrayList<>();
  private final Map<Long, Set<Digest>> acked = new HashMap<>();
  private final Map<LaneId, ModelLane> lanes = new HashMap<>();
  private final Map<LaneId, Long> owners = new HashMap<>();

  Oracle(World world) {
    this.world = world;
  }

  /** The last published seq. */
  long published() {
    return published.size();
  }

  // Batches.

  /** A client has sent an ack of this batch: from now on it may be published. */
  void asked(long seq, Digest digest) {
    acked.computeIfAbsent(seq, s -> new HashSet<>()).add(digest);
  }

  /** A client was told that this batch is done. */
  void toldDone(long seq, Digest digest) {
    if (seq > published.size()) {
      throw Violation.LOST_WRITE.because(
          "batch " + seq + " is done, the client was told; Kafka holds " + published.size());
    }
    if (!published.get((int) seq - 1).equals(digest)) {
      throw Violation.LOST_WRITE.because(
          "batch " + seq + " is done, the client was told; Kafka holds other bytes under its seq");
    }
  }

  /** A transaction's commit is decided. */
  void committed(Transaction transaction) {
    Map<Long, List<DataEvent>> batches = new LinkedHashMap<>();
    for (DataEvent event : transaction.events()) {
      if (event.session().equals(Known.SESSION)) {
        batches.computeIfAbsent(event.seq(), s -> new ArrayList<>()).add(event);
      }
    }
    if (!batches.isEmpty()) {
      ownsTheSession(transaction.producer());
    }
    batches.keySet().stream().sorted().forEach(seq -> published(seq, batches.get(seq)));
  }

  private void published(long seq, List<DataEvent> events) {
    DataEvent one = events.get(0);
    long next = published.size() + 1;
    if (seq < next) {
      throw Violation.DUPLICATE.because("batch " + seq + " is published again");
    }
    if (seq > next) {
      throw Violation.REORDERED.because("batch " + seq + " is published before batch " + next);
    }
    long indexes = events.stream().mapToInt(DataEvent::index).distinct().count();
    if (indexes < one.of()) {
      throw Violation.PARTIAL_BATCH.because(indexes + " of " + one.of() + " events of " + one);
    }
    if (events.size() > one.of()) {
      throw Violation.DUPLICATE.because("events of batch " + seq + " are there twice: " + events);
    }
    if (!acked.getOrDefault(seq, Set.of()).contains(one.digest())) {
      throw Violation.ABORTED_READ.because("nobody acknowledged the published " + one);
    }
    published.add(one.digest());
    world.scheduler().trace().say(() -> "batch " + seq + " is published: " + one.digest());
  }

  // Publishers.

  void began(ModelLane lane) {
    lanes.put(lane.id(), lane);
  }

  /** Every lane that the row ever named, but the one it names now, is fenced or has let go. */
  void rowChanged(Row before, Row now) {
    world.scheduler().trace().say(() -> "the register's row is " + now);
    if (!world.isWriter()) {
      return;
    }
    keepsWhatWasLeft(before, now);
    before.owner().ifPresent(owner -> owners.put(owner, before.epoch()));
    now.owner().ifPresent(owners::remove);
    if (world.control() != Control.NONE) {
      // A control has to be found by what comes of it.
      return;
    }
    owners.forEach(
        (owner, epoch) -> {
          if (!isOut(owner, epoch)) {
            throw Violation.TWO_PUBLISHERS.because(
                owner + " was neither fenced nor did it sign off, and the row is " + now);
          }
        });
  }

  /**
   * What a manifest names stays named until it is published, or Kafka has refused a batch of it and
   * so all that is behind.
   */
  private void keepsWhatWasLeft(Row before, Row now) {
    before
        .spilled()
        .filter(left -> !now.spilled().equals(before.spilled()))
        .filter(left -> published.size() < left.toSeq() && !isRefused(left))
        .filter(left -> now.spilled().filter(m -> m.toSeq() >= left.toSeq()).isEmpty())
        .ifPresent(
            left -> {
              throw Violation.LOST_WRITE.because(
                  left + " was forgotten, and only " + published.size() + " batches are published");
            });
  }

  private boolean isRefused(Spilled left) {
    return LongStream.rangeClosed(published.size() + 1, left.toSeq())
        .mapToObj(seq -> acked.getOrDefault(seq, Set.of()))
        .flatMap(Set::stream)
        .anyMatch(WriterClient::isPoison);
  }

  private boolean isOut(LaneId owner, long epoch) {
    return world.kafka().coordinator().isFenced(owner) || lanes.get(owner).hasLetOut(epoch);
  }

  private void ownsTheSession(LaneId producer) {
    Row row = world.register().row();
    boolean owns = row.owner().filter(producer::equals).isPresent();
    if (!owns && world.control() == Control.NONE) {
      throw Violation.TWO_PUBLISHERS.because(producer + " published, and the row is " + row);
    }
  }

  // The journal.

  /** The durable part is always the fold of what is journaled. */
  void decided(Durable before, Decision decision) {
    Durable folded = before;
    for (SessionEvent event : decision.events()) {
      folded = folded.evolve(event);
    }
    if (!decision.next().durable().equals(folded)) {
      throw Violation.DIVERGED_STATE.because(decision + " is not the fold of its events");
    }
  }

  /**
   * The whole journal says what the owner that wrote last holds. With two owners, that is so of the
   * later one, because its events count for more; but not where replay leaves out its rows, nor of
   * a writer, for which the journal is a hint.
   *
   * @param claimedEpoch of the owner that wrote; 0 if it has claimed none
   */
  void journaled(SessionState state, long claimedEpoch) {
    Durable replayed = world.journal().replay();
    boolean same =
        world.isDoubleOwned()
            ? !world.journal().showsAllRows()
                || state.durable().epoch() != claimedEpoch
                || world.journal().highestEpoch() > claimedEpoch
                || standsAlike(replayed, state.durable())
            : replayed.equals(state.durable());
    if (!same && world.control() != Control.INTERVAL_NOT_JOURNALED) {
      throw Violation.DIVERGED_STATE.because(
          "the journal says " + replayed + ", and its owner " + state.durable());
    }
  }

  private static boolean standsAlike(Durable replayed, Durable held) {
    return !(replayed instanceof Durable.Reader a)
        || !(held instanceof Durable.Reader b)
        || (a.ackedSeq() == b.ackedSeq()
            && a.positions().equals(b.positions())
            && a.open().equals(b.open()));
  }
}
