package io.switchboard.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ContestTest {
  private static final Contest CONTEST =
      Contest.of(
          "publish 2 × 5",
          List.of("ours", "clear", "native"),
          "native",
          "ours",
          "clear",
          Goal.ratio(0.6),
          Map.of(
              "ours", List.of(sample(70), sample(30), sample(90)),
              "clear", List.of(sample(80), sample(40), sample(120)),
              "native", List.of(sample(100), sample(60), sample(100))));

  @Test
  void everyWayIsComparedWithTheNativeOneOfTheSameRound() {
    assertThat(CONTEST.contenders())
        .extracting(Contest.Entry::contender, Contest.Entry::ratio)
        .containsExactly(tuple("ours", 0.7), tuple("clear", 0.8), tuple("native", 1.0));
    assertThat(CONTEST.contenders().get(0).ratioRange()).isEqualTo("0.50 to 0.90");
  }

  @Test
  void onlyTheOneWithTheGoalIsHeldAgainstIt() {
    assertThat(CONTEST.contenders())
        .extracting(entry -> entry.goal().text())
        .containsExactly("ratio >= 0.6", "", "");
    assertThat(CONTEST.contenders().get(0).goalMet()).isTrue();
  }

  @Test
  void encryptionCostsWhatIsMissingToTheSameInClear() {
    assertThat(CONTEST.encryption().text())
        .isEqualTo("encryption costs 25.0 % (clear to encrypted: 1.33); goal <= 10 %, MISSED");
    assertThat(EncryptionCost.of(0.9).met()).isTrue();
    assertThat(EncryptionCost.of(0.89).met()).isFalse();
    assertThat(EncryptionCost.of(1.02).text()).startsWith("encryption costs -2.0 %");
  }

  private static Sample sample(long events) {
    return new Sample(events, 10, 1, new Histogram(1_000, 3), Map.of());
  }
}
