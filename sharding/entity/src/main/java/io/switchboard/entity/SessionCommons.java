package io.switchboard.entity;

import io.switchboard.core.port.Ownership;
import io.switchboard.entity.budget.HeldBytes;
import io.switchboard.entity.budget.ReadBudget;
import io.switchboard.entity.owning.Acquisition;
import io.switchboard.entity.owning.Checkpointing;
import io.switchboard.entity.owning.Leaving;
import io.switchboard.entity.owning.RationedOwnership;
import io.switchboard.entity.owning.StoreHealth;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the sessions of a node share besides their ports: budgets, turns, and what they learned of
 * the stores. All parts are thread-safe.
 */
public final class SessionCommons {
  private static final Duration QUIET_AFTER_FAILURE = Duration.ofSeconds(30);

  private final StoreHealth health;
  private final HeldBytes staged;
  private final ReadBudget reading;
  private final RationedOwnership register;
  private final Leaving leaving;
  private final Acquisition acquisition;
  private final Checkpointing checkpointing;

  public SessionCommons(SessionPorts ports, EntitySettings settings) {
    this(
        ports,
        settings,
        register -> new Leaving(register, ports.spillStore(), ports.spillFolder()));
  }

  SessionCommons(
      SessionPorts ports, EntitySettings settings, Function<Ownership, Leaving> leavingBy) {
    Duration every = settings.checkpointEvery();
    this.health =
        new StoreHealth(
            every.compareTo(QUIET_AFTER_FAILURE) < 0 ? every : QUIET_AFTER_FAILURE,
            System::nanoTime);
    this.staged = new HeldBytes(settings.stagedBytes());
    this.reading = new ReadBudget(settings.readBytes(), settings.readAheadBytes());
    this.register =
        new RationedOwnership(
            ports.ownership(),
            settings.registerCallsAtOnce(),
            settings.registerCallsWaiting(),
            System::nanoTime);
    this.leaving = leavingBy.apply(register);
    this.acquisition = new Acquisition(ports.lanes(), ports.ledger(), register, leaving);
    this.checkpointing = new Checkpointing(ports.lanes(), register, health);
  }

  StoreHealth health() {
    return health;
  }

  /** Batches of writers that are written and not yet published. */
  public HeldBytes staged() {
    return staged;
  }

  /** What readers have read ahead and have not acknowledged. */
  public ReadBudget reading() {
    return reading;
  }

  /** What becomes of accepted batches when sessions stop. */
  public Leaving leaving() {
    return leaving;
  }

  /** The ownership register, as this node may use it. */
  public RationedOwnership register() {
    return register;
  }

  Acquisition acquisition() {
    return acquisition;
  }

  /** How the checkpoints go. */
  public Checkpointing checkpointing() {
    return checkpointing;
  }

  /** Counters and gauges by name, for people. */
  public Map<String, Long> counters() {
    Map<String, Long> now = new TreeMap<>();
    now.put("stagedBytes", staged.held());
    now.put("readBytes", reading.bytes().held());
    now.put("readersReading", (long) reading.readers());
    now.put("registerCalls", (long) register.underWay());
    now.put("registerCallsWaiting", (long) register.waiting());
    now.put("registerCallsTurnedAway", register.turnedAway.sum());
    now.put("checkpointsAttempted", checkpointing.attempted.sum());
    now.put("checkpointsWritten", checkpointing.written.sum());
    now.put("checkpointsRefused", checkpointing.refused.sum());
    now.put("batchesLeftInStore", leaving.leftInStore.sum());
    now.put("batchesLeftInFolder", leaving.leftInFolder.sum());
    now.put("batchesLeftNowhere", leaving.leftNowhere.sum());
    now.put("spillsCleared", leaving.cleared.sum());
    return now;
  }
}
