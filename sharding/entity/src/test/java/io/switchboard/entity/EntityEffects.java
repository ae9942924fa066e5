package io.switchboard.entity;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.Effect;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.entity.owning.Checkpointing;
import io.switchboard.entity.owning.Leaving;
import io.switchboard.entity.owning.StoreHealth;
import io.switchboard.entity.reading.ReaderFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Opens the entity's own effect runner, and what it runs, to the simulator's package. Only what
 * follows a clock is made here with the simulator's.
 */
public final class EntityEffects {
  private static final Duration QUIET = Duration.ofSeconds(1);

  /** What the entities of a node share. */
  public static final class OfNode {
    private final SessionPorts ports;
    private final SessionCommons commons;
    private final StoreHealth health;
    private final Checkpointing checkpointing;

    /**
     * @param inTime makes a future fail that takes too long
     */
    public OfNode(
        SessionPorts ports,
        LongSupplier nanoClock,
        UnaryOperator<CompletableFuture<Boolean>> inTime) {
      this.ports = ports;
      this.commons =
          new SessionCommons(
              ports,
              EntitySettings.DEFAULTS,
              register -> new Leaving(register, ports.spillStore(), ports.spillFolder(), inTime));
      this.health = new StoreHealth(QUIET, nanoClock);
      this.checkpointing = new Checkpointing(ports.lanes(), ports.ownership(), health);
    }
  }

  private final OfNode node;
  private final SessionId session;
  private final EffectRunner runner;

  public EntityEffects(
      SessionId session,
      OfNode node,
      LaneId readerName,
      ReaderFeed feed,
      BiConsumer<SessionCommand, Duration> later,
      Runnable stop) {
    this.node = node;
    this.session = session;
    this.runner =
        new EffectRunner(
            session, node.ports, node.commons, readerName, new EntityMetrics(), feed, later, stop);
  }

  public void run(
      Effect effect, Durable durable, Instant lastCallAt, Consumer<SessionCommand> results) {
    if (effect instanceof Effect.FindLedgerEnd find) {
      node.checkpointing.findLedgerEnd(find, results);
    } else if (effect instanceof Effect.Checkpoint checkpoint) {
      node.checkpointing.write(session, checkpoint, results);
    } else {
      runner.run(effect, durable, lastCallAt, results);
    }
  }

  public void reset() {
    runner.reset();
  }

  /** To be called for every result, as the entity does. */
  public void heard(SessionCommand command) {
    runner.heard(command);
    if (command instanceof SessionCommand.AcquireFailed
        || command instanceof SessionCommand.ClaimFailed) {
      node.health.failed();
    }
  }
}
