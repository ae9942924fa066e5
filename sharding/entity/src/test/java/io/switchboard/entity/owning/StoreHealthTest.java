package io.switchboard.entity.owning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StoreHealthTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final StoreHealth health = new StoreHealth(Duration.ofNanos(10), nanos::get);

  @Test
  void isGoodUntilAStoreFails() {
    assertThat(health.isGood()).isTrue();
    health.failed();
    assertThat(health.isGood()).isFalse();
  }

  @Test
  void isGoodAgainAWhileAfterTheLastFailure() {
    health.failed();
    nanos.addAndGet(6);
    health.failed();
    nanos.addAndGet(9);
    assertThat(health.isGood()).isFalse();
    nanos.addAndGet(1);
    assertThat(health.isGood()).isTrue();
  }
}
