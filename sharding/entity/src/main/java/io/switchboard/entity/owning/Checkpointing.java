package io.switchboard.entity.owning;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.ProducerLanes;
import io.switchboard.core.session.Effect;
import io.switchboard.core.session.SessionCommand;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the checkpoints of a node's sessions: a few at a time, and none while the stores are ill.
 * A checkpoint only shortens a later scan, so what does not work is left out and tried again when
 * it is next due. Thread-safe.
 */
public final class Checkpointing {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointing.class);
  private static final int MAX_AT_ONCE = 16;

  private final ProducerLanes lanes;
  private final Ownership ownership;
  private final StoreHealth health;
  private final AtomicInteger underWay = new AtomicInteger();

  public final LongAdder attempted = new LongAdder();
  public final LongAdder written = new LongAdder();
  public final LongAdder refused = new LongAdder();

  public Checkpointing(ProducerLanes lanes, Ownership ownership, StoreHealth health) {
    this.lanes = lanes;
    this.ownership = ownership;
    this.health = health;
  }

  /** Whether now is a time to begin one. */
  public boolean isOpportune() {
    return health.isGood() && underWay.get() < MAX_AT_ONCE;
  }

  /** Carries out the first half: the end of the ledger, told to {@code results}. */
  public void findLedgerEnd(Effect.FindLedgerEnd find, Consumer<SessionCommand> results) {
    lanes
        .liveLane(find.lane())
        .ifPresent(
            lane ->
                lane.ledgerEnd()
                    .whenComplete(
                        (end, failure) -> {
                          if (failure == null) {
                            results.accept(
                                new SessionCommand.LedgerEndFound(
                                    find.epoch(), lane.ledgerPartition(), end));
                          } else {
                            health.failed();
                          }
                        }));
  }

  /**
   * Carries out the second half; {@code results} hears nothing if nobody knows what became of it.
   */
  public void write(
      SessionId session, Effect.Checkpoint checkpoint, Consumer<SessionCommand> results) {
    if (!health.isGood()) {
      return;
    }
    if (underWay.incrementAndGet() > MAX_AT_ONCE) {
      underWay.decrementAndGet();
      return;
    }
    attempted.increment();
    ownership
        .checkpoint(session, checkpoint.epoch(), checkpoint.claim())
        .whenComplete(
            (applied, failure) -> {
              underWay.decrementAndGet();
              if (failure != null) {
                health.failed();
                LOG.debug("checkpoint of unknown outcome, sessionId={}", session, failure);
                return;
              }
              (applied ? written : refused).increment();
              results.accept(new SessionCommand.Checkpointed(checkpoint.epoch(), !applied));
            });
  }
}
