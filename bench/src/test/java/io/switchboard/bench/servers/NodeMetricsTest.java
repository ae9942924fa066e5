package io.switchboard.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
  private static final String TEXT =
      """
      # HELP switchboard_sessions sessions in memory, by role
      # TYPE switchboard_sessions gauge
      switchboard_sessions{cluster="c",role="reader"} 12.0
      switchboard_sessions{cluster="c",role="writer"} 3.0
      switchboard_sessions_active{cluster="c"} 1.5E4
      plain 7
      """;

  @Test
  void aFigureIsTheSumOfItsSeriesAndOfNoOther() throws Exception {
    assertThat(NodeMetrics.sum(TEXT, "switchboard_sessions")).isEqualTo(15);
    assertThat(NodeMetrics.sum(TEXT, "switchboard_sessions_active")).isEqualTo(15_000);
    assertThat(NodeMetrics.sum(TEXT, "plain")).isEqualTo(7);
  }

  @Test
  void aFigureThatIsNotThereIsNotTakenForZero() {
    assertThatThrownBy(() -> NodeMetrics.sum(TEXT, "switchboard_session"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("docs/metrics.md");
  }

  @Test
  void whatWasAllocatedIsWhatWasCollectedAndWhatLiesInTheEden() throws Exception {
    String text =
        """
        jvm_gc_memory_allocated_bytes_total{cluster="c"} 1.0E6
        jvm_memory_used_bytes{area="heap",cluster="c",id="PS Eden Space"} 234.0
        jvm_memory_used_bytes{area="heap",cluster="c",id="PS Old Gen"} 77.0
        jvm_memory_max_bytes{area="heap",cluster="c",id="PS Eden Space"} 88.0
        """;
    assertThat(NodeMetrics.allocatedBytes(text)).isEqualTo(1_000_234);
  }
}
