package io.switchboard.entity.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.switchboard.core.model.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpillSweeperTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration OFTEN = Duration.ofMillis(100);
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.daemonic = on\nakka.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  private final FakeSpillStore store = new FakeSpillStore();
  private final List<SessionId> woken = new CopyOnWriteArrayList<>();
  private final SpillMetrics metrics = new SpillMetrics();
  private Optional<ActorRef<SpillSweeper.Message>> sweeper = Optional.empty();

  @AfterEach
  void stop() {
    sweeper.ifPresent(KIT::stop);
  }

  private void start(Duration lookEvery, int wakePerSecond) {
    sweeper =
        Optional.of(
            KIT.spawn(
                SpillSweeper.create(
                    store, woken::add, new SweepSettings(lookEvery, wakePerSecond), metrics)));
  }

  private static SessionId id(int n) {
    return new SessionId(
        "abcdefghijklmnopqrstuv" + (char) ('a' + n / 26) + (char) ('a' + n % 26) + "aa");
  }

  private void leave(int sessions) {
    for (int n = 0; n < sessions; n++) {
      store.sessions.add(id(n));
    }
  }

  @Test
  void looksAtItsStartAndThenAfterItsPause() {
    leave(1);
    start(Duration.ofHours(1), 1_000);
    await().atMost(SOON).until(() -> metrics.walks.sum() == 1);
    assertThat(woken).containsExactly(id(0));
  }

  @Test
  void goesThroughAllPagesAgainAndAgainAndFindsNewcomers() {
    leave(250);
    start(OFTEN, 10_000);
    await().atMost(SOON).until(() -> metrics.walks.sum() >= 2);
    assertThat(woken.stream().distinct()).hasSize(250);
    assertThat(store.largestPage).isLessThanOrEqualTo(100);
    store.sessions.add(id(300));
    await().atMost(SOON).until(() -> woken.contains(id(300)));
  }

  @Test
  void wakesNoMoreInASecondThanItMay() {
    leave(100);
    long begun = System.nanoTime();
    start(OFTEN, 100);
    await().atMost(SOON).until(() -> woken.size() >= 50);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(400));
  }

  @Test
  void goesOnWhereItStoodWhenTheStoreAnswersAgain() {
    leave(150);
    store.failsAtPage = Optional.of("100");
    start(OFTEN, 10_000);
    await().atMost(SOON).until(() -> metrics.sweepFailures.sum() >= 2);
    assertThat(woken).hasSize(100);
    assertThat(metrics.walks.sum()).isZero();
    store.failsAtPage = Optional.empty();
    await().atMost(SOON).until(() -> woken.size() >= 150);
    assertThat(woken.subList(0, 150)).doesNotHaveDuplicates();
  }

  @Test
  void settingsOutOfRangeAreAllTold() {
    assertThatThrownBy(() -> new SweepSettings(Duration.ZERO, 0))
        .hasMessageContaining("look-every")
        .hasMessageContaining("wake-per-second");
  }
}
