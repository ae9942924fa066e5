package io.switchboard.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.port.Ownership.Claim;
import io.switchboard.core.port.Ownership.Published;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How an owner moves its scan start forward: the ledger's end first, then what is published. */
class WriterCheckpointTest {

  private static WriterScript published() {
    return WriterScript.committing().committed();
  }

  private static Claim checkpointOf(WriterScript writer) {
    return writer.session.effect(Effect.Checkpoint.class).claim();
  }

  @Test
  void theEndOfTheLedgerIsLookedUpBeforeWhatIsPublishedIsTaken() {
    WriterScript writer = published().beginCheckpoint();

    assertThat(writer.session.effects())
        .containsExactly(new Effect.FindLedgerEnd(Fixtures.LANE, 1));
    assertThat(checkpointOf(writer.ledgerEndsAt(7)))
        .isEqualTo(
            new Claim(Fixtures.LANE, 4, 7, new Published(1, Optional.of(Fixtures.digest("a"))), 0));
    assertThat(writer.checkpointed(false).session.phase()).isEqualTo(Phase.WRITER_IDLE);
  }

  @Test
  void aBatchPublishedMeanwhileIsInTheRow() {
    WriterScript writer = published().beginCheckpoint().write(2, "b").ack(2, "b").committed();

    assertThat(checkpointOf(writer.ledgerEndsAt(7)).published().seq()).isEqualTo(2);
  }

  @Test
  void aBatchInTheLanePutsTheCheckpointOff() {
    WriterScript writer = published().beginCheckpoint().write(2, "b").ack(2, "b");

    assertThat(writer.ledgerEndsAt(7).session.effects()).isEmpty();
    assertThat(writer.committed().acked().committedSeq()).isEqualTo(2);
  }

  @Test
  void aStagedBatchDoesNotStandInTheWay() {
    WriterScript writer = published().write(2, "b").beginCheckpoint().ledgerEndsAt(7);

    assertThat(checkpointOf(writer).published().seq()).isEqualTo(1);
    assertThat(writer.ack(2, "b").publishes()).isTrue();
  }

  @Test
  void aRefusedCheckpointCostsTheRightToPublishAndTheStageIsKept() {
    WriterScript writer = published().write(2, "b").beginCheckpoint().ledgerEndsAt(7);

    assertThat(writer.checkpointed(true).session.phase()).isEqualTo(Phase.WRITER_UNOWNED);
    assertThat(writer.ack(2, "b").acquires()).isTrue();
    assertThat(writer.acquired(3, 1).publish().seq()).isEqualTo(2);
  }

  @Test
  void aRefusedCheckpointOfAnEarlierEpochSaysNothingAboutThisOne() {
    WriterScript writer = published().beginCheckpoint().ledgerEndsAt(7);
    writer.give(new SessionCommand.Acquired(Fixtures.LANE, 2, 1, Optional.empty(), 0));

    assertThat(writer.checkpointed(true).session.phase()).isEqualTo(Phase.WRITER_IDLE);
  }

  @Test
  void anEndThatAnEarlierEpochLookedUpIsNotUsed() {
    WriterScript writer = published().beginCheckpoint();
    writer.give(new SessionCommand.Acquired(Fixtures.LANE, 2, 1, Optional.empty(), 0));

    assertThat(writer.ledgerEndsAt(7).session.effects()).isEmpty();
  }

  @Test
  void whoIsNotInTheRegisterHasNothingToMove() {
    WriterScript writer = WriterScript.allocated().write(1, "a").beginCheckpoint();

    assertThat(writer.session.effects()).isEmpty();
  }
}
