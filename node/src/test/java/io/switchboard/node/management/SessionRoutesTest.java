package io.switchboard.node.management;

import static io.switchboard.node.management.SessionsDouble.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions: found, asked, ended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionRoutesTest {
  private static final int SESSIONS = 6_000;
  static final Reply.View VIEW =
      new Reply.View(
          new SessionSpec(
              SessionRole.READER,
              new TopicRef("t", "id"),
              "nobody",
              Positions.of(new int[] {0}, new long[] {0}),
              Duration.ofMinutes(1),
              "client",
              "1",
              Digest.of(new byte[Digest.LENGTH]),
              Instant.EPOCH),
          Reply.Phase.DELIVERED,
          7,
          2,
          Optional.of(Positions.of(new int[] {0, 3}, new long[] {11, 12})),
          OptionalLong.of(8));

  @TempDir static Path folder;
  private ManagementBed bed;

  @BeforeAll
  void start() {
    bed = new ManagementBed(folder);
    bed.sessions.fill(SESSIONS);
    bed.sessions.entries.add(SessionsDouble.entry(SESSIONS, true));
  }

  @BeforeEach
  void forget() {
    bed.sessions.calls.clear();
    bed.sessions.listed = 0;
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  private static Reply.Rejected rejected(RejectCode code, boolean again) {
    return new Reply.Rejected(
        code,
        "so it is",
        again ? Optional.of(Duration.ofMillis(1)) : Optional.empty(),
        OptionalLong.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "limit=1000,6001",
    "topic=t7,600",
    "role=writer,3000",
    "role=READER,3001",
    "client=third,2001",
    "topic=t3&role=writer&client=third,200",
    "topic=t3&role=reader,0",
    "node=10.0.0.1:25520,3001",
    "limit=7&topic=t7&client=third,200",
    "limit=1&topic=t1&client=third&node=%5Bfd00::2%5D:25520,200"
  })
  void aFilterFindsEachSessionOnceThroughAllPages(String query, int expected) {
    List<String> found = new ArrayList<>();
    String page = "";
    do {
      JsonNode body = bed.get("/switchboard/sessions?" + query + page);
      List<String> some = body.path("sessions").findValuesAsText("session");
      assertThat(some).hasSizeLessThanOrEqualTo(1_000);
      found.addAll(some);
      page = body.has("next") ? "&page=" + body.path("next").asText() : "";
    } while (!page.isEmpty());

    assertThat(found).hasSize(expected).doesNotHaveDuplicates();
  }

  @Test
  void aFilterThatFindsNothingStopsLookingAfterAWhile() {
    JsonNode body = bed.get("/switchboard/sessions?topic=none");

    assertThat(body.path("sessions")).isEmpty();
    assertThat(body.has("next")).isTrue();
    assertThat(bed.sessions.listed).isEqualTo(SessionSearch.MAX_LOOKED_AT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"role=both", "node=here", "page=mine", "topic=t1&page=mine"})
  void aFilterThatCannotBeIsRefused(String query) {
    bed.json(400, "GET", "/switchboard/sessions?" + query, "");
  }

  @Test
  void sessionsOfANodeThatIsNotThereAreNotNone() {
    bed.json(404, "GET", "/switchboard/sessions?node=10.9.9.9:1", "");
  }

  @Test
  void aSessionTellsWhereItStandsAndWhereItIs() {
    bed.sessions.answer = (session, call) -> VIEW;

    JsonNode report = bed.get("/switchboard/sessions/" + id(4));

    assertThat(report.path("shard").asText()).isEqualTo("4");
    assertThat(report.path("node").asText()).isEqualTo(PlacementDouble.ONE);
    assertThat(report.path("directory").path("topic").asText()).isEqualTo("t4");
    assertThat(report.path("live").path("phase").asText()).isEqualTo("DELIVERED");
    assertThat(report.path("live").path("pendingSeq").asLong()).isEqualTo(8);
    assertThat(report.path("live").path("positions").path("3").asLong()).isEqualTo(12);
    assertThat(report.path("problems")).isEmpty();
    assertThat(bed.sessions.calls).containsExactly(new Describe(0, false));
  }

  @Test
  void anEndedOneAndOneThatIsNotToBeAskedAreNotWoken() {
    JsonNode ended = bed.get("/switchboard/sessions/" + id(SESSIONS));
    JsonNode quiet = bed.get("/switchboard/sessions/" + id(4) + "?live=false");

    assertThat(ended.path("directory").path("disposed").asBoolean()).isTrue();
    assertThat(ended.has("live")).isFalse();
    assertThat(quiet.has("live")).isFalse();
    assertThat(bed.sessions.calls).isEmpty();
    bed.json(400, "GET", "/switchboard/sessions/" + id(4) + "?live=perhaps", "");
  }

  @Test
  void whatCannotBeLearnedIsToldAndTheRestIsThere() {
    bed.sessions.answer = (session, call) -> rejected(RejectCode.UNAVAILABLE, true);
    bed.placement.isAway = true;
    try {
      JsonNode report = bed.get("/switchboard/sessions/" + id(4));

      assertThat(report.path("directory").path("topic").asText()).isEqualTo("t4");
      assertThat(report.path("problems")).hasSize(2);
    } finally {
      bed.placement.isAway = false;
    }
  }

  @Test
  void aSessionThatTheDirectoryHasNotSeenYetIsAsked() {
    bed.sessions.answer = (session, call) -> VIEW;
    JsonNode report = bed.get("/switchboard/sessions/" + id(9_999));
    assertThat(report.has("directory")).isFalse();
    assertThat(report.path("live").path("ackedSeq").asLong()).isEqualTo(7);

    bed.sessions.answer = (session, call) -> rejected(RejectCode.SESSION_UNKNOWN, false);
    bed.json(404, "GET", "/switchboard/sessions/" + id(9_999), "");
    bed.json(404, "DELETE", "/switchboard/sessions/" + id(9_999), "");
    bed.json(400, "GET", "/switchboard/sessions/UPPER", "");
    bed.json(400, "DELETE", "/switchboard/sessions/short", "");
  }

  @Test
  void anOperatorEndsASession() {
    bed.sessions.answer = (session, call) -> new Reply.DisposeDone(false);

    JsonNode ended = bed.json(200, "DELETE", "/switchboard/sessions/" + id(4), "");

    assertThat(ended.path("already").asBoolean()).isFalse();
    assertThat(bed.sessions.calls).containsExactly(Dispose.byOperator(0));
  }

  @Test
  void endingAnEndedOneIsNoErrorAndWakesNothingThatIsKnownToHaveEnded() {
    assertThat(
            bed.json(200, "DELETE", "/switchboard/sessions/" + id(SESSIONS), "")
                .path("already")
                .asBoolean())
        .isTrue();
    assertThat(bed.sessions.calls).isEmpty();

    bed.sessions.answer = (session, call) -> rejected(RejectCode.SESSION_EXPIRED, false);
    assertThat(
            bed.json(200, "DELETE", "/switchboard/sessions/" + id(4), "")
                .path("already")
                .asBoolean())
        .isTrue();
  }

  @Test
  void aSessionThatIsPublishingIsAskedAgain() {
    AtomicInteger asked = new AtomicInteger();
    bed.sessions.answer =
        (session, call) ->
            asked.incrementAndGet() < 3
                ? rejected(RejectCode.UNAVAILABLE, true)
                : new Reply.DisposeDone(false);

    bed.json(200, "DELETE", "/switchboard/sessions/" + id(4), "");

    assertThat(asked).hasValue(3);
  }
}
