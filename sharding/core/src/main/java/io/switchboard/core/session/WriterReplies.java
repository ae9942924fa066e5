package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.NOT_STAGED;
import static io.switchboard.core.session.RejectCode.SEQ_CONFLICT;
import static io.switchboard.core.session.RejectCode.SEQ_OUT_OF_ORDER;
import static io.switchboard.core.session.RejectCode.TOKEN_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.UNAVAILABLE;

import io.switchboard.core.model.StageToken;
import io.switchboard.core.session.WriterState.Stage;

/** What a writer tells its client: one wording for one reason. */
final class WriterReplies {
  private WriterReplies() {}

  /**
   * The batch is staged, or was published before (then the seq is not above committedSeq). Who has
   * not the right to publish tells 0: the journal may count batches of a client that took over, and
   * not know that it did; the one before would take them for its own.
   */
  static Reply.Staged staged(WriterState of, Stage stage, Context x) {
    StageToken token =
        new StageToken(
            x.session(),
            of.durable().holder(),
            stage.seq(),
            stage.batch().events().size(),
            stage.batch().digest());
    return new Reply.Staged(token, of instanceof OwnerState ? of.knownSeq() : 0);
  }

  static Reply.Rejected conflict(long seq) {
    return Reply.Rejected.of(
        SEQ_CONFLICT,
        "other bytes were acknowledged under seq "
            + seq
            + "; never change a batch once its ack was sent");
  }

  static Reply.Rejected outOfOrder(long expected, long got) {
    return Reply.Rejected.expecting(
        SEQ_OUT_OF_ORDER, expected, "expected seq " + expected + ", got " + got);
  }

  static Reply.Rejected notStaged(long seq) {
    return Reply.Rejected.expecting(
        NOT_STAGED,
        seq,
        "batch " + seq + " is not staged here: send the write again, then its ack");
  }

  static Reply.Rejected supersededStage(long seq) {
    return Reply.Rejected.of(
        TOKEN_SUPERSEDED,
        "batch " + seq + " was replaced by a later write; ack with that one's token");
  }

  static Reply.Rejected publishing(long seq) {
    return Reply.Rejected.retry(
        UNAVAILABLE, Refusals.RETRY, "batch " + seq + " is being published; try again");
  }

  static Reply.Rejected settling() {
    return Reply.Rejected.retry(
        UNAVAILABLE, Refusals.RETRY, "what is published is being found out; try again");
  }
}
