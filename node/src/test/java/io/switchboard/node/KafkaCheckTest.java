package io.switchboard.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.kafka.CheckMode;
import io.switchboard.kafka.check.Finding;
import io.switchboard.kafka.check.Finding.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KafkaCheckTest {
  private static Finding finding(Weight weight) {
    return new Finding(weight, "transactions", "seen " + weight, "do this");
  }

  @Test
  void aStrictNodeDoesNotStartOnAKafkaThatVoidsExactlyOnceAndSaysWhy() {
    List<Finding> findings =
        List.of(finding(Weight.GOOD), finding(Weight.VOIDS_EXACTLY_ONCE), finding(Weight.ADVICE));

    assertThatThrownBy(() -> KafkaCheck.judge(findings, CheckMode.STRICT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("transactions: seen VOIDS_EXACTLY_ONCE. do this")
        .hasMessageContaining("switchboard.kafka.check = warn")
        .hasMessageNotContaining("ADVICE");
  }

  @ParameterizedTest
  @EnumSource(
      value = Weight.class,
      names = {"GOOD", "ADVICE", "BLOCKS"})
  void otherProblemsKeepNoNodeFromStarting(Weight weight) {
    assertThatCode(() -> KafkaCheck.judge(List.of(finding(weight)), CheckMode.STRICT))
        .doesNotThrowAnyException();
  }

  @Test
  void byDefaultNothingKeepsANodeFromStarting() {
    assertThatCode(
            () -> KafkaCheck.judge(List.of(finding(Weight.VOIDS_EXACTLY_ONCE)), CheckMode.WARN))
        .doesNotThrowAnyException();
  }
}
