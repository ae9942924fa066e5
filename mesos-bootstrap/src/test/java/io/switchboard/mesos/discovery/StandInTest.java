package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.mesos.AppSelector.ByGroup;
import io.switchboard.mesos.Target;
import io.switchboard.mesos.TargetQuery;
import io.switchboard.mesos.discovery.LastAnswers.Answer;
import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the last good answer stands in for a Marathon that is away, and when it must not. */
final class StandInTest {
  private static final Map<String, Object> KEEP = Map.of("keep-last-answer", "1 minute");
  private static final TargetQuery QUERY = TargetQuery.of(new ByGroup("/"), "akkamgmthttp");
  private static final List<Target> ONE =
      List.of(new Target("/a", "a.1", "h", 1, Optional.empty()));

  @Test
  void anOutageFailsTheLookupUnlessTheSettingsSayOtherwise() {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(marathon)) {
      bed.lookup();
      marathon.nowReplies(MarathonDouble.status(503));

      assertThat(bed.failure().kind()).isEqualTo(Kind.UNAVAILABLE);
    }
  }

  @Test
  void theLastAnswerStandsInWhileMarathonIsAway() {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(KEEP, marathon)) {
      bed.lookup();
      marathon.nowReplies(MarathonDouble.status(503));
      assertThat(bed.lookup()).containsExactly("10.0.0.1:31001");
      marathon.nowReplies(marathon.silent());
      assertThat(bed.lookup(Duration.ofMillis(300))).containsExactly("10.0.0.1:31001");

      assertThat(bed.stats()).isEqualTo(new DiscoveryStats(3, 0, 2, 1));
    }
  }

  @Test
  void itDoesNotStandInForAMarathonThatRefusesOrTalksNonsense() {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(KEEP, marathon)) {
      bed.lookup();
      for (int status : List.of(204, 401, 403, 404)) {
        marathon.nowReplies(MarathonDouble.status(status));
        assertThat(bed.failure()).hasMessageContaining("" + status);
      }
      marathon.nowReplies(MarathonDouble.json("nonsense"));
      assertThat(bed.failure().kind()).isEqualTo(Kind.MALFORMED);
    }
  }

  @Test
  void aListThatBecameEmptyIsEmptyAndTheOneBeforeItIsForgotten() {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(KEEP, marathon)) {
      bed.lookup();
      marathon.nowReplies(MarathonDouble.json("{\"apps\": []}"));
      assertThat(bed.lookup()).isEmpty();
      marathon.nowReplies(MarathonDouble.status(503));

      assertThat(bed.failure().kind()).isEqualTo(Kind.UNAVAILABLE);
    }
  }

  @Test
  void anAnswerStandsInUntilItIsAsOldAsAllowed() {
    LastAnswers answers = new LastAnswers(Duration.ofSeconds(60));
    answers.put(QUERY, new Answer(ONE, 1_000));

    long lastNano = 1_000 + Duration.ofSeconds(60).toNanos() - 1;
    assertThat(answers.standIn(QUERY, lastNano)).isPresent();
    assertThat(answers.standIn(QUERY, lastNano + 1)).isEmpty();
  }

  @Test
  void anAnswerStandsInForItsOwnQuestionOnlyAndTheOldestAreForgotten() {
    LastAnswers answers = new LastAnswers(Duration.ofSeconds(60));
    answers.put(QUERY, new Answer(ONE, 0));
    assertThat(answers.standIn(QUERY.onlyHealthy(), 1)).isEmpty();

    for (int i = 0; i < LastAnswers.MAX_QUESTIONS; i++) {
      answers.put(TargetQuery.of(new ByGroup("/" + i), "p"), new Answer(ONE, 0));
    }
    assertThat(answers.standIn(QUERY, 1)).isEmpty();
  }
}
