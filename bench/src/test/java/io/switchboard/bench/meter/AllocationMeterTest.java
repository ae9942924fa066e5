package io.switchboard.bench.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.bench.servers.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllocationMeterTest {

  /** More than a young generation holds, so that collections take part. */
  private static final int ARRAYS = 2_000;

  private static final int ARRAY_BYTES = 256 << 10;

  @Test
  void whatThisProcessAllocatesIsSeen() throws Exception {
    try (AllocationMeter meter = new AllocationMeter(List.of())) {
      Map<String, Double> before = meter.bytes();
      long kept = 0;
      for (int i = 0; i < ARRAYS; i++) {
        kept += new byte[ARRAY_BYTES].length;
      }
      assertThat(kept).isEqualTo((long) ARRAYS * ARRAY_BYTES);
      // Loosely: the last collection may not have been counted yet.
      boolean seen =
          Patience.await(
              Duration.ofSeconds(20),
              () -> meter.since(before).get("client") >= 0.5 * ARRAYS * ARRAY_BYTES);
      assertThat(seen).isTrue();
    }
  }
}
