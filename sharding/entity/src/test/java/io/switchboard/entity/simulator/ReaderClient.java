package io.switchboard.entity.simulator;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Read;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads batch after batch, keeps its token, and never goes back: each batch must begin where the
 * one before ended, and hold what is committed there.
 */
final class ReaderClient extends SimClient {
  private long done;
  private int holder;
  private boolean looking;
  private Positions behind = Known.spec(true, "request").start();
  private Optional<ReadToken> acknowledged = Optional.empty();
  private Optional<ReadToken> held = Optional.empty();

  ReaderClient(World world, String name, boolean takesOver) {
    super(world, name);
    this.looking = takesOver;
  }

  @Override
  long done() {
    return done;
  }

  @Override
  void act() {
    if (looking) {
      send(new Describe(0, true));
    } else if (scheduler.oneIn(20)) {
      send(
          scheduler.oneIn(2)
              ? new Allocate(0, Known.spec(true, "request"))
              : new Describe(0, false));
    } else if (held.isEmpty()) {
      send(read(done + 1, acknowledged));
    } else if (scheduler.oneIn(2)) {
      send(new AckRead(0, holder, done + 1, held.get()));
    } else {
      send(read(done + 2, held));
    }
  }

  private Read read(long seq, Optional<ReadToken> token) {
    Duration maxWait = Duration.ofMillis(scheduler.oneIn(5) ? 0 : scheduler.between(20, 400));
    return new Read(
        0, holder, seq, token, scheduler.between(1, 5), scheduler.between(10, 60), maxWait);
  }

  @Override
  void hear(ClientCall call, Reply reply) {
    if (reply instanceof Reply.Batch batch) {
      if (batch.token().seq() == done + 2) {
        acknowledge();
      }
      accept(batch);
    } else if (reply instanceof Reply.Acked) {
      acknowledge();
    } else if (reply instanceof Reply.Nothing nothing) {
      if (nothing.ackedSeq() > done && held.isPresent()) {
        acknowledge();
      }
    } else if (reply instanceof Reply.View view) {
      hear(call, view);
    } else if (reply instanceof Reply.Rejected rejected) {
      hear(call, rejected);
    } else {
      throw innocent(call, reply);
    }
  }

  private void hear(ClientCall call, Reply.View view) {
    if (view.phase() == Reply.Phase.DISPOSED) {
      heardOfTheEnd(call, view);
    } else if (call instanceof Describe describe && describe.takeOver()) {
      looking = false;
      holder = view.holder();
      done = view.ackedSeq();
      behind = view.positions().orElseThrow();
      acknowledged = Optional.empty();
      held = Optional.empty();
    }
  }

  private void hear(ClientCall call, Reply.Rejected rejected) {
    switch (rejected.code()) {
      case HOLDER_SUPERSEDED -> {
        if (world.isLatest(this)) {
          looking = true;
        } else {
          retire();
        }
      }
      case SESSION_DISPOSED -> heardOfTheEnd(call, rejected);
      case SEQ_OUT_OF_ORDER, SEQ_SUPERSEDED -> {
        if (!standsInTheJournalOnly()) {
          throw innocent(call, rejected);
        }
        looking = true;
      }
      default -> {
        if (!saysTryAgain(rejected.code())) {
          throw innocent(call, rejected);
        }
      }
    }
  }

  /**
   * One that took over has no token before its first batch, so that only the journal proves where
   * it was told to go on; and of two owners' rows, replay may leave out those that say so.
   */
  private boolean standsInTheJournalOnly() {
    return world.isDoubleOwned()
        && !world.journal().showsAllRows()
        && holder > 0
        && acknowledged.isEmpty()
        && held.isEmpty();
  }

  private void acknowledge() {
    ReadToken token = held.orElseThrow();
    done = token.seq();
    behind = token.end();
    acknowledged = held;
    held = Optional.empty();
  }

  private void accept(Reply.Batch batch) {
    ReadToken token = batch.token();
    if (token.seq() != done + 1 || !token.start().equals(behind)) {
      Violation wrong =
          token.start().isAtOrAfter(behind) ? Violation.POLL_SKIP : Violation.NONMONOTONIC_POLL;
      throw wrong.because(name() + " stands at " + behind + " after " + done + ", got " + token);
    }
    for (int i = 0; i < token.start().count(); i++) {
      checkPartition(batch, i);
    }
    held = Optional.of(token);
  }

  /** What is committed between start and end must be there; but for what retention has eaten. */
  private void checkPartition(Reply.Batch batch, int index) {
    int partition = batch.token().start().partitionAt(index);
    ModelLog log = world.kafka().topic(partition);
    Set<Long> got = new HashSet<>();
    long last = -1;
    for (ReceivedEvent event : batch.events()) {
      if (event.partition() == partition) {
        if (!log.isVisible(event.offset())) {
          throw Violation.ABORTED_READ.because(event.offset() + " of " + log + " is not committed");
        }
        if (!got.add(event.offset())) {
          throw Violation.DUPLICATE.because(event.offset() + " of " + log + " came twice");
        }
        if (event.offset() < last) {
          throw Violation.REORDERED.because(event.offset() + " of " + log + " after " + last);
        }
        last = event.offset();
      }
    }
    long end = batch.token().end().offsetAt(index);
    for (long offset = batch.token().start().offsetAt(index); offset < end; offset++) {
      if (log.isVisible(offset) && !got.remove(offset) && offset >= log.logStart()) {
        throw Violation.POLL_SKIP.because(offset + " of " + log + " is not in " + batch);
      }
    }
    if (!got.isEmpty()) {
      throw Violation.DUPLICATE.because(got + " of " + log + " lie outside of " + batch.token());
    }
  }
}
