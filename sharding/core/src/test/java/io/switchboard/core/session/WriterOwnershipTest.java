package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.HOLDER_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.NOT_STAGED;
import static io.switchboard.core.session.RejectCode.OWNER_CHANGED;
import static io.switchboard.core.session.RejectCode.REPLACED_BY_RETRY;
import static io.switchboard.core.session.RejectCode.REQUEST_ID_REUSED;
import static io.switchboard.core.session.RejectCode.SEQ_CONFLICT;
import static io.switchboard.core.session.RejectCode.SEQ_OUT_OF_ORDER;
import static io.switchboard.core.session.RejectCode.SERVER_BEHIND;
import static io.switchboard.core.session.RejectCode.STORE_UNAVAILABLE;
import static io.switchboard.core.session.RejectCode.TOKEN_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.SessionRole;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionEvent.HolderRaised;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a writer's owner comes to the right to publish, loses it, and learns what was published. */
class WriterOwnershipTest {

  private static Allocate allocate(WriterScript writer) {
    return new Allocate(writer.session.nextCall(), Fixtures.writer());
  }

  @Test
  void nothingIsPublishedBeforeOwnershipIsSettled() {
    WriterScript writer = WriterScript.allocated().write(1, "a").ack(1, "a");

    assertThat(writer.session.effects()).containsExactly(new Effect.Acquire(0, false));
    assertThat(writer.acquired(1, 0).publish().seq()).isEqualTo(1);
    assertThat(writer.committed().acked()).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void anAckToANewOwnerAsksForTheWriteAgain() {
    WriterScript writer = WriterScript.committing().crash().ack(1, "a").acquired(2, 0);

    assertThat(writer.session.rejected()).isEqualTo(NOT_STAGED);
    writer.write(1, "a").ack(1, "a");
    assertThat(writer.publish().epoch()).isEqualTo(2);
  }

  @Test
  void anAckThatTheOwnerBeforePublishedIsDone() {
    WriterScript writer = WriterScript.committing().crash().ack(1, "a").acquired(2, 1, "a");

    assertThat(writer.acked()).isEqualTo(new Reply.Acked(true, 1));
    assertThat(writer.publishes()).isFalse();
  }

  @Test
  void anAckOfOtherBytesThanTheLedgerKnowsIsAConflict() {
    WriterScript writer = WriterScript.committing().crash().ack(1, "other").acquired(2, 1, "a");

    assertThat(writer.session.rejected()).isEqualTo(SEQ_CONFLICT);
  }

  @Test
  void anUnknownOutcomeCostsTheRightToPublishAndTheRetryLearnsThatItWasPublished() {
    WriterScript writer = WriterScript.committing().unknown();
    assertThat(writer.session.rejected()).isEqualTo(OWNER_CHANGED);
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_UNOWNED);
    assertThat(writer.session.effects()).as("only the client's retry acquires").isEmpty();

    writer.ack(1, "a").acquired(2, 1, "a");
    assertThat(writer.acked()).isEqualTo(new Reply.Acked(true, 1));
    assertThat(writer.publishes()).isFalse();
  }

  @Test
  void anUnknownOutcomeCostsTheRightToPublishAndTheRetryPublishesWhatWasNot() {
    WriterScript writer = WriterScript.committing().unknown();

    writer.ack(1, "a").acquired(2, 0);

    assertThat(writer.publish().epoch()).isEqualTo(2);
    assertThat(writer.committed().acked()).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void afterAnUnknownOutcomeWhatWasKnownBeforeIsStillTold() {
    WriterScript writer = WriterScript.allocated().write(1, "a").ack(1, "a").acquired(1, 0);
    writer.committed().write(2, "b").ack(2, "b").unknown();

    assertThat(writer.describe(false).view().ackedSeq()).isEqualTo(1);
    assertThat(writer.write(1, "a").staged().committedSeq()).isZero();
    assertThat(writer.describe(false).view().pendingSeq()).hasValue(2);
  }

  @Test
  void whatTheJournalHintsAtIsNotToldForDoneToWhoMayHaveBeenLockedOut() {
    WriterScript before = WriterScript.committing().committed().rest();
    WriterScript writer = WriterScript.replaying(before.session.journal());

    assertThat(writer.describe(false).view().ackedSeq()).isEqualTo(1);
    assertThat(writer.write(1, "other").staged().committedSeq()).isZero();
  }

  @Test
  void aRegisterOrKafkaThatDoesNotAnswerIsSaidAndTheStageIsKept() {
    WriterScript writer = WriterScript.allocated().write(1, "a").ack(1, "a");

    writer.acquireFailed(STORE_UNAVAILABLE);
    assertThat(writer.session.rejected()).isEqualTo(STORE_UNAVAILABLE);
    assertThat(writer.session.reply(Reply.Rejected.class).retryAfter()).isPresent();

    assertThat(writer.ack(1, "a").acquired(1, 0).publish().seq()).isEqualTo(1);
  }

  @Test
  void aGapAfterAcquiringIsNeverPublished() {
    WriterScript writer = WriterScript.allocated().write(5, "e").ack(5, "e").acquired(1, 2);

    assertThat(writer.session.rejected()).isEqualTo(SEQ_OUT_OF_ORDER);
    assertThat(writer.session.reply(Reply.Rejected.class).expectedSeq()).hasValue(3);
    assertThat(writer.publishes()).isFalse();
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_IDLE);
  }

  @Test
  void aTokenBeyondTheNextBatchProvesThatTheOwnerIsStale() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(3, "c");
    assertThat(writer.acquires()).isTrue();

    writer.acquired(3, 3, "c");
    assertThat(writer.acked()).isEqualTo(new Reply.Acked(true, 3));
    assertThat(writer.session.phase())
        .as("its own stage is long published")
        .isEqualTo(Phase.WRITER_IDLE);
  }

  @Test
  void aTokenFromNowhereLeavesTheStageAlone() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(3, "c").acquired(2, 0);

    assertThat(writer.session.rejected()).isEqualTo(SEQ_OUT_OF_ORDER);
    assertThat(writer.ack(1, "a").publish().seq()).isEqualTo(1);
  }

  @Test
  void aBatchThatNobodyAcknowledgesIsForgottenAndAskedForAgain() {
    for (WriterScript writer :
        List.of(
            WriterScript.allocated().write(1, "a"),
            WriterScript.allocated().describe(true).as(1).acquired(1, 0).write(1, "a"))) {
      assertThat(writer.session.state().heldBytes()).isPositive();
      writer.give(new SessionCommand.Slacken());
      assertThat(writer.session.state().heldBytes()).isZero();
      writer.ack(1, "a");
      if (writer.acquires()) {
        writer.acquired(1, 0);
      }
      assertThat(writer.session.rejected()).isEqualTo(NOT_STAGED);
    }
  }

  @Test
  void aCarriedAckIsServedAfterAcquiring() {
    WriterScript published = WriterScript.committing().crash().write(2, "b", "a");
    published.acquired(2, 1, "a");
    assertThat(published.staged().token()).isEqualTo(published.token(2, "b"));
    assertThat(published.session.phase()).isEqualTo(Phase.WRITER_STAGED);

    WriterScript notPublished = WriterScript.committing().crash().write(2, "b", "a");
    notPublished.acquired(2, 0);
    assertThat(notPublished.session.rejected()).isEqualTo(NOT_STAGED);
    assertThat(notPublished.session.reply(Reply.Rejected.class).expectedSeq()).hasValue(1);
  }

  @Test
  void whileOwnershipIsSettledTheAckedBatchIsFrozen() {
    WriterScript writer = WriterScript.allocated().write(2, "b").ack(2, "b");

    assertThat(writer.write(2, "b").staged().token()).isEqualTo(writer.token(2, "b"));
    assertThat(writer.write(2, "other").session.rejected()).isEqualTo(SEQ_CONFLICT);
    assertThat(writer.write(3, "c").session.rejected()).isEqualTo(UNAVAILABLE);
    assertThat(writer.write(1, "a").session.rejected()).isEqualTo(UNAVAILABLE);
    assertThat(writer.acquired(1, 1).publish().batch()).isEqualTo(Fixtures.batch("b"));
  }

  @Test
  void whileOwnershipIsSettledAMissingBatchMayBeCompleted() {
    WriterScript writer = WriterScript.allocated().ack(1, "a");

    assertThat(writer.write(1, "a").staged().token()).isEqualTo(writer.token(1, "a"));

    assertThat(writer.acquired(1, 0).publish().batch()).isEqualTo(Fixtures.batch("a"));
  }

  @Test
  void otherBytesWhileAnAckWaitsForAMissingBatchSupersedeIt() {
    WriterScript writer = WriterScript.allocated().ack(1, "a");
    long ack = writer.session.lastCall();

    writer.write(1, "other").acquired(1, 0);

    assertThat(writer.session.rejected(ack)).isEqualTo(TOKEN_SUPERSEDED);
  }

  @Test
  void aLateRepeatOfAnEarlierWriteDoesNotTakeTheStageOfALaterOne() {
    WriterScript unowned = WriterScript.allocated().write(2, "b").write(1, "a");
    assertThat(unowned.ack(2, "b").acquired(1, 1).publish().seq()).isEqualTo(2);

    WriterScript looking = WriterScript.allocated().write(2, "b").describe(true).as(1);
    looking.write(1, "a").acquired(1, 1);
    assertThat(looking.ack(2, "b").publish().seq()).isEqualTo(2);
  }

  @Test
  void aLaterAckTakesThePlaceOfTheCallThatWaitsForOwnership() {
    WriterScript writer = WriterScript.allocated().write(1, "a").ack(1, "a");
    long first = writer.session.lastCall();

    writer.ack(1, "a");
    assertThat(writer.session.rejected(first)).isEqualTo(REPLACED_BY_RETRY);
    assertThat(writer.session.effects()).as("one acquisition is enough").isEmpty();

    writer.write(2, "b", "a").acquired(1, 0);
    assertThat(writer.committed().staged().token()).isEqualTo(writer.token(2, "b"));
  }

  @Test
  void aRepeatedAllocateIsToldForCertainWhereTheSessionStands() {
    WriterScript writer = WriterScript.committing().crash();

    writer.give(allocate(writer));
    assertThat(writer.acquires()).isTrue();
    writer.acquired(2, 1, "a");

    assertThat(writer.view().ackedSeq()).isEqualTo(1);
  }

  @Test
  void anOwnerThatMayHaveBeenReplacedDoesNotTellWhereToGoOn() {
    WriterScript replaced = WriterScript.committing().committed();

    replaced.give(allocate(replaced));
    assertThat(replaced.session.waiting()).hasSize(1);
    assertThat(replaced.acquired(7, 9).view().ackedSeq()).isEqualTo(9);

    replaced.describe(true);
    assertThat(replaced.session.waiting()).hasSize(1);
    assertThat(replaced.acquired(9, 12).view().ackedSeq()).isEqualTo(12);
  }

  @Test
  void aWriteAheadOfWhatTheOwnerKnowsMakesItFindOut() {
    WriterScript replaced = WriterScript.committing().committed().write(6, "f");
    assertThat(replaced.acquires()).isTrue();
    assertThat(replaced.acquired(7, 5).staged().token()).isEqualTo(replaced.token(6, "f"));

    WriterScript mistaken = WriterScript.committing().committed().write(6, "f").acquired(2, 1);
    assertThat(mistaken.session.rejected()).isEqualTo(SEQ_OUT_OF_ORDER);

    WriterScript late = WriterScript.committing().committed().write(6, "f").acquired(7, 8);
    assertThat(late.staged().committedSeq()).isEqualTo(8);
  }

  @Test
  void whatWasFoundBeforeACallCameDoesNotTellItsClientWhereToGoOn() {
    WriterScript looking = WriterScript.allocated().ack(1, "a").describe(true).as(1);
    assertThat(looking.acquires()).as("one is under way").isFalse();
    assertThat(looking.acquired(1, 0).acquires()).as("but began too early").isTrue();
    assertThat(looking.acquired(3, 4).view().ackedSeq()).isEqualTo(4);

    WriterScript ahead = WriterScript.allocated().ack(1, "a").ack(5, "e");
    assertThat(ahead.acquired(1, 0).acquires()).isTrue();
    assertThat(ahead.acquired(3, 5, "e").acked().committedSeq()).isEqualTo(5);

    WriterScript early = WriterScript.allocated().ack(1, "a").ack(2, "b");
    early.acquired(1, 2, "b");
    assertThat(early.acked()).as("done stays done").isEqualTo(new Reply.Acked(true, 2));
  }

  @Test
  void aRepeatedAllocateDoesNotPushAWaitingAckAside() {
    WriterScript writer = WriterScript.allocated().write(1, "a").ack(1, "a");
    long ack = writer.session.lastCall();

    assertThat(writer.give(allocate(writer)).session.rejected()).isEqualTo(UNAVAILABLE);

    writer.acquired(1, 0).committed();
    assertThat(writer.session.reply(ack)).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void theOlderOfTwoAllocatesIsAnswered() {
    WriterScript writer = WriterScript.allocated();
    writer.give(allocate(writer));
    long first = writer.session.lastCall();

    assertThat(writer.give(allocate(writer)).session.rejected()).isEqualTo(UNAVAILABLE);
    assertThat(writer.session.reply(Reply.Rejected.class).retryAfter()).isPresent();

    writer.acquired(1, 0);
    assertThat(writer.session.reply(first)).isInstanceOf(Reply.View.class);
    assertThat(writer.acquires()).as("nothing is looked for again").isFalse();
  }

  @Test
  void repeatedAllocatesStarveNobody() {
    WriterScript writer = WriterScript.committing().crash().write(1, "a");
    writer.give(allocate(writer));
    for (int i = 0; i < 5; i++) {
      writer.give(allocate(writer));
      assertThat(writer.session.rejected()).isEqualTo(UNAVAILABLE);
      assertThat(writer.session.effects()).isEmpty();
    }

    writer.ack(1, "a");
    long ack = writer.session.lastCall();
    for (int i = 0; i < 5; i++) {
      writer.give(allocate(writer));
    }
    writer.acquired(2, 0).committed();

    assertThat(writer.session.reply(ack)).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void anotherRequestUnderTheSameIdIsRefusedInEveryPhase() {
    WriterScript unowned = WriterScript.allocated();
    WriterScript acquiring = WriterScript.allocated().ack(1, "a");
    WriterScript owned = WriterScript.owned();
    WriterScript committing = WriterScript.committing();
    for (WriterScript writer : new WriterScript[] {unowned, acquiring, owned, committing}) {
      writer.give(
          new Allocate(
              writer.session.nextCall(),
              Fixtures.spec(SessionRole.WRITER, Fixtures.positions(), "other")));
      assertThat(writer.session.rejected()).isEqualTo(REQUEST_ID_REUSED);
    }
  }

  @Test
  void aLaterEpochThatNobodyWaitedForIsKept() {
    WriterScript staged = WriterScript.owned().write(1, "a");
    staged.give(new Acquired(Fixtures.NEXT_LANE, 4, 0, Optional.empty(), 0));
    assertThat(staged.ack(1, "a").publish().epoch()).isEqualTo(4);
    assertThat(staged.publish().lane()).isEqualTo(Fixtures.NEXT_LANE);

    WriterScript published = WriterScript.owned().write(1, "a");
    published.give(new Acquired(Fixtures.LANE, 4, 1, Optional.empty(), 0));
    assertThat(published.session.phase()).isEqualTo(Phase.WRITER_IDLE);

    WriterScript earlier = WriterScript.owned().write(1, "a");
    earlier.give(new Acquired(Fixtures.LANE, 0, 7, Optional.empty(), 0));
    assertThat(earlier.ack(1, "a").publish().epoch()).isEqualTo(1);
  }

  @Test
  void anAcquisitionThatNobodyWaitsForAnyMoreIsKept() {
    WriterScript writer = WriterScript.allocated().write(1, "a").ack(1, "a").rest();

    assertThat(writer.acquired(1, 0).session.phase()).isEqualTo(Phase.WRITER_STAGED);
    assertThat(writer.publishes()).as("its ack was told to try again").isFalse();
  }

  @Test
  void theHolderThatTheRegisterTellsIsJournaled() {
    WriterScript writer = WriterScript.committing().crash().ack(1, "a");
    writer.session.takenOverElsewhere();

    writer.acquired(2, 0);

    assertThat(writer.session.events()).containsExactly(new HolderRaised(0, 1));
    assertThat(writer.session.state().durable().holder()).isEqualTo(1);
    assertThat(writer.as(1).ack(1, "a").acquired(3, 0).session.events())
        .as("once is enough")
        .isEmpty();
  }

  @Test
  void aClientThatIsLockedOutWhileItWaitsIsToldSoAndNothingOfItIsPublished() {
    for (WriterScript locked :
        List.of(
            WriterScript.allocated().write(1, "a").ack(1, "a"),
            WriterScript.allocated().write(1, "a").write(2, "b", "a"),
            WriterScript.committing().committed().write(3, "c"),
            WriterScript.committing().committed().ack(3, "c"))) {
      long waiting = locked.session.lastCall();
      locked.session.takenOverElsewhere();

      locked.acquired(5, 2);

      assertThat(locked.session.rejected(waiting)).isEqualTo(HOLDER_SUPERSEDED);
      assertThat(locked.session.effects()).isEmpty();
      assertThat(locked.write(3, "c").session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
      assertThat(locked.ack(3, "c").session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
      assertThat(locked.publishes()).isFalse();
    }
  }

  @Test
  void aClientAheadOfThisOwnerIsServedOnceTheRegisterHasTold() {
    for (WriterScript writer :
        List.of(
            WriterScript.allocated(),
            WriterScript.allocated().write(1, "other"),
            WriterScript.allocated().write(1, "other").ack(1, "other"),
            WriterScript.committing().unknown())) {
      writer.session.takenOverElsewhere();

      writer.as(1).write(1, "a");
      assertThat(writer.session.waiting()).as("nothing is staged yet").hasSize(1);
      writer.acquired(4, 0);
      assertThat(writer.staged().token()).isEqualTo(writer.token(1, "a"));
      assertThat(writer.ack(1, "a").publish().batch()).isEqualTo(Fixtures.batch("a"));
    }
    for (WriterScript owner :
        List.of(
            WriterScript.committing().committed(),
            WriterScript.committing().committed().write(2, "other"))) {
      owner.session.takenOverElsewhere();

      owner.as(1).write(2, "b").acquired(4, 1);
      assertThat(owner.staged().token()).isEqualTo(owner.token(2, "b"));

      owner.session.takenOverElsewhere();
      owner.as(2).write(3, "c", "b").acquired(6, 2, "b");
      assertThat(owner.staged().token()).isEqualTo(owner.token(3, "c"));

      owner.session.takenOverElsewhere();
      owner.as(3).ack(3, "c").acquired(8, 3, "c");
      assertThat(owner.acked()).isEqualTo(new Reply.Acked(true, 3));
    }
  }

  @Test
  void aHolderThatNobodyEverGaveIsToldServerBehindAndNothingLoops() {
    for (WriterScript writer :
        List.of(WriterScript.allocated(), WriterScript.committing().committed())) {
      long known = ((WriterState) writer.session.state()).knownSeq();

      writer.as(3).write(known + 1, "b");
      assertThat(writer.session.effects()).containsExactly(new Effect.Acquire(0, false));
      writer.acquired(7, known);

      assertThat(writer.session.rejected()).isEqualTo(SERVER_BEHIND);
      assertThat(writer.session.reply(Reply.Rejected.class).retryAfter()).isPresent();
      assertThat(writer.session.effects()).as("the register is not asked again").isEmpty();
      assertThat(writer.session.phase()).as("and nothing is staged").isEqualTo(Phase.WRITER_IDLE);
    }
  }

  @Test
  void whoIsAheadAndJoinsAnAcquisitionMakesTheRegisterBeAskedOnceMore() {
    WriterScript writer = WriterScript.allocated().ack(1, "a").as(1).write(1, "a");
    assertThat(writer.acquires()).as("one is under way").isFalse();
    assertThat(writer.acquired(1, 0).acquires()).as("but began too early").isTrue();

    writer.acquired(2, 0);

    assertThat(writer.session.rejected()).isEqualTo(SERVER_BEHIND);
    assertThat(writer.acquires()).isFalse();
  }

  @Test
  void whileABatchIsInTheLaneAClientAheadOfThisOwnerTriesAgain() {
    WriterScript committing = WriterScript.committing();
    committing.session.takenOverElsewhere();

    assertThat(committing.as(1).ack(1, "a").session.rejected()).isEqualTo(SERVER_BEHIND);
    assertThat(committing.write(2, "b").session.rejected()).isEqualTo(SERVER_BEHIND);

    committing.committed().write(2, "b").acquired(2, 1, "a");
    assertThat(committing.staged().token()).isEqualTo(committing.token(2, "b"));
  }
}
