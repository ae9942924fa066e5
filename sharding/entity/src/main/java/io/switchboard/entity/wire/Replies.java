package io.switchboard.entity.wire;

import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import java.util.Optional;
import java.util.OptionalLong;

/** What a session answers. */
final class Replies {
  private static final int POSITIONS = 2;
  private static final int PENDING = 4;
  private static final int ALREADY = 2;
  private static final int RETRY_AFTER = 2;
  private static final int EXPECTED_SEQ = 4;

  private static final Codes<Reply.Phase> PHASES =
      new Codes<>(
          Reply.Phase.class,
          Reply.Phase.IDLE,
          Reply.Phase.DELIVERED,
          Reply.Phase.STAGED,
          Reply.Phase.COMMITTING,
          Reply.Phase.DISPOSED);

  private static final Codes<RejectCode> REASONS =
      new Codes<>(
          RejectCode.class,
          RejectCode.UNAVAILABLE,
          RejectCode.NOT_READY,
          RejectCode.STORE_UNAVAILABLE,
          RejectCode.OWNER_CHANGED,
          RejectCode.REPLACED_BY_RETRY,
          RejectCode.SERVER_BEHIND,
          RejectCode.NOT_STAGED,
          RejectCode.BACKPRESSURE,
          RejectCode.TOKEN_SUPERSEDED,
          RejectCode.HOLDER_SUPERSEDED,
          RejectCode.SEQ_SUPERSEDED,
          RejectCode.SESSION_DISPOSED,
          RejectCode.SESSION_EXPIRED,
          RejectCode.SESSION_UNKNOWN,
          RejectCode.TOPIC_GONE,
          RejectCode.TOKEN_FOREIGN,
          RejectCode.REFUSED_BY_KAFKA,
          RejectCode.KEY_UNAVAILABLE,
          RejectCode.INVALID_ARGUMENT,
          RejectCode.REQUEST_ID_REUSED,
          RejectCode.WRONG_ROLE,
          RejectCode.SEQ_OUT_OF_ORDER,
          RejectCode.SEQ_CONFLICT);

  private Replies() {}

  static void write(WireOut out, Reply.View view) {
    out.number(
        (view.positions().isPresent() ? POSITIONS : 0)
            | (view.pendingSeq().isPresent() ? PENDING : 0));
    Values.write(out, view.spec());
    PHASES.write(out, view.phase());
    out.number(view.ackedSeq());
    out.number(view.holder());
    if (view.positions().isPresent()) {
      Values.write(out, view.positions().get());
    }
    if (view.pendingSeq().isPresent()) {
      out.number(view.pendingSeq().getAsLong());
    }
  }

  static Reply.View view(WireIn in) {
    int flags = in.flags(POSITIONS | PENDING);
    return new Reply.View(
        Values.spec(in),
        PHASES.read(in),
        in.number(),
        in.integer(),
        (flags & POSITIONS) != 0 ? Optional.of(Values.positions(in)) : Optional.empty(),
        (flags & PENDING) != 0 ? OptionalLong.of(in.number()) : OptionalLong.empty());
  }

  static void write(WireOut out, Reply.Batch batch) {
    out.number(0);
    Values.write(out, batch.token());
    out.number(batch.missing());
    Events.write(out, batch.events());
  }

  static Reply.Batch batch(WireIn in) {
    in.flags(0);
    var token = Values.readToken(in);
    int missing = in.integer();
    return new Reply.Batch(Events.received(in), token, missing);
  }

  static void write(WireOut out, Reply.Nothing nothing) {
    out.number(0);
    out.number(nothing.ackedSeq());
  }

  static Reply.Nothing nothing(WireIn in) {
    in.flags(0);
    return new Reply.Nothing(in.number());
  }

  static void write(WireOut out, Reply.Staged staged) {
    out.number(0);
    Values.write(out, staged.token());
    out.number(staged.committedSeq());
  }

  static Reply.Staged staged(WireIn in) {
    in.flags(0);
    return new Reply.Staged(Values.stageToken(in), in.number());
  }

  static void write(WireOut out, Reply.Acked acked) {
    out.number(acked.already() ? ALREADY : 0);
    out.number(acked.committedSeq());
  }

  static Reply.Acked acked(WireIn in) {
    return new Reply.Acked((in.flags(ALREADY) & ALREADY) != 0, in.number());
  }

  static void write(WireOut out, Reply.DisposeDone done) {
    out.number(done.already() ? ALREADY : 0);
  }

  static Reply.DisposeDone disposeDone(WireIn in) {
    return new Reply.DisposeDone((in.flags(ALREADY) & ALREADY) != 0);
  }

  static void write(WireOut out, Reply.Rejected rejected) {
    out.number(
        (rejected.retryAfter().isPresent() ? RETRY_AFTER : 0)
            | (rejected.expectedSeq().isPresent() ? EXPECTED_SEQ : 0));
    REASONS.write(out, rejected.code());
    out.text(rejected.reason());
    if (rejected.retryAfter().isPresent()) {
      Values.write(out, rejected.retryAfter().get());
    }
    if (rejected.expectedSeq().isPresent()) {
      out.number(rejected.expectedSeq().getAsLong());
    }
  }

  static Reply.Rejected rejected(WireIn in) {
    int flags = in.flags(RETRY_AFTER | EXPECTED_SEQ);
    return new Reply.Rejected(
        REASONS.read(in),
        in.text(),
        (flags & RETRY_AFTER) != 0 ? Optional.of(Values.duration(in)) : Optional.empty(),
        (flags & EXPECTED_SEQ) != 0 ? OptionalLong.of(in.number()) : OptionalLong.empty());
  }
}
