package io.switchboard.node.metrics;

import io.switchboard.entity.SessionCommons;
import io.switchboard.entity.owning.Checkpointing;
import io.switchboard.entity.owning.Leaving;
import io.switchboard.entity.owning.RationedOwnership;
import io.switchboard.entity.spill.SpillMetrics;
import java.util.concurrent.atomic.LongAdder;

/** Register, checkpoints, spill, and the budgets that all sessions of a node share. */
final class StoreMeters {
  private final Meters meters;

  StoreMeters(Meters meters, SessionCommons commons, SpillMetrics spill) {
    this.meters = meters;
    DoorMeters.buffer(
        meters, "staged", () -> commons.staged().held(), () -> commons.staged().limit());
    DoorMeters.buffer(
        meters,
        "read_ahead",
        () -> commons.reading().bytes().held(),
        () -> commons.reading().bytes().limit());
    meters.gauge(
        "readers.reading", "Readers that read ahead now.", () -> commons.reading().readers());
    register(commons.register());
    checkpoints(commons.checkpointing());
    leaving(commons.leaving());
    spill(spill);
  }

  private void counter(String name, String help, LongAdder value, String... labels) {
    meters.counter(name, help, value::sum, labels);
  }

  private void register(RationedOwnership register) {
    meters.totals(
        "register.call.duration",
        "Calls to the ownership register.",
        register.calls::sum,
        register.callNanos::sum);
    counter("register.failures", "Calls that failed.", register.failures);
    counter("register.waits", "Calls that waited for a turn.", register.waited);
    counter("register.turned.away", "Calls that got no turn.", register.turnedAway);
    meters.gauge("register.calls.in.flight", "Calls under way.", register::underWay);
    meters.gauge("register.calls.waiting", "Calls that wait for a turn.", register::waiting);
  }

  private void checkpoints(Checkpointing checkpoints) {
    counter("checkpoints.attempted", "Checkpoints begun.", checkpoints.attempted);
    counter("checkpoints.written", "Checkpoints in the register.", checkpoints.written);
    counter("checkpoints.refused", "Checkpoints of who was no owner.", checkpoints.refused);
  }

  private void leaving(Leaving leaving) {
    String help = "Accepted batches that a session left unpublished when it stopped.";
    counter("spill.batches.left", help, leaving.leftInStore, "place", "store");
    counter("spill.batches.left", help, leaving.leftInFolder, "place", "folder");
    counter("spill.batches.left", help, leaving.leftNowhere, "place", "nowhere");
    counter("spill.cleared", "Manifests taken out of the register.", leaving.cleared);
  }

  private void spill(SpillMetrics spill) {
    counter("spill.files.returned", "Files brought into the store.", spill.returned);
    counter("spill.files.orphaned", "Files whose session had moved on.", spill.orphans);
    counter("spill.files.failures", "Attempts to bring files back.", spill.returnFailures);
    counter("spill.sweep.walks", "Walks through the spill store.", spill.walks);
    counter("spill.sweep.woken", "Sessions woken for what was left.", spill.woken);
    counter("spill.sweep.failures", "Pages that the store did not give.", spill.sweepFailures);
  }
}
