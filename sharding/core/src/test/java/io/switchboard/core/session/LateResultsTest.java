package io.switchboard.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.Range;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.TopicSource.Failure;
import io.switchboard.core.session.SessionCommand.AcquireFailed;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.BatchFetched;
import io.switchboard.core.session.SessionCommand.Checkpointed;
import io.switchboard.core.session.SessionCommand.ClaimFailed;
import io.switchboard.core.session.SessionCommand.EpochClaimed;
import io.switchboard.core.session.SessionCommand.FetchEmpty;
import io.switchboard.core.session.SessionCommand.FetchFailed;
import io.switchboard.core.session.SessionCommand.LaneAnswered;
import io.switchboard.core.session.SessionCommand.LedgerEndFound;
import io.switchboard.core.session.SessionCommand.SignedOff;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A result that nobody waits for any more changes nothing, in whatever phase it arrives. */
class LateResultsTest {

  private static final List<SessionCommand> FETCHES =
      List.of(
          new BatchFetched(99, List.of(new Range(0, 0, 1, 1)), Fixtures.events(0, 0, 1)),
          new FetchEmpty(99),
          new FetchFailed(99, Failure.UNAVAILABLE, "late"),
          new FetchFailed(99, Failure.TOPIC_GONE, "late"));

  private static final List<SessionCommand> LANES =
      List.of(
          new LaneAnswered(99, 1, new Outcome.Committed()),
          new LaneAnswered(99, 1, new Outcome.Unknown("late")),
          new LaneAnswered(1, 99, new Outcome.NotPublished("late", false)),
          new SignedOff(99, Optional.empty()),
          new LedgerEndFound(99, 0, 7),
          new Checkpointed(99, true));

  private static final List<SessionCommand> CLAIMS =
      List.of(new EpochClaimed(99, 0), new ClaimFailed("late"));

  private static final List<SessionCommand> ACQUISITIONS =
      List.of(
          new Acquired(Fixtures.NEXT_LANE, 0, 0, Optional.empty(), 0),
          new AcquireFailed(RejectCode.OWNER_CHANGED, "late"));

  static Stream<Arguments> readers() {
    return ReaderEndingsTest.everyPhase();
  }

  static Stream<Arguments> writers() {
    return WriterEndingsTest.everyPhase();
  }

  @ParameterizedTest
  @MethodSource("readers")
  void inEveryPhaseOfAReader(ReaderScript reader, Phase phase) {
    for (SessionCommand late : Fixtures.concat(FETCHES, Fixtures.concat(LANES, ACQUISITIONS))) {
      changesNothing(reader.session, late);
    }
    if (phase != Phase.READER_CLAIMING && phase != Phase.READER_UNCLAIMED) {
      CLAIMS.forEach(late -> changesNothing(reader.session, late));
    }
  }

  @ParameterizedTest
  @MethodSource("writers")
  void inEveryPhaseOfAWriter(WriterScript writer, Phase phase) {
    for (SessionCommand late : Fixtures.concat(FETCHES, Fixtures.concat(LANES, CLAIMS))) {
      changesNothing(writer.session, late);
    }
    if (phase != Phase.WRITER_ACQUIRING && phase != Phase.WRITER_UNOWNED) {
      ACQUISITIONS.forEach(late -> changesNothing(writer.session, late));
    }
  }

  @Test
  void beforeAllocationAndAfterTheEnd() {
    ReaderScript ended = ReaderScript.withBatchOneDelivered();
    ended.give(new SessionCommand.Dispose(ended.session.nextCall(), 0));
    for (Harness session : List.of(new Harness(), ended.session)) {
      Stream.of(FETCHES, LANES, CLAIMS, ACQUISITIONS)
          .flatMap(List::stream)
          .forEach(late -> changesNothing(session, late));
    }
  }

  private static void changesNothing(Harness session, SessionCommand late) {
    SessionState before = session.state();
    session.give(late);
    assertThat(session.state()).as("%s", late).isEqualTo(before);
    assertThat(session.events()).isEmpty();
    assertThat(session.effects()).isEmpty();
    assertThat(session.answers()).isZero();
  }
}
