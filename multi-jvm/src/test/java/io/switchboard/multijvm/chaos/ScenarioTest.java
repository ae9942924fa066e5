package io.switchboard.multijvm.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScenarioTest {
  private static final long LENGTH_MS = 40_000;

  private static List<Scenario> all(int nodes) {
    return LongStream.range(0, 200).mapToObj(seed -> Scenario.of(seed, nodes, LENGTH_MS)).toList();
  }

  private static Set<FaultKind> kindsOf(List<Scenario> scenarios) {
    return scenarios.stream()
        .flatMap(scenario -> scenario.steps().stream())
        .map(Scenario.Step::kind)
        .collect(Collectors.toSet());
  }

  @Test
  void aSeedIsAScenario() {
    assertThat(all(3)).isEqualTo(all(3)).doesNotHaveDuplicates();
  }

  @Test
  void everyKindOccursInTwoHundredSeeds() {
    assertThat(kindsOf(all(5))).containsExactlyInAnyOrder(FaultKind.values());
    assertThat(kindsOf(all(3))).isEqualTo(EnumSet.complementOf(EnumSet.of(FaultKind.KILL_TWO)));
  }

  @Test
  void someScenariosCombineFaults() {
    assertThat(all(3)).anyMatch(scenario -> scenario.steps().size() > 2);
    assertThat(all(3))
        .anyMatch(
            scenario ->
                scenario.steps().stream()
                    .anyMatch(
                        slow ->
                            slow.kind() == FaultKind.SLOW_LINKS
                                && scenario.steps().stream()
                                    .anyMatch(
                                        other ->
                                            other.kind().takesNodes()
                                                && other.atMs() < slow.endMs()
                                                && slow.atMs() <= other.endMs())));
  }

  @Test
  void aMajorityIsThereUnlessTheKindItselfTakesIt_AndNeverForAWholeRound() {
    for (int nodes : new int[] {3, 5}) {
      int minority = FaultKind.minority(nodes);
      for (Scenario scenario : all(nodes)) {
        boolean loose =
            scenario.steps().stream().anyMatch(step -> step.kind().mayStopAll(scenario.nodes()));
        int[] out =
            LongStream.range(0, LENGTH_MS / 100)
                .mapToInt(tenth -> scenario.nodesOutAt(tenth * 100))
                .toArray();
        assertThat(Arrays.stream(out).max().orElse(0))
            .as(scenario.toString())
            .isLessThanOrEqualTo(loose ? minority + 1 : minority);
        assertThat(out).as(scenario.toString()).contains(0);
      }
    }
  }

  @Test
  void everyFaultIsOverBeforeItsRound() {
    for (Scenario scenario : all(5)) {
      assertThat(scenario.steps()).isNotEmpty();
      assertThat(scenario.steps()).allMatch(step -> step.endMs() < LENGTH_MS);
    }
  }
}
