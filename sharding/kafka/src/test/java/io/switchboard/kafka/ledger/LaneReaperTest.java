package io.switchboard.kafka.ledger;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.core.model.LaneId;
import io.switchboard.kafka.KafkaConnection;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.LaneIds;
import io.switchboard.kafka.ReaperSettings;
import io.switchboard.kafka.ledger.OpenTransactions.Listing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LaneReaperTest {
  private static final int WORKERS = 2;
  private static final Duration OLD = Duration.ofSeconds(10);

  /** A Kafka that knows open transactions by how long they are open. */
  private static final class PaperKafka implements LaneReaper.Acts {
    private final Set<LaneId> young = ConcurrentHashMap.newKeySet();
    private final Set<LaneId> old = ConcurrentHashMap.newKeySet();
    private final Set<LaneId> fenced = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> missing = new ArrayDeque<>();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean fencesFail;

    @Override
    public synchronized Listing open(Duration olderThan) {
      Set<LaneId> found = new HashSet<>(old);
      if (olderThan.isZero()) {
        found.addAll(young);
      } else {
        assertThat(olderThan).isEqualTo(OLD);
      }
      Optional<Throwable> error = Optional.ofNullable(missing.poll());
      return error.isPresent() ? new Listing(Set.of(), error) : new Listing(found, error);
    }

    @Override
    public void fence(LaneId lane) throws InterruptedException {
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      try {
        gate.await();
        if (fencesFail) {
          throw new SettlementException("no answer");
        }
        fenced.add(lane);
        young.remove(lane);
        old.remove(lane);
      } finally {
        atOnce.decrementAndGet();
      }
    }
  }

  private final LaneIds ids = new LaneIds("render");
  private final UUID self = UUID.randomUUID();
  private final UUID neighbour = UUID.randomUUID();
  private final UUID gone = UUID.randomUUID();
  private final PaperKafka kafka = new PaperKafka();
  private final AtomicReference<LiveNodes> cluster =
      new AtomicReference<>(new LiveNodes(Set.of(self, neighbour), true));
  private final LaneReaper reaper =
      new LaneReaper(
          KafkaSettings.defaults(KafkaConnection.plain("none:1"), "render")
              .withReaper(
                  new ReaperSettings(Duration.ofSeconds(2), Duration.ofSeconds(1), OLD, WORKERS)),
          self,
          cluster::get,
          new CountDownLatch(1),
          closed -> kafka);

  @AfterEach
  void close() {
    reaper.close();
  }

  private LaneId lane(UUID incarnation, int number) {
    return ids.of(incarnation, number, 1);
  }

  private CompletableFuture<Integer> left(UUID incarnation) {
    return reaper.left(incarnation, Duration.ZERO).toCompletableFuture();
  }

  private void awaitSweeps(int count) {
    Awaitility.await()
        .until(
            () ->
                reaper.metrics().snapshot().sweeps() + reaper.metrics().snapshot().skippedSweeps()
                    >= count);
  }

  @Test
  void ofANodeThatLeftAllOpenTransactionsAreEndedAndNothingElse() throws Exception {
    LaneId other = new LaneIds("render-farm").of(gone, 0, 1);
    kafka.young.add(lane(gone, 0));
    kafka.old.add(lane(gone, 1));
    kafka.young.add(lane(neighbour, 0));
    kafka.old.add(lane(self, 0));
    kafka.old.add(other);

    assertThat(left(gone).get(10, SECONDS)).isEqualTo(2);

    assertThat(kafka.fenced).containsExactlyInAnyOrder(lane(gone, 0), lane(gone, 1));
    assertThat(left(gone).get(10, SECONDS)).isZero();
  }

  @Test
  void aMemberIsNeverReapedWhateverIsSaid() throws Exception {
    kafka.old.add(lane(neighbour, 0));
    kafka.old.add(lane(self, 0));

    assertThat(left(neighbour).get(10, SECONDS)).isZero();
    assertThat(left(self).get(10, SECONDS)).isZero();

    assertThat(kafka.fenced).isEmpty();
    assertThat(reaper.metrics().snapshot().refused()).isEqualTo(2);
  }

  @Test
  void aNodeThatIsNoMemberItselfReapsNothing() throws Exception {
    kafka.old.add(lane(gone, 0));
    cluster.set(new LiveNodes(Set.of(neighbour), true));

    assertThat(left(gone).get(10, SECONDS)).isZero();
    reaper.start();
    awaitSweeps(1);

    assertThat(kafka.fenced).isEmpty();
  }

  @Test
  void aSweepEndsOldTransactionsOfNodesThatAreNoMembersOnly() {
    kafka.old.add(lane(gone, 0));
    kafka.young.add(lane(gone, 1));
    kafka.old.add(lane(neighbour, 0));
    kafka.old.add(lane(self, 0));

    reaper.start();
    awaitSweeps(2);

    Awaitility.await().until(() -> !kafka.fenced.isEmpty());
    assertThat(kafka.fenced).containsExactly(lane(gone, 0));
  }

  @Test
  void aSweepWithAViewThatIsNotWholeEndsNothingAndALaterOneDoes() {
    kafka.old.add(lane(gone, 0));
    cluster.set(new LiveNodes(Set.of(self), false));

    reaper.start();
    awaitSweeps(1);
    assertThat(kafka.fenced).isEmpty();
    cluster.set(new LiveNodes(Set.of(self), true));

    Awaitility.await().until(() -> kafka.fenced.contains(lane(gone, 0)));
  }

  @Test
  void brokersThatDoNotAnswerAreAskedAgain() throws Exception {
    kafka.young.add(lane(gone, 0));
    kafka.missing.add(new TimeoutException("broker 2"));

    assertThat(left(gone).get(10, SECONDS)).isEqualTo(1);
  }

  @Test
  void afterItsTimeItGivesUpAndTheNextSweepGoesOn() throws Exception {
    kafka.old.add(lane(gone, 0));
    for (int i = 0; i < 20; i++) {
      kafka.missing.add(new TimeoutException("broker 2"));
    }

    assertThatThrownBy(() -> left(gone).get(15, SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(SettlementException.class);
    assertThat(reaper.metrics().snapshot().failures()).isEqualTo(1);
    kafka.missing.clear();
    reaper.start();

    Awaitility.await().until(() -> kafka.fenced.contains(lane(gone, 0)));
  }

  @Test
  void aFenceThatFailsIsToldAndMayBeRepeated() throws Exception {
    kafka.young.add(lane(gone, 0));
    kafka.fencesFail = true;
    assertThatThrownBy(() -> left(gone).get(10, SECONDS))
        .hasCauseInstanceOf(SettlementException.class);
    kafka.fencesFail = false;

    assertThat(left(gone).get(10, SECONDS)).isEqualTo(1);
  }

  @Test
  void onlySoManyLanesAreFencedAtATimeAndEachOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      kafka.young.add(lane(gone, i));
    }
    kafka.gate = new CountDownLatch(1);
    CompletableFuture<Integer> first = left(gone);
    CompletableFuture<Integer> second = left(gone);
    Awaitility.await().until(() -> kafka.atOnce.get() == WORKERS);
    kafka.gate.countDown();

    assertThat(first.get(10, SECONDS) + second.get(10, SECONDS)).isEqualTo(50);
    assertThat(kafka.fenced).hasSize(50);
    assertThat(kafka.mostAtOnce.get()).isEqualTo(WORKERS);
  }

  @Test
  void whatIsAskedAfterItsCloseFails() {
    reaper.close();

    assertThatThrownBy(() -> left(gone).get(10, SECONDS))
        .hasCauseInstanceOf(SettlementException.class);
  }
}
