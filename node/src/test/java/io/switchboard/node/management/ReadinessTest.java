package io.switchboard.node.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** When traffic is to be sent to a node. */
final class ReadinessTest {
  private final AtomicBoolean draining = new AtomicBoolean();
  private final Readiness readiness = new Readiness();

  @Test
  void aNodeIsReadyFromTheMomentItIsUpUntilItStops() {
    assertThat(readiness.whyNot()).contains(Readiness.STARTS);
    readiness.up(draining::get);
    assertThat(readiness.isReady()).isTrue();
    readiness.stopping();
    assertThat(readiness.whyNot()).contains(Readiness.STOPS);
  }

  @Test
  void aDrainedNodeIsNotReadyUntilItIsTakenBack() {
    readiness.up(draining::get);
    draining.set(true);
    assertThat(readiness.whyNot()).contains(Readiness.DRAINS);
    draining.set(false);
    assertThat(readiness.isReady()).isTrue();
  }

  @Test
  void aNodeThatWasStoppedWhileItStartedIsNeverReady() {
    readiness.stopping();
    readiness.up(draining::get);
    assertThat(readiness.whyNot()).contains(Readiness.STOPS);
  }
}
