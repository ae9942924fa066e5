package io.switchboard.node.management;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Whether traffic is to be sent to this node, and if not, why. A node that operators drain still
 * serves what it gets, and says that it would rather not: its sessions leave, and each call would
 * be passed on. Thread-safe.
 */
public final class Readiness {
  static final String STARTS = "This node starts.";
  static final String DRAINS = "This node is being drained; 'undrain' takes it back.";
  static final String STOPS = "This node stops.";

  private enum Phase {
    STARTING,
    UP,
    STOPPING
  }

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
  private volatile BooleanSupplier draining = () -> false;

  /**
   * The node is in the cluster, and its doors are open. Changes nothing of one that stops already.
   *
   * @param draining whether operators drain it; asked at every look, on any thread
   */
  public void up(BooleanSupplier draining) {
    this.draining = draining;
    phase.compareAndSet(Phase.STARTING, Phase.UP);
  }

  /** The node will close its doors; it is not ready any more in this life. */
  public void stopping() {
    phase.set(Phase.STOPPING);
  }

  /** Whether to send traffic here. */
  public boolean isReady() {
    return whyNot().isEmpty();
  }

  /** Why not to send traffic here; empty if it may be sent. */
  Optional<String> whyNot() {
    return switch (phase.get()) {
      case STARTING -> Optional.of(STARTS);
      case UP -> draining.getAsBoolean() ? Optional.of(DRAINS) : Optional.empty();
      case STOPPING -> Optional.of(STOPS);
    };
  }
}
