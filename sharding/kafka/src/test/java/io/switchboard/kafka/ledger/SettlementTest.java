package io.switchboard.kafka.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ledger.Entry;
import io.switchboard.core.port.Ledger.Settled;
import io.switchboard.kafka.Samples;
import io.switchboard.kafka.ledger.SettlementException.PositionLostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class SettlementTest {
  private final SessionId session = Samples.session();

  /** A partition where each offset holds the session's batch of that seq. */
  private final class FakePartition implements Settlement.Acts {
    private final List<String> calls = new ArrayList<>();
    private final Deque<RuntimeException> fenceErrors = new ArrayDeque<>();
    private final Deque<RuntimeException> readErrors = new ArrayDeque<>();
    private long end = 10;
    private long logStart;

    @Override
    public void fence(LaneId lane) {
      calls.add("fence");
      throwNext(fenceErrors);
      // What the lane still got in before the fence.
      end = 12;
    }

    @Override
    public long latest(int partition) {
      calls.add("latest");
      return end;
    }

    @Override
    public void read(int partition, long from, long to, BiConsumer<SessionId, Entry> sink) {
      calls.add("read " + from + ".." + to);
      throwNext(readErrors);
      if (from < logStart) {
        throw new PositionLostException("lost", logStart);
      }
      for (long seq = from; seq < to; seq++) {
        sink.accept(session, new Entry(seq, 1, 1, Samples.digest(seq)));
      }
    }

    private static void throwNext(Deque<RuntimeException> errors) {
      RuntimeException error = errors.poll();
      if (error != null) {
        throw error;
      }
    }
  }

  private final FakePartition partition = new FakePartition();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final Settlement settlement =
      new Settlement(new LaneId("dead"), 0, partition, tasks::add);

  private CompletableFuture<Settled> ask(long from) {
    return settlement.ask(from).toCompletableFuture();
  }

  private void work() {
    while (!tasks.isEmpty()) {
      tasks.poll().run();
    }
  }

  @Test
  void itFencesThenTakesTheEndThenReads() {
    CompletableFuture<Settled> settled = ask(3);
    assertThat(partition.calls).isEmpty();
    work();

    assertThat(partition.calls).containsExactly("fence", "latest", "read 3..12");
    assertThat(settled.join().last(session).orElseThrow().seq()).isEqualTo(11);
    assertThat(settled.join().last(Samples.session())).isEmpty();
  }

  @Test
  void whatWasReadIsAnsweredAtOnceAndOnlyTheRestIsRead() {
    ask(8);
    work();

    assertThat(ask(9)).isCompleted();
    CompletableFuture<Settled> earlier = ask(5);
    assertThat(earlier).isNotDone();
    work();

    assertThat(earlier.join().last(session).orElseThrow().seq()).isEqualTo(11);
    assertThat(partition.calls).containsExactly("fence", "latest", "read 8..12", "read 5..8");
  }

  @Test
  void thoseWhoAskTogetherShareOneRound() {
    List<CompletableFuture<Settled>> all = List.of(ask(7), ask(2), ask(9));
    work();

    assertThat(all).allSatisfy(one -> assertThat(one).isCompleted());
    assertThat(partition.calls).containsExactly("fence", "latest", "read 2..12");
  }

  @Test
  void aFenceThatFailedIsNoFence() {
    partition.fenceErrors.add(new SettlementException("not answered"));
    CompletableFuture<Settled> first = ask(3);
    work();
    CompletableFuture<Settled> second = ask(3);
    work();

    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompleted();
    assertThat(partition.calls).containsExactly("fence", "fence", "latest", "read 3..12");
  }

  @Test
  void aScanThatFailedIsReadAgainButNothingElse() {
    partition.readErrors.add(new SettlementException("held back"));
    CompletableFuture<Settled> first = ask(3);
    work();
    CompletableFuture<Settled> second = ask(3);
    work();

    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompleted();
    assertThat(partition.calls).containsExactly("fence", "latest", "read 3..12", "read 3..12");
  }

  @Test
  void aLostPositionFailsOnlyThoseWhoNeedIt() {
    partition.logStart = 6;
    CompletableFuture<Settled> lost = ask(5);
    CompletableFuture<Settled> fine = ask(6);
    work();

    assertThat(lost).isCompletedExceptionally();
    assertThat(fine).isCompleted();
  }

  @Test
  void aPositionBehindTheEndFailsAlone() {
    CompletableFuture<Settled> beyond = ask(13);
    CompletableFuture<Settled> atTheEnd = ask(12);
    work();

    assertThat(beyond).isCompletedExceptionally();
    assertThat(atTheEnd).isCompleted();
    assertThat(atTheEnd.join().last(session)).isEmpty();
    assertThat(partition.calls).containsExactly("fence", "latest", "latest");
  }

  /** Its node did not know that it was fenced, and named it in a row once more. */
  @Test
  void aLaneThatWasNamedAgainAfterItsFenceIsSettledWhereItWasNamed() {
    ask(3);
    work();
    partition.end = 20;
    CompletableFuture<Settled> later = ask(20);
    work();

    assertThat(later.join().last(session).orElseThrow().seq()).isEqualTo(11);
    assertThat(partition.calls).containsExactly("fence", "latest", "read 3..12", "latest");
  }
}
