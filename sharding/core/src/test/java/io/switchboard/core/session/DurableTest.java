package io.switchboard.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.Range;
import io.switchboard.core.session.SessionEvent.Acked;
import io.switchboard.core.session.SessionEvent.Adopted;
import io.switchboard.core.session.SessionEvent.Allocated;
import io.switchboard.core.session.SessionEvent.Delivered;
import io.switchboard.core.session.SessionEvent.Disposed;
import io.switchboard.core.session.SessionEvent.HolderRaised;
import io.switchboard.core.session.SessionEvent.Progressed;
import io.switchboard.core.session.SessionEvent.Reason;
import io.switchboard.core.session.SessionEvent.Rested;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a journal means, also one that two owners wrote into. */
class DurableTest {

  private static Durable fold(SessionEvent first, SessionEvent... more) {
    List<SessionEvent> events = new ArrayList<>(List.of(first));
    events.addAll(List.of(more));
    return Harness.fold(events);
  }

  private static Durable.Reader reader(SessionEvent... events) {
    return (Durable.Reader) fold(new Allocated(0, Fixtures.reader(Fixtures.positions(0))), events);
  }

  private static Durable.Writer writer(SessionEvent... events) {
    return (Durable.Writer) fold(new Allocated(0, Fixtures.writer()), events);
  }

  private static Delivered delivered(long epoch, long seq, long from, long to) {
    return new Delivered(epoch, seq, List.of(new Range(0, from, to, (int) (to - from))));
  }

  @Test
  void aDeliveryAcknowledgesTheBatchBeforeIt() {
    Durable.Reader reader = reader(delivered(1, 1, 0, 3), delivered(1, 2, 3, 5));

    assertThat(reader.ackedSeq()).isEqualTo(1);
    assertThat(reader.positions()).isEqualTo(Fixtures.positions(3));
    assertThat(reader.open()).containsExactly(new Range(0, 3, 5, 2));
  }

  @Test
  void anOpenBatchMayBeDeliveredAnewByALaterOwner() {
    Durable.Reader reader = reader(delivered(1, 1, 0, 3), delivered(2, 1, 0, 2));

    assertThat(reader.ackedSeq()).isZero();
    assertThat(reader.positions()).isEqualTo(Fixtures.positions(0));
    assertThat(reader.open()).containsExactly(new Range(0, 0, 2, 2));
  }

  @Test
  void whatAReplacedOwnerWroteChangesNothing() {
    Durable.Reader reader = reader(delivered(1, 1, 0, 3), delivered(2, 1, 0, 2));

    for (SessionEvent late :
        List.of(
            delivered(1, 2, 3, 5),
            new Acked(1, 1),
            new Adopted(1, 9, Fixtures.positions(9)),
            new Rested(1, Fixtures.NOW.plusSeconds(9)))) {
      assertThat(reader.evolve(late)).isEqualTo(reader);
    }
    Durable.Writer writer = writer(new Progressed(2, 5));
    assertThat(writer.evolve(new Progressed(1, 9))).isEqualTo(writer);
    assertThat(writer.evolve(new Rested(1, Fixtures.NOW.plusSeconds(9)))).isEqualTo(writer);
  }

  @Test
  void aHolderIsRaisedAndASessionDisposedWhoeverWroteIt() {
    assertThat(reader(delivered(5, 1, 0, 3), new HolderRaised(1, 2)).holder()).isEqualTo(2);
    assertThat(reader(new HolderRaised(0, 3), new HolderRaised(0, 2)).holder()).isEqualTo(3);
    assertThat(writer(new Progressed(5, 1), new HolderRaised(1, 2)).epoch()).isEqualTo(5);
    assertThat(
            fold(
                new Allocated(0, Fixtures.writer()),
                new Progressed(5, 7),
                new Disposed(1, Reason.CLIENT, Fixtures.NOW)))
        .isEqualTo(new Durable.Ended(Fixtures.writer(), 5, 0, 7, Reason.CLIENT, Fixtures.NOW));
  }

  @Test
  void anEndedSessionStaysAsItIs() {
    Durable ended =
        fold(
            new Allocated(0, Fixtures.writer()),
            new Disposed(1, Reason.EXPIRED, Fixtures.NOW),
            new Allocated(0, Fixtures.writer()),
            new Progressed(9, 9),
            new Disposed(9, Reason.CLIENT, Fixtures.NOW));

    assertThat(((Durable.Ended) ended).reason()).isEqualTo(Reason.EXPIRED);
    assertThat(ended.epoch()).isEqualTo(1);
  }

  @Test
  void aRepeatedAckIsCountedOnce() {
    Durable.Reader once = reader(delivered(1, 1, 0, 3), new Acked(1, 1));

    assertThat(once.evolve(new Acked(1, 1))).isEqualTo(once);
    assertThat(once.positions()).isEqualTo(Fixtures.positions(3));
    assertThat(once.open()).isEmpty();
  }

  @Test
  void anAdoptedTokenReplacesWhatWasOpen() {
    Durable.Reader reader = reader(delivered(2, 1, 0, 3), new Adopted(2, 4, Fixtures.positions(9)));

    assertThat(reader.ackedSeq()).isEqualTo(4);
    assertThat(reader.positions()).isEqualTo(Fixtures.positions(9));
    assertThat(reader.open()).isEmpty();
  }

  @Test
  void aWritersHintNeverGoesBack() {
    assertThat(writer(new Progressed(1, 5), new Progressed(2, 3)).hintSeq()).isEqualTo(5);
  }

  @Test
  void aRestTellsWhenTheSessionWasCalledLast() {
    assertThat(reader(new Rested(0, Fixtures.NOW.plusSeconds(5))).lastCallAt())
        .isEqualTo(Fixtures.NOW.plusSeconds(5));
    assertThat(writer().lastCallAt()).isEqualTo(Fixtures.NOW);
  }

  @Test
  void nothingButAnAllocationBeginsASession() {
    assertThat(Durable.ABSENT.evolve(new Progressed(1, 1))).isEqualTo(Durable.ABSENT);
  }
}
