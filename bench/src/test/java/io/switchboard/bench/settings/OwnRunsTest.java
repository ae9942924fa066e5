package io.switchboard.bench.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OwnRunsTest {

  @Test
  void whatCannotBeMeasuredIsRefusedWithWhatWasExpected() {
    assertThatThrownBy(() -> new OwnRuns(List.of(), 1, 1, "", 0)).hasMessageContaining("fan-out");
    assertThatThrownBy(() -> new OwnRuns(List.of(1, 0), 1, 1, "", 0))
        .hasMessageContaining("each 1 to 10,000, got [1, 0]");
    assertThatThrownBy(() -> new OwnRuns(List.of(1), 0, 1, "", 0))
        .hasMessageContaining("more than 0");
    assertThatThrownBy(() -> new OwnRuns(List.of(1), Double.NaN, 1, "", 0))
        .hasMessageContaining("more than 0");
    assertThatThrownBy(() -> new OwnRuns(List.of(1), 1, 0, "", 0))
        .hasMessageContaining("cold sessions");
    assertThatThrownBy(() -> new OwnRuns(List.of(1), 1, 1, "", 65_536))
        .hasMessageContaining("65,535");
  }

  @Test
  void aBridgeHasAnHttpAddress() {
    for (String wrong : List.of("localhost:8080", "https://x:1", "http://", "http://x y")) {
      assertThatThrownBy(() -> new OwnRuns(List.of(1), 1, 1, wrong, 0))
          .hasMessageContaining("got " + wrong);
    }
    assertThat(new OwnRuns(List.of(1), 1, 1, "http://bridge:8080/v2", 0).peer())
        .isEqualTo("http://bridge:8080/v2");
  }
}
