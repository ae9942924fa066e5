package io.switchboard.entity.simulator;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.SpillStore;
import io.switchboard.core.session.Decision;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.LaneAnswered;
import io.switchboard.core.session.SessionCommand.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The control of {@link Control#STALE_BUFFER_GOES_ON}: remembers what one owner has accepted, and
 * gives it back to it with whatever it acquires, as if it had been left for it.
 */
final class StaleBuffer {
  private final TreeMap<Long, EventBatch> accepted = new TreeMap<>();
  private final TreeMap<Long, EventBatch> written = new TreeMap<>();

  /** Looks at what was asked and answered. */
  void heard(SessionCommand command, Decision decision) {
    if (command instanceof LaneAnswered lane && lane.outcome() instanceof Outcome.Refused) {
      accepted.tailMap(lane.seq(), true).clear();
    }
    boolean isDone =
        decision.answers().stream()
            .map(Decision.Answer::reply)
            .anyMatch(reply -> reply instanceof Reply.Staged || reply instanceof Reply.Acked);
    if (!isDone) {
      return;
    }
    if (command instanceof Write write) {
      written.put(write.seq(), write.batch());
      write.lastToken().ifPresent(token -> accepted(token.seq()));
    } else if (command instanceof AckWrite ack) {
      accepted(ack.seq());
    }
  }

  private void accepted(long seq) {
    Optional.ofNullable(written.get(seq)).ifPresent(batch -> accepted.put(seq, batch));
  }

  SessionCommand with(SessionCommand command) {
    if (!(command instanceof Acquired c) || c.left().isPresent()) {
      return command;
    }
    List<SpillStore.Batch> batches = new ArrayList<>();
    for (long seq = c.known() + 1; accepted.containsKey(seq); seq++) {
      batches.add(new SpillStore.Batch(seq, accepted.get(seq)));
    }
    if (batches.isEmpty()) {
      return command;
    }
    Spilled manifest = new Spilled(c.epoch() - 1, c.known() + 1, c.known() + batches.size());
    return with(c, c.known(), Optional.of(new Acquired.Left(manifest, batches)));
  }

  /** The control of {@link Control#LEFT_IS_PUBLISHED_AGAIN}. */
  static SessionCommand withAllThatWasLeft(SessionCommand command) {
    return command instanceof Acquired c && c.left().isPresent()
        ? with(c, Math.min(c.known(), c.left().get().manifest().fromSeq() - 1), c.left())
        : command;
  }

  private static Acquired with(Acquired c, long known, Optional<Acquired.Left> left) {
    return new Acquired(c.lane(), c.epoch(), known, c.lastDigest(), c.holder(), left);
  }
}
