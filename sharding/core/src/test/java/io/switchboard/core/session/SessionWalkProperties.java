package io.switchboard.core.session;

import io.switchboard.core.session.WriterWorld.Without;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** The rules that hold for whatever is asked of a session, in whatever order. */
class SessionWalkProperties {

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void anyCommandInAnyStateKeepsTheRules(@ForAll long seed) {
    Seeds.run(seed, () -> new ChaosWalk(seed).walk(80).finish());
  }

  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void everyBatchIsPublishedOnceByAnOwnerThatCrashes(@ForAll long seed) {
    Seeds.run(seed, () -> new WriterWorld(seed, 1, Without.NOTHING).walk(240).settle());
  }

  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void everyBatchIsPublishedOnceAlsoByTwoOwnersAtOnce(@ForAll long seed) {
    Seeds.run(seed, () -> new WriterWorld(seed, 2, Without.NOTHING).walk(240).settle());
  }

  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void aBatchIsTheSameBatchWhateverCrashed(@ForAll long seed) {
    Seeds.run(seed, () -> new ReaderWorld(seed, 1).walk(240).settle());
  }

  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void aClientThatKeepsItsTokenLosesAndRepeatsNothingAlsoWithTwoOwnersAtOnce(@ForAll long seed) {
    Seeds.run(seed, () -> new ReaderWorld(seed, 2).walk(240).settle());
  }
}
