package io.switchboard.entity.simulator;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Write;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes ahead of what is committed, and keeps every batch until it is. It goes back to where an
 * owner tells it to, with the same bytes; it changes bytes only after it has locked out whatever it
 * sent before, that is after a take-over, which it also does when Kafka refused a batch.
 */
final class BufferedClient extends SimClient {
  private static final int WINDOW = 5;

  /** What was written under a seq, and the token for it. */
  private record Kept(int version, Optional<StageToken> token) {}

  private final TreeMap<Long, Kept> kept = new TreeMap<>();
  private long committed;
  private long next = 1;
  private int holder;
  private boolean looking;
  private boolean hasChanged;
  private long committedWhenLooking;

  BufferedClient(World world, String name, boolean takesOver) {
    super(world, name);
    this.looking = takesOver;
  }

  @Override
  long done() {
    return committed;
  }

  @Override
  long owed() {
    return next - 1;
  }

  private EventBatch batch(long seq) {
    return WriterClient.batch(name(), seq, version(seq));
  }

  private int version(long seq) {
    return kept.containsKey(seq) ? kept.get(seq).version() : 0;
  }

  private Optional<StageToken> token(long seq) {
    return kept.containsKey(seq) ? kept.get(seq).token() : Optional.empty();
  }

  private void keep(long seq, Optional<StageToken> token) {
    kept.put(seq, new Kept(version(seq), token));
  }

  private void change(long seq) {
    hasChanged = true;
    kept.put(seq, new Kept(version(seq) + 1, Optional.empty()));
  }

  @Override
  void act() {
    boolean isOwed = next - 1 > committed;
    // As one whose process began anew, with other batches.
    looking |= world.isLatest(this) && scheduler.oneIn(30);
    if (looking) {
      committedWhenLooking = world.doneForAnybody();
      send(new Describe(0, true));
    } else if (scheduler.oneIn(25)) {
      committedWhenLooking = world.doneForAnybody();
      send(new Allocate(0, world.spec("request")));
    } else if (isOwed && (next - committed > WINDOW || scheduler.oneIn(12))) {
      flush();
    } else if (token(next).isEmpty()) {
      keep(next, Optional.empty());
      send(new Write(0, holder, next, batch(next), Optional.empty()));
    } else {
      ack(token(next).get());
    }
  }

  private void flush() {
    Optional<StageToken> last = token(next - 1);
    if (last.isEmpty()) {
      next--;
      act();
      return;
    }
    world.oracle().asked(next - 1, last.get().digest());
    Duration maxWait = Duration.ofMillis(scheduler.between(100, 500));
    send(new AckWrite(0, holder, next - 1, last.get(), maxWait));
  }

  private void ack(StageToken token) {
    world.oracle().asked(next, token.digest());
    if (scheduler.oneIn(2) || next + 1 - committed > WINDOW) {
      send(new AckWrite(0, holder, next, token));
    } else {
      keep(next + 1, Optional.empty());
      send(new Write(0, holder, next + 1, batch(next + 1), Optional.of(token)));
    }
  }

  @Override
  void hear(ClientCall call, Reply reply) {
    if (reply instanceof Reply.Staged staged) {
      accepted(call instanceof Write write && write.lastToken().isPresent() ? write.seq() - 1 : 0);
      committedUpTo(staged.committedSeq());
      long seq = staged.token().seq();
      if (seq == next && staged.token().digest().equals(batch(seq).digest())) {
        keep(seq, Optional.of(staged.token()));
      }
    } else if (reply instanceof Reply.Acked acked) {
      accepted(((AckWrite) call).seq());
      committedUpTo(acked.committedSeq());
    } else if (reply instanceof Reply.View view) {
      hear(call, view);
    } else if (reply instanceof Reply.Rejected rejected) {
      hear(call, rejected);
    } else {
      throw innocent(call, reply);
    }
  }

  private void accepted(long seq) {
    next = Math.max(next, seq + 1);
  }

  private void committedUpTo(long seq) {
    while (committed < seq) {
      committed++;
      world.oracle().toldDone(committed, batch(committed).digest());
      kept.remove(committed);
    }
    next = Math.max(next, committed + 1);
  }

  private void hear(ClientCall call, Reply.View view) {
    if (view.phase() == Reply.Phase.DISPOSED) {
      heardOfTheEnd(call, view);
      return;
    }
    boolean fromNowhere = world.isDoubleOwned() && call instanceof Allocate && view.ackedSeq() == 0;
    boolean behind = view.ackedSeq() < committedWhenLooking && !fromNowhere;
    if (behind || view.ackedSeq() > world.oracle().published()) {
      throw Violation.LOST_WRITE.because(
          "told to go on after "
              + view.ackedSeq()
              + ", but "
              + committedWhenLooking
              + " was committed, and "
              + world.oracle().published()
              + " is published");
    }
    if (call instanceof Describe) {
      lookedAt(view);
    }
  }

  /** Whatever was sent before is locked out: from here on bytes may change. */
  private void lookedAt(Reply.View view) {
    looking = false;
    holder = view.holder();
    if (world.hadTakeOver() || kept.isEmpty()) {
      // What was published meanwhile may be another client's.
      committed = Math.max(committed, view.ackedSeq());
      kept.headMap(committed, true).clear();
    } else {
      committedUpTo(view.ackedSeq());
    }
    next = committed + 1;
    kept.replaceAll((seq, batch) -> new Kept(batch.version(), Optional.empty()));
    if (scheduler.oneIn(2)) {
      java.util.List.copyOf(kept.keySet()).forEach(this::change);
    }
  }

  private void hear(ClientCall call, Reply.Rejected rejected) {
    RejectCode code = rejected.code();
    switch (code) {
      case SEQ_OUT_OF_ORDER, NOT_STAGED -> goBackTo(rejected.expectedSeq().orElseThrow());
      case TOKEN_SUPERSEDED -> keep(next, Optional.empty());
      case REFUSED_BY_KAFKA -> refused(call, rejected);
      case HOLDER_SUPERSEDED -> {
        if (world.isLatest(this)) {
          looking = true;
        } else {
          retire();
        }
      }
      case SEQ_CONFLICT -> {
        if (world.isLatest(this) && !hasChanged && world.control() == Control.NONE) {
          throw innocent(call, rejected);
        }
        looking = true;
      }
      case SESSION_DISPOSED -> heardOfTheEnd(call, rejected);
      default -> {
        if (!saysTryAgain(code)) {
          if (world.control() == Control.NONE) {
            throw innocent(call, rejected);
          }
          looking = true;
        }
      }
    }
  }

  private void goBackTo(long expected) {
    if (expected <= committed) {
      throw Violation.LOST_WRITE.because(
          "told to go on with " + expected + ", but " + committed + " is committed");
    }
    next = Math.min(next, expected);
    kept.tailMap(next, true).replaceAll((s, batch) -> new Kept(batch.version(), Optional.empty()));
  }

  private void refused(ClientCall call, Reply.Rejected rejected) {
    long seq = rejected.expectedSeq().orElseThrow();
    if (seq <= committed) {
      throw Violation.LOST_WRITE.because("refused is " + seq + ", but " + committed + " is done");
    }
    if (!world.isLatest(this)) {
      retire();
      return;
    }
    if (WriterClient.isPoison(batch(seq).digest())) {
      change(seq);
    } else if (world.control() == Control.NONE && !world.hadTakeOver()) {
      throw innocent(call, rejected);
    }
    looking = true;
  }
}
