package io.switchboard.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Read;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A call that was lost on its way is sent again, and never answered by what turned it away. */
class UnansweredCallsTest {
  private static final SessionId SESSION = new SessionId("s".repeat(26));
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final Reply YES = new Reply.Acked(true, 1);
  private static final Reply REPLACED =
      new Reply.Rejected(
          RejectCode.UNAVAILABLE, "replaced", Optional.empty(), OptionalLong.empty());

  private final List<CompletableFuture<Reply>> sent = new ArrayList<>();
  private final List<ClientCall> sentCalls = new ArrayList<>();
  private final List<Duration> patience = new ArrayList<>();
  private long now;
  private final UnansweredCalls calls =
      new UnansweredCalls(
          (session, call, within) -> {
            patience.add(within);
            sentCalls.add(call);
            CompletableFuture<Reply> answer = new CompletableFuture<>();
            sent.add(answer);
            return answer;
          },
          () -> now);

  private CompletableFuture<Reply> ask(ClientCall call) {
    return calls.ask(SESSION, call, WITHIN).toCompletableFuture();
  }

  private void pass(Duration time) {
    now += time.toNanos();
    calls.look();
  }

  private static ClientCall read(Duration maxWait) {
    return read(1, maxWait);
  }

  private static ClientCall read(long seq, Duration maxWait) {
    return new Read(0, 1, seq, Optional.empty(), 10, 1000, maxWait);
  }

  /** What is sent from here on until no look has anything left, one list per look. */
  private List<List<ClientCall>> looks() {
    List<List<ClientCall>> looks = new ArrayList<>();
    boolean isMore = true;
    while (isMore) {
      int before = sentCalls.size();
      isMore = calls.look();
      looks.add(List.copyOf(sentCalls.subList(before, sentCalls.size())));
      now += UnansweredCalls.LOOK_SOON.toNanos();
    }
    return looks;
  }

  @Test
  void anAnsweredCallIsSentOnce() {
    CompletableFuture<Reply> answer = ask(read(Duration.ZERO));
    sent.get(0).complete(YES);
    pass(Duration.ofSeconds(2));
    assertThat(answer).isCompletedWithValue(YES);
    assertThat(sent).hasSize(1);
    assertThat(calls.size()).isZero();
  }

  @Test
  void aCallWithoutAnswerIsSentAgainAFewTimesLessAndLessOften() {
    ask(read(Duration.ZERO));
    for (int i = 0; i < 36; i++) {
      pass(Duration.ofMillis(250));
    }
    assertThat(patience)
        .containsExactly(
            WITHIN, Duration.ofSeconds(9), Duration.ofSeconds(7), Duration.ofSeconds(3));
  }

  @Test
  void whatTurnsTheEarlierSendAwayIsNotTheAnswer() {
    CompletableFuture<Reply> answer = ask(read(Duration.ZERO));
    pass(Duration.ofSeconds(1));
    sent.get(0).complete(REPLACED);
    assertThat(answer).isNotDone();
    sent.get(1).complete(YES);
    assertThat(answer).isCompletedWithValue(YES);
  }

  @Test
  void theLastSendsRefusalIsTheAnswer_andSoIsALateAnswerToTheFirst() {
    CompletableFuture<Reply> refused = ask(read(Duration.ZERO));
    pass(Duration.ofSeconds(1));
    sent.get(1).complete(REPLACED);
    assertThat(refused).isCompletedWithValue(REPLACED);

    CompletableFuture<Reply> late = ask(read(Duration.ZERO));
    pass(Duration.ofSeconds(1));
    sent.get(2).complete(YES);
    assertThat(late).isCompletedWithValue(YES);
  }

  @Test
  void aTakeOverIsNeverRepeated_becauseEachLocksTheOneBeforeOut() {
    ask(new Describe(0, true));
    pass(Duration.ofSeconds(5));
    calls.nodeLost();
    pass(Duration.ofSeconds(1));
    assertThat(sent).hasSize(1);
  }

  @Test
  void aLongPollIsRepeatedOnce_andAgainWhenANodeIsLost() {
    ask(read(Duration.ofSeconds(8)));
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMillis(250));
    }
    assertThat(sent).hasSize(2);
    calls.nodeLost();
    pass(Duration.ofMillis(200));
    assertThat(sent).hasSize(2);
    pass(Duration.ofMillis(200));
    assertThat(sent).hasSize(3);
  }

  @Test
  void afterALossManyCallsAreSentAgainSomeAtATime_eachOnce() {
    int many = 2 * UnansweredCalls.MAX_PER_LOOK + 200;
    for (int i = 0; i < many; i++) {
      ask(read(i, Duration.ofSeconds(8)));
    }
    calls.nodeLost();
    now += Duration.ofMillis(300).toNanos();

    List<List<ClientCall>> looks = looks();

    assertThat(looks)
        .extracting(List::size)
        .containsExactly(UnansweredCalls.MAX_PER_LOOK, UnansweredCalls.MAX_PER_LOOK, 200);
    assertThat(looks.stream().flatMap(List::stream).distinct()).hasSize(many);
  }

  @Test
  void ofManyCallsThoseOfWhichAClientWaitsGoFirst_thenTheOldestLongPolls() {
    int many = UnansweredCalls.MAX_PER_LOOK;
    for (int i = 0; i < many; i++) {
      ask(read(i, Duration.ofSeconds(8)));
      now++;
    }
    ask(read(many, Duration.ZERO));
    ask(new Describe(0, false));
    calls.nodeLost();
    now += Duration.ofMillis(300).toNanos();

    List<List<ClientCall>> looks = looks();

    assertThat(looks.get(0)).contains(read(many, Duration.ZERO), new Describe(0, false));
    assertThat(looks.get(1))
        .containsExactlyInAnyOrder(
            read(many - 2, Duration.ofSeconds(8)), read(many - 1, Duration.ofSeconds(8)));
  }

  @Test
  void whatIsAnsweredBeforeItsTurnIsNotSentAgain() {
    int many = UnansweredCalls.MAX_PER_LOOK + 1;
    for (int i = 0; i < many; i++) {
      ask(read(i, Duration.ofSeconds(8)));
      now++;
    }
    calls.nodeLost();
    now += Duration.ofMillis(300).toNanos();

    assertThat(calls.look()).isTrue();
    sent.get(many - 1).complete(YES);
    assertThat(calls.look()).isFalse();

    assertThat(sent).hasSize(many + UnansweredCalls.MAX_PER_LOOK);
  }
}
