package io.switchboard.entity.simulator;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which faults may strike in this run, and which did. Each run draws a few kinds of its own,
 * because a run with all of them seldom gets as far as the rare combinations.
 */
final class Faults {
  /** For so many steps a fault counts as met by whatever is decided. */
  private static final long RECENT_STEPS = 80;

  private static final Fault[] KINDS = Fault.values();

  private final Scheduler scheduler;
  private final Set<Fault> enabled = EnumSet.noneOf(Fault.class);
  private final long[] lastStruck = new long[KINDS.length];
  private boolean calm;
  private int count;

  Faults(
      Scheduler scheduler,
      boolean reader,
      boolean buffered,
      boolean doubleOwners,
      List<Fault> needed) {
    this.scheduler = scheduler;
    Arrays.fill(lastStruck, -RECENT_STEPS);
    int oneIn = scheduler.between(1, 4);
    for (Fault kind : KINDS) {
      if (kind.concerns(reader) && scheduler.oneIn(oneIn)) {
        enabled.add(kind);
      }
    }
    if (buffered) {
      // Nothing is left without hand-overs.
      enabled.add(Fault.HAND_OVER);
      if (scheduler.oneIn(2)) {
        enabled.add(Fault.SPILL_AWAY);
      }
    } else {
      enabled.remove(Fault.SPILL_AWAY);
    }
    enabled.addAll(needed);
    if (doubleOwners) {
      enabled.add(Fault.DOUBLE_OWNER);
      // Only so do both owners serve the client at the same moment.
      enabled.add(Fault.CALL_TWICE);
    } else {
      enabled.remove(Fault.DOUBLE_OWNER);
    }
  }

  boolean mayHappen(Fault kind) {
    return !calm && enabled.contains(kind);
  }

  /** True if the fault strikes here and now. */
  boolean strikes(Fault kind) {
    if (mayHappen(kind) && scheduler.oneIn(kind.oneIn())) {
      note(kind);
      return true;
    }
    return false;
  }

  void note(Fault kind) {
    count++;
    lastStruck[kind.ordinal()] = scheduler.steps();
    scheduler.trace().say(() -> "*** " + kind);
  }

  /** From now on nothing goes wrong any more. */
  void end() {
    calm = true;
  }

  boolean haveEnded() {
    return calm;
  }

  int count() {
    return count;
  }

  /** The kinds that struck a short while ago, a bit each. */
  long recent() {
    long bits = 0;
    long since = scheduler.steps() - RECENT_STEPS;
    for (int i = 0; i < lastStruck.length; i++) {
      if (lastStruck[i] >= since && lastStruck[i] >= 0) {
        bits |= 1L << i;
      }
    }
    return bits;
  }
}
