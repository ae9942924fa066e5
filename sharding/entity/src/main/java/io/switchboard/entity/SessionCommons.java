package io.switchboard.entity;

import io.switchboard.entity.owning.Checkpointing;
import io.switchboard.entity.owning.StoreHealth;
import java.time.Duration;

/** What the sessions of a node share besides their ports. All parts are thread-safe. */
record SessionCommons(StoreHealth health, Checkpointing checkpointing) {
  private static final Duration QUIET_AFTER_FAILURE = Duration.ofSeconds(30);

  static SessionCommons of(SessionPorts ports, EntitySettings settings) {
    Duration every = settings.checkpointEvery();
    StoreHealth health =
        new StoreHealth(
            every.compareTo(QUIET_AFTER_FAILURE) < 0 ? every : QUIET_AFTER_FAILURE,
            System::nanoTime);
    return new SessionCommons(health, new Checkpointing(ports.lanes(), ports.ownership(), health));
  }
}
