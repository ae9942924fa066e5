package io.switchboard.sdk.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final double ALMOST_ONE = Math.nextDown(1.0);
  private final Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofSeconds(1));

  private static Duration of(long nanos) {
    return Duration.ofNanos(nanos);
  }

  @Test
  void theSpanDoublesUpToTheCapAndTheJitterIsFull() {
    long[] expectedMs = {20, 40, 80, 160, 320, 640, 1000, 1000};
    for (int retry = 0; retry < expectedMs.length; retry++) {
      assertThat(backoff.delayNanos(retry, OptionalInt.empty(), 0.0)).isZero();
      assertThat(of(backoff.delayNanos(retry, OptionalInt.empty(), ALMOST_ONE)))
          .isCloseTo(Duration.ofMillis(expectedMs[retry]), Duration.ofNanos(2));
    }
    assertThat(of(backoff.delayNanos(Integer.MAX_VALUE, OptionalInt.empty(), ALMOST_ONE)))
        .isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aWaitThatWasAskedForIsKeptInFullWhateverTheRetry() {
    for (int retry = 0; retry < 10; retry++) {
      assertThat(of(backoff.delayNanos(retry, OptionalInt.of(300), 0.0)))
          .isEqualTo(Duration.ofMillis(300));
      assertThat(of(backoff.delayNanos(retry, OptionalInt.of(300), ALMOST_ONE)))
          .isLessThanOrEqualTo(Duration.ofMillis(450));
    }
    assertThat(of(backoff.delayNanos(0, OptionalInt.of(0), ALMOST_ONE)))
        .isLessThanOrEqualTo(Duration.ofMillis(20));
  }

  @Test
  void largeSpansDoNotOverflow() {
    Backoff slow = new Backoff(Duration.ofHours(10), Duration.ofHours(20));

    assertThat(of(slow.delayNanos(40, OptionalInt.empty(), ALMOST_ONE)))
        .isBetween(Duration.ZERO, Duration.ofHours(20));
  }
}
