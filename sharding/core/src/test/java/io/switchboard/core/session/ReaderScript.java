package io.switchboard.core.session;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.port.TopicSource.Failure;
import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.BatchFetched;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.EpochClaimed;
import io.switchboard.core.session.SessionCommand.FetchEmpty;
import io.switchboard.core.session.SessionCommand.FetchFailed;
import io.switchboard.core.session.SessionCommand.Read;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A reader's story in short words: its client's calls, and what the world answers. */
final class ReaderScript {
  static final Duration WAIT = Duration.ofSeconds(5);

  final Harness session;
  private int holder;
  private long fetch;

  private ReaderScript(Harness session) {
    this.session = session;
  }

  /** A reader that starts at these offsets of partitions 0, 1, …, and has no epoch yet. */
  static ReaderScript allocatedAt(long... offsets) {
    ReaderScript script = new ReaderScript(new Harness());
    script.session.call(new Allocate(0, Fixtures.reader(Fixtures.positions(offsets))));
    return script;
  }

  /** A reader of one partition that has delivered offsets 0 to 3 as batch 1, in epoch 1. */
  static ReaderScript withBatchOneDelivered() {
    return allocatedAt(0).read(1).claimed(1).fetched(0, 3);
  }

  /** Another owner, after the one before died and left its journal. */
  static ReaderScript replaying(List<SessionEvent> journal) {
    return new ReaderScript(new Harness(new java.util.ArrayList<>(journal)));
  }

  ReaderScript as(int newHolder) {
    holder = newHolder;
    return this;
  }

  ReaderScript read(long seq) {
    return read(seq, Optional.empty());
  }

  /** Reads, and acknowledges the batch before by its token. */
  ReaderScript read(long seq, ReadToken lastToken) {
    return read(seq, Optional.of(lastToken));
  }

  private ReaderScript read(long seq, Optional<ReadToken> token) {
    return give(new Read(session.nextCall(), holder, seq, token, 100, 1_000_000, WAIT));
  }

  ReaderScript ack(ReadToken token) {
    return ack(token.seq(), token);
  }

  ReaderScript ack(long seq, ReadToken token) {
    return give(new AckRead(session.nextCall(), holder, seq, token));
  }

  ReaderScript dispose() {
    return give(new Dispose(session.nextCall(), holder));
  }

  ReaderScript describe(boolean takeOver) {
    return give(new Describe(session.nextCall(), takeOver));
  }

  ReaderScript claimed(long epoch) {
    return give(new EpochClaimed(epoch, session.registerHolder()));
  }

  /** The register gives the epoch after this owner's: nobody was there in between. */
  ReaderScript claimedNext() {
    ReaderState state = (ReaderState) session.state();
    return claimed(Math.max(state.epoch(), state.durable().epoch()) + 1);
  }

  /** The waiting fetch finds these offsets of partition 0. */
  ReaderScript fetched(long from, long to) {
    return fetched(
        List.of(new Range(0, from, to, (int) (to - from))), Fixtures.events(0, from, to));
  }

  ReaderScript fetched(List<Range> ranges, List<ReceivedEvent> events) {
    return give(new BatchFetched(fetch, ranges, events));
  }

  ReaderScript fetchedNothing() {
    return give(new FetchEmpty(fetch));
  }

  ReaderScript fetchFailed(Failure failure) {
    return give(new FetchFailed(fetch, failure, "for a test"));
  }

  ReaderScript give(SessionCommand command) {
    session.give(command);
    for (Effect effect : session.effects()) {
      if (effect instanceof Effect.FetchNext next) {
        fetch = next.fetch();
      } else if (effect instanceof Effect.FetchAgain again) {
        fetch = again.fetch();
      }
    }
    return this;
  }

  ReaderScript crash() {
    session.crash();
    return this;
  }

  /** The handle of the fetch that was begun last. */
  long fetch() {
    return fetch;
  }

  /** Whether the register is asked. */
  boolean claims() {
    return session.effects().stream().anyMatch(Effect.ClaimEpoch.class::isInstance);
  }

  Reply.Batch batch() {
    return session.reply(Reply.Batch.class);
  }

  ReadToken token() {
    return batch().token();
  }

  /** The offsets of the batch that answered the latest call. */
  List<Long> offsets() {
    return batch().events().stream().map(ReceivedEvent::offset).toList();
  }

  Durable.Reader durable() {
    return (Durable.Reader) session.state().durable();
  }

  /** A genuine token that an owner of this epoch gave: partition 0, these offsets. */
  static ReadToken token(long seq, long epoch, long from, long to) {
    return token(seq, epoch, Fixtures.positions(from), Fixtures.positions(to));
  }

  static ReadToken token(long seq, long epoch, Positions start, Positions end) {
    return new ReadToken(Fixtures.SESSION, 0, Fixtures.TOPIC.id(), seq, epoch, start, end);
  }
}
