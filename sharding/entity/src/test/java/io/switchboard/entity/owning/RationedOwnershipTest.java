package io.switchboard.entity.owning;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RationedOwnershipTest {
  private static final SessionId SESSION = new SessionId("abcdefghijklmnopqrstuvwxyz");
  private static final Ownership.Row ROW =
      new Ownership.Row(
          0, Optional.empty(), 0, 0, Ownership.Published.NOTHING, 0, Optional.empty());

  private final SlowRegister register = new SlowRegister();
  private final AtomicLong nanos = new AtomicLong();

  private RationedOwnership rationed(int atOnce, int waiting) {
    return new RationedOwnership(register, atOnce, waiting, nanos::get);
  }

  private static List<CompletableFuture<Ownership.Row>> ask(RationedOwnership of, int calls) {
    List<CompletableFuture<Ownership.Row>> answers = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      answers.add(of.read(SESSION).toCompletableFuture());
    }
    return answers;
  }

  private static void assertTurnedAway(CompletableFuture<?> answer) {
    assertThat(answer)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withCauseInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void aHerdIsLetInAFewAtATimeInTheOrderInWhichItCame() {
    RationedOwnership rationed = rationed(3, 100);
    List<CompletableFuture<Ownership.Row>> answers = ask(rationed, 10);
    for (int done = 0; done < 10; done++) {
      assertThat(register.asked).hasSize(Math.min(10, done + 3));
      register.asked.get(done).complete(ROW);
      assertThat(answers.get(done)).isCompletedWithValue(ROW);
    }
    assertThat(rationed.underWay()).isZero();
    assertThat(rationed.waiting()).isZero();
  }

  @Test
  void whoFindsTheLineFullIsToldSo() {
    List<CompletableFuture<Ownership.Row>> answers = ask(rationed(1, 2), 4);
    assertTurnedAway(answers.get(3));
    assertThat(answers.get(2)).isNotDone();
  }

  @Test
  void whoWaitedTooLongIsToldSoAndNotServedForNothing() {
    RationedOwnership rationed = rationed(1, 10);
    List<CompletableFuture<Ownership.Row>> answers = ask(rationed, 2);
    nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    answers.addAll(ask(rationed, 1));
    register.asked.get(0).complete(ROW);
    assertTurnedAway(answers.get(1));
    assertThat(register.asked).as("the late one was not asked for").hasSize(2);
    register.asked.get(1).complete(ROW);
    assertThat(answers.get(2)).isCompletedWithValue(ROW);
  }

  @Test
  void aFailureMakesRoomToo() {
    List<CompletableFuture<Ownership.Row>> answers = ask(rationed(1, 10), 2);
    register.asked.get(0).completeExceptionally(new IllegalStateException("away"));
    assertThat(answers.get(0)).isCompletedExceptionally();
    register.asked.get(1).complete(ROW);
    assertThat(answers.get(1)).isCompletedWithValue(ROW);
  }

  @Test
  void aLongLineThatIsAnsweredAtOnceIsNoDeepStack() {
    RationedOwnership rationed = rationed(1, 100_000);
    List<CompletableFuture<Ownership.Row>> answers = ask(rationed, 50_000);
    register.answersAtOnce = true;
    register.asked.get(0).complete(ROW);
    assertThat(answers).allMatch(CompletableFuture::isDone);
    assertThat(answers).noneMatch(CompletableFuture::isCompletedExceptionally);
  }

  @Test
  void aCheckpointDoesNotWaitBehindTheHerd() {
    RationedOwnership rationed = rationed(1, 10);
    ask(rationed, 3);
    Ownership.Claim claim =
        new Ownership.Claim(new LaneId("lane"), 0, 0, Ownership.Published.NOTHING, 0);
    assertThat(rationed.checkpoint(SESSION, 1, claim).toCompletableFuture())
        .isCompletedWithValue(true);
  }

  /** Answers when a test says. */
  private static final class SlowRegister implements Ownership {
    final List<CompletableFuture<Row>> asked = new ArrayList<>();
    boolean answersAtOnce;

    @Override
    public CompletionStage<Row> read(SessionId session) {
      CompletableFuture<Row> answer = new CompletableFuture<>();
      asked.add(answer);
      if (answersAtOnce) {
        answer.complete(ROW);
      }
      return answer;
    }

    @Override
    public CompletionStage<Row> claim(SessionId session, Row seen, Claim claim) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> checkpoint(SessionId session, long epoch, Claim claim) {
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<Boolean> signOff(
        SessionId session, long epoch, LaneId owner, Published published) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> spill(
        SessionId session, long epoch, LaneId owner, Spilled spilled, Optional<Published> settled) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> clearSpill(SessionId session, long epoch, Claim claim) {
      throw new UnsupportedOperationException();
    }
  }
}
