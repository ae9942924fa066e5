package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several addresses of one Marathon, some of which do not answer. */
final class SeveralMarathonsTest {

  @Test
  void theNextAddressAnswersForOneThatIsDownAndIsAskedFirstFromThenOn() {
    try (var down = MarathonDouble.start(MarathonDouble.status(503));
        var up = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(down, up)) {
      assertThat(bed.lookup()).containsExactly("10.0.0.1:31001");
      assertThat(bed.lookup()).containsExactly("10.0.0.1:31001");

      assertThat(down.asked()).hasSize(1);
      assertThat(up.asked()).hasSize(2);
    }
  }

  @Test
  void oneThatHangsLeavesTimeForTheOthers() {
    // Where the machine is too busy for a third of the first time, a third of a longer one will do.
    assertThat(Stream.of(1_500, 6_000, 24_000).map(Duration::ofMillis))
        .anyMatch(SeveralMarathonsTest::theThirdAnswersAfterTwoThatHang);
  }

  private static boolean theThirdAnswersAfterTwoThatHang(Duration within) {
    try (var hangs = MarathonDouble.start(MarathonDouble.json(""));
        var alsoHangs = MarathonDouble.start(MarathonDouble.json(""));
        var up = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(hangs, alsoHangs, up)) {
      hangs.nowReplies(hangs.silent());
      alsoHangs.nowReplies(alsoHangs.trickling());

      return bed.begin(within)
          .handle((found, failure) -> failure == null && found.size() == 1)
          .join();
    }
  }

  @Test
  void whenNoneAnswersTheFailureTellsOfEachOnce() {
    try (var one = MarathonDouble.start(MarathonDouble.status(503));
        var two = MarathonDouble.start(MarathonDouble.cutOff());
        var three = MarathonDouble.start(MarathonDouble.json("no list"));
        var bed = Bed.of(one, two, three)) {
      assertThat(bed.failure())
          .hasMessageContainingAll(one.url(), two.url(), three.url())
          .extracting(LookupFailedException::kind)
          .isEqualTo(Kind.MALFORMED);
      assertThat(one.asked()).hasSize(1);
      assertThat(three.asked()).hasSize(1);
    }
  }

  @Test
  void aRefusalOfTheCredentialsIsNotTriedElsewhere() {
    try (var refuses = MarathonDouble.start(MarathonDouble.status(403));
        var other = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(refuses, other)) {
      assertThat(bed.failure().kind()).isEqualTo(Kind.DENIED);
      assertThat(other.asked()).isEmpty();
    }
  }

  @Test
  void aRedirectToTheLeaderIsFollowed() {
    try (var leader = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var follower =
            MarathonDouble.start(
                MarathonDouble.redirect(302, leader.url() + "/v2/apps?embed=apps.tasks"));
        var bed = Bed.of(follower)) {
      assertThat(bed.lookup()).hasSize(1);
      assertThat(leader.asked()).hasSize(1);
    }
  }

  @Test
  void redirectsInACircleEndAtTheLimit() {
    try (var circle = MarathonDouble.start(MarathonDouble.redirect(307, "/v2/apps"));
        var bed = Bed.of(Map.of("max-redirects", 2), circle)) {
      assertThat(bed.failure().kind()).isEqualTo(Kind.BAD_REDIRECT);
      assertThat(circle.asked()).hasSize(3);
    }
  }

  @Test
  void redirectsToWhatIsNoUrlOrNoHttpFail() {
    for (String location : List.of("file:///etc/passwd", "http://", "http://a b", "mailto:x@y")) {
      try (var marathon = MarathonDouble.start(MarathonDouble.redirect(301, location));
          var bed = Bed.of(marathon)) {
        assertThat(bed.failure().kind()).as(location).isEqualTo(Kind.BAD_REDIRECT);
      }
    }
  }
}
