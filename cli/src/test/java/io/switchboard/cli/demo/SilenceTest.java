package io.switchboard.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SilenceTest {
  private final AtomicLong now = new AtomicLong();
  private final Silence silence = new Silence(now::get);

  @Test
  void theLongestOneCounts() {
    heardAfter(5, 20, 10);

    assertThat(silence.longest()).isEqualTo(Duration.ofNanos(20));
  }

  @Test
  void whatWasBeforeIsForgottenButTheOneUnderWayCountsFromItsBeginning() {
    heardAfter(50);
    now.addAndGet(3);
    silence.forget();
    heardAfter(7, 2);

    assertThat(silence.longest()).isEqualTo(Duration.ofNanos(10));
  }

  private void heardAfter(long... nanos) {
    for (long wait : nanos) {
      now.addAndGet(wait);
      silence.heard();
    }
  }
}
