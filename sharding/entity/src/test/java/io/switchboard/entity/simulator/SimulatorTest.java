package io.switchboard.entity.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class SimulatorTest {
  private static final String SEED = "switchboard.simulator.seed";
  private static final String SEEDS = "switchboard.simulator.seeds";

  /**
   * The same seeds in every build, so that a red one is about the change; new ones in long runs. A
   * run in which hardly anything failed is checked, but does not count.
   */
  @Property(tries = 2_200, seed = "20261122", shrinking = ShrinkingMode.OFF)
  void noPromiseIsBrokenWhateverFails(@ForAll long seed) {
    World world = Simulator.check(seed);
    Assume.that(world.faults().count() >= 3);
  }

  @Test
  @EnabledIfSystemProperty(named = SEED, matches = "-?\\d+")
  void oneSeed() {
    Simulator.check(Long.getLong(SEED));
  }

  /** A long run, over seeds that no run before has seen. */
  @Test
  @EnabledIfSystemProperty(named = SEEDS, matches = "\\d+")
  void manySeeds() {
    long from = System.currentTimeMillis() << 20;
    LongStream.range(from, from + Long.getLong(SEEDS)).parallel().forEach(Simulator::check);
  }

  @Test
  void aSeedIsAWholeHistory() {
    for (long seed = 0; seed < 20; seed++) {
      Trace once = Trace.telling();
      Trace again = Trace.telling();
      Simulator.run(seed, Control.NONE, once);
      Simulator.run(seed, Control.NONE, again);
      assertThat(again.lines()).as("seed %d", seed).isEqualTo(once.lines());
    }
  }

  @Test
  void theClientsGetSomewhereWhileFaultsLast() {
    long written = 0;
    long read = 0;
    for (long seed = 0; seed < 100; seed++) {
      World world = new World(seed, Control.NONE, Trace.silent()).walk(Simulator.STEPS);
      written += world.isWriter() ? world.done() : 0;
      read += world.isWriter() ? 0 : world.done();
    }
    assertThat(written).as("batches written in about 50 runs").isGreaterThan(200);
    assertThat(read).as("batches read in about 50 runs").isGreaterThan(200);
  }
}
