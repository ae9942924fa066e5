package io.switchboard.core.session;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** The rules that hold for whatever is asked of a session, in whatever order. */
class SessionWalkProperties {

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void anyCommandInAnyStateKeepsTheRules(@ForAll long seed) {
    Seeds.run(seed, () -> new ChaosWalk(seed).walk(80).finish());
  }
}
