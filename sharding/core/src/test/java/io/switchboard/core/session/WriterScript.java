package io.switchboard.core.session;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.core.port.SpillStore;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.AcquireFailed;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.BeginCheckpoint;
import io.switchboard.core.session.SessionCommand.Checkpointed;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.LaneAnswered;
import io.switchboard.core.session.SessionCommand.LedgerEndFound;
import io.switchboard.core.session.SessionCommand.PublishAgain;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.Resume;
import io.switchboard.core.session.SessionCommand.SignedOff;
import io.switchboard.core.session.SessionCommand.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A writer's story in short words: its client's calls, and what lane and register answer. */
final class WriterScript {
  final Harness session;
  private int holder;
  private long epoch;
  private long inLane;

  private WriterScript(Harness session) {
    this.session = session;
  }

  /** A new writer, not yet owned. */
  static WriterScript allocated() {
    WriterScript script = new WriterScript(new Harness());
    script.session.call(new Allocate(0, Fixtures.writer()));
    return script;
  }

  /** A new writer whose acks do not wait for the commit, not yet owned. */
  static WriterScript bufferedUnowned() {
    WriterScript script = new WriterScript(new Harness());
    script.session.call(new Allocate(0, Fixtures.bufferedWriter()));
    return script;
  }

  /** A buffered writer whose batch 1, "a", is accepted and in the lane. */
  static WriterScript buffering() {
    return bufferedUnowned().write(1, "a").ack(1, "a").acquired(1, 0);
  }

  /** Writes and acknowledges. */
  WriterScript accept(long seq, String text) {
    return write(seq, text).ack(seq, text);
  }

  /** An ack that waits for the commit. */
  WriterScript ackAndWait(long seq, String text, Duration maxWait) {
    return give(new AckWrite(session.nextCall(), holder, seq, token(seq, text), maxWait));
  }

  WriterScript publishAgain() {
    return give(new PublishAgain());
  }

  WriterScript resume() {
    return give(new Resume());
  }

  /** Acquired, and an owner before had left batches from this seq on. */
  WriterScript acquiredLeft(long newEpoch, long known, long from, String... texts) {
    epoch = newEpoch;
    List<SpillStore.Batch> batches = new ArrayList<>();
    for (String text : texts) {
      batches.add(new SpillStore.Batch(from + batches.size(), Fixtures.batch(text)));
    }
    Ownership.Spilled manifest = new Ownership.Spilled(newEpoch - 2, from, from + texts.length - 1);
    return give(
        new Acquired(
            Fixtures.LANE,
            newEpoch,
            known,
            Optional.empty(),
            session.registerHolder(),
            Optional.of(new Acquired.Left(manifest, batches))));
  }

  /** A writer whose owner has epoch 1, and nothing published. */
  static WriterScript owned() {
    return allocated().describe(true).as(1).acquired(1, 0).as(1);
  }

  /** A writer whose batch 1, "a", is in the lane, with its ack waiting. */
  static WriterScript committing() {
    return allocated().write(1, "a").ack(1, "a").acquired(1, 0);
  }

  /** Another owner, after the one before died and left its journal. */
  static WriterScript replaying(List<SessionEvent> journal) {
    return new WriterScript(new Harness(new java.util.ArrayList<>(journal)));
  }

  WriterScript as(int newHolder) {
    holder = newHolder;
    return this;
  }

  WriterScript write(long seq, String text) {
    return write(seq, text, Optional.empty());
  }

  /** Writes, and acknowledges the batch before, whose bytes were these. */
  WriterScript write(long seq, String text, String before) {
    return write(seq, text, Optional.of(token(seq - 1, before)));
  }

  private WriterScript write(long seq, String text, Optional<StageToken> token) {
    return give(new Write(session.nextCall(), holder, seq, Fixtures.batch(text), token));
  }

  WriterScript ack(long seq, String text) {
    return ack(seq, token(seq, text));
  }

  WriterScript ack(long seq, StageToken token) {
    return give(new AckWrite(session.nextCall(), holder, seq, token));
  }

  /** The token that a write of these bytes is given. */
  StageToken token(long seq, String text) {
    return new StageToken(Fixtures.SESSION, holder, seq, 1, Fixtures.digest(text));
  }

  WriterScript dispose() {
    return give(new Dispose(session.nextCall(), holder));
  }

  WriterScript describe(boolean takeOver) {
    return give(new Describe(session.nextCall(), takeOver));
  }

  WriterScript acquired(long newEpoch, long known) {
    return acquired(newEpoch, known, Optional.empty());
  }

  WriterScript acquired(long newEpoch, long known, String lastText) {
    return acquired(newEpoch, known, Optional.of(Fixtures.digest(lastText)));
  }

  private WriterScript acquired(long newEpoch, long known, Optional<Digest> digest) {
    epoch = newEpoch;
    return give(new Acquired(Fixtures.LANE, newEpoch, known, digest, session.registerHolder()));
  }

  WriterScript acquireFailed(RejectCode code) {
    return give(new AcquireFailed(code, "for a test"));
  }

  WriterScript committed() {
    return lane(new Outcome.Committed());
  }

  WriterScript notPublished(boolean overloaded) {
    return lane(new Outcome.NotPublished("for a test", overloaded));
  }

  WriterScript refused(Refusal refusal) {
    return lane(new Outcome.Refused(refusal, "for a test"));
  }

  WriterScript unknown() {
    return lane(new Outcome.Unknown("for a test"));
  }

  private WriterScript lane(Outcome outcome) {
    return give(new LaneAnswered(epoch, inLane, outcome));
  }

  WriterScript rest() {
    return give(new Rest(Fixtures.NOW));
  }

  WriterScript signedOff(Optional<Ownership.Published> published) {
    return give(new SignedOff(epoch, published));
  }

  WriterScript beginCheckpoint() {
    return give(new BeginCheckpoint());
  }

  WriterScript ledgerEndsAt(long position) {
    return give(new LedgerEndFound(epoch, 4, position));
  }

  WriterScript checkpointed(boolean refused) {
    return give(new Checkpointed(epoch, refused));
  }

  WriterScript give(SessionCommand command) {
    session.give(command);
    for (Effect effect : session.effects()) {
      if (effect instanceof Effect.Publish publish) {
        inLane = publish.seq();
      }
    }
    return this;
  }

  WriterScript crash() {
    session.crash();
    return this;
  }

  Effect.Publish publish() {
    return session.effect(Effect.Publish.class);
  }

  boolean publishes() {
    return session.effects().stream().anyMatch(Effect.Publish.class::isInstance);
  }

  boolean acquires() {
    return session.effects().stream().anyMatch(Effect.Acquire.class::isInstance);
  }

  Reply.Staged staged() {
    return session.reply(Reply.Staged.class);
  }

  Reply.Acked acked() {
    return session.reply(Reply.Acked.class);
  }

  Reply.View view() {
    return session.reply(Reply.View.class);
  }
}
