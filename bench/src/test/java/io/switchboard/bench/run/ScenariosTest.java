package io.switchboard.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.switchboard.bench.figures.Goal;
import io.switchboard.bench.run.Scenario.Kind;
import io.switchboard.bench.settings.Settings;
import io.switchboard.bench.settings.Settings.Workload;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScenariosTest {
  private static final Settings SETTINGS = Settings.base(false, Set.of(Workload.SCENARIOS));
  private static final List<Scenario> USUAL = Scenarios.around(SETTINGS);

  @Test
  void oneDimensionAtATimeIsVaried() {
    assertThat(USUAL)
        .extracting(Scenario::workload)
        .containsExactly(
            "publish 16 × 1 × 1 KB",
            "publish 16 × 10 × 1 KB",
            "publish 16 × 100 × 1 KB",
            "publish 16 × 1,000 × 1 KB",
            "publish 16 × 100 × 100 B",
            "publish 16 × 100 × 10 KB",
            "publish 1 × 100 × 1 KB",
            "publish 256 × 100 × 1 KB",
            "publish 1,000 × 100 × 1 KB",
            "publish 256 × 1 × 1 KB",
            "consume 16 × 1 × 1 KB",
            "consume 16 × 10 × 1 KB",
            "consume 16 × 100 × 1 KB",
            "consume 16 × 1,000 × 1 KB",
            "consume 16 × 100 × 100 B",
            "consume 16 × 100 × 10 KB",
            "publish and consume 16 × 100 × 1 KB");
  }

  @Test
  void manySessionsWithSingleEventsHaveAGoal() {
    assertThat(USUAL)
        .filteredOn(scenario -> !scenario.goal().equals(Goal.NONE))
        .extracting(Scenario::workload, scenario -> scenario.goal().text())
        .containsExactly(tuple("publish 256 × 1 × 1 KB", ">= 15,000 commits/s"));
  }

  @Test
  void noBatchIsLargerThanASessionTakes() {
    assertThat(Scenarios.around(withEventBytes(8_000)))
        .isNotEmpty()
        .allMatch(scenario -> (long) scenario.batch() * scenario.eventBytes() <= 1 << 20);
  }

  @Test
  void whatIsStoredForReadersIsBounded() {
    for (int bytes : new int[] {100, 1_024, 10_240}) {
      Scenario scenario = new Scenario(Kind.CONSUME, 16, 100, bytes);
      ReadPlan plan = ReadPlan.of(scenario, SETTINGS);
      assertThat((long) plan.stored() * 16 * bytes).isLessThanOrEqualTo(256 << 20);
      assertThat(plan.stored()).isBetween(1, SETTINGS.eventsPerPartition());
    }
  }

  @Test
  void smallBatchesAreReadForAsLongAsLargeOnes() {
    assertThat(ReadPlan.of(new Scenario(Kind.CONSUME, 16, 1, 1_024), SETTINGS))
        .isEqualTo(new ReadPlan(16_384, 400, 2));
    assertThat(ReadPlan.of(new Scenario(Kind.CONSUME, 16, 10, 1_024), SETTINGS).ours())
        .isEqualTo(4_000);
    assertThat(ReadPlan.of(new Scenario(Kind.CONSUME, 16, 1_000, 1_024), SETTINGS).ours())
        .isEqualTo(16_384);
  }

  @Test
  void scenariosAreShortUnlessOthersAreAskedForToo() {
    assertThat(SETTINGS.seconds()).isEqualTo(2);
    assertThat(SETTINGS.rounds()).isEqualTo(3);
    Set<Workload> more = Set.of(Workload.SCENARIOS, Workload.PUBLISH);
    assertThat(Settings.base(false, more)).isEqualTo(Settings.defaults());
    assertThat(Settings.base(true, more)).isEqualTo(Settings.quick());
  }

  private static Settings withEventBytes(int bytes) {
    return new Settings(
        1,
        1,
        1,
        1,
        16,
        bytes,
        100,
        SETTINGS.transport(),
        1,
        SETTINGS.held(),
        SETTINGS.ownRuns(),
        Set.of(Workload.SCENARIOS));
  }
}
