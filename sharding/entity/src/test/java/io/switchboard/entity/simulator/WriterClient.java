package io.switchboard.entity.simulator;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Write;
import java.util.Optional;

/**
 * Writes batch after batch. It may change a batch until it has sent its ack, and never after that,
 * unless Kafka refused it; every few batches one is such that Kafka refuses it. One that took over
 * asks first where the session stands.
 */
final class WriterClient extends SimClient {
  private static final int POISON_EVERY = 6;

  private long done;
  private int holder;
  private boolean looking;
  private boolean hasChanged;
  private boolean ackSent;
  private int version;
  private int nextVersion;
  private Optional<StageToken> token = Optional.empty();
  private long doneWhenLooking;

  WriterClient(World world, String name, boolean takesOver) {
    super(world, name);
    this.looking = takesOver;
  }

  static boolean isPoison(Digest digest) {
    return digest.toBytes()[0] == '!';
  }

  @Override
  long done() {
    return done;
  }

  private EventBatch batch(long seq, int ofVersion) {
    return batch(name(), seq, ofVersion);
  }

  static EventBatch batch(String client, long seq, int ofVersion) {
    String text = client + seq + "." + ofVersion;
    boolean poisonous = seq % POISON_EVERY == 0 && ofVersion == 0;
    return Known.batch(poisonous ? "!" + text : text, 1 + (int) ((seq + ofVersion) % 3));
  }

  @Override
  void act() {
    long seq = done + 1;
    if (looking) {
      doneWhenLooking = world.doneForAnybody();
      send(new Describe(0, true));
    } else if (scheduler.oneIn(15)) {
      doneWhenLooking = world.doneForAnybody();
      send(new Allocate(0, world.spec("request")));
    } else if (token.isEmpty()) {
      write(seq);
    } else {
      ack(seq, token.get());
    }
  }

  private void write(long seq) {
    if (!ackSent && scheduler.oneIn(10)) {
      version++;
      hasChanged = true;
    }
    send(new Write(0, holder, seq, batch(seq, version), Optional.empty()));
  }

  private void ack(long seq, StageToken staged) {
    ackSent = true;
    world.oracle().asked(seq, staged.digest());
    if (scheduler.oneIn(2)) {
      send(new AckWrite(0, holder, seq, staged));
    } else {
      send(new Write(0, holder, seq + 1, batch(seq + 1, nextVersion), token));
    }
  }

  @Override
  void hear(ClientCall call, Reply reply) {
    if (reply instanceof Reply.Staged staged) {
      doneUpTo(staged.committedSeq());
      boolean mine = staged.token().digest().equals(batch(done + 1, version).digest());
      if (staged.token().seq() == done + 1 && mine) {
        token = Optional.of(staged.token());
      }
    } else if (reply instanceof Reply.Acked acked) {
      doneUpTo(acked.committedSeq());
    } else if (reply instanceof Reply.View view) {
      hear(call, view);
    } else if (reply instanceof Reply.Rejected rejected) {
      hear(call, rejected);
    } else {
      throw innocent(call, reply);
    }
  }

  /** The batch under way is done, if this has reached it; an owner may also know less. */
  private void doneUpTo(long committedSeq) {
    if (committedSeq > done) {
      world.oracle().toldDone(done + 1, batch(done + 1, version).digest());
      next(done + 1);
    }
  }

  private void next(long newDone) {
    done = newDone;
    version = nextVersion;
    nextVersion = 0;
    ackSent = false;
    token = Optional.empty();
  }

  private void hear(ClientCall call, Reply.View view) {
    if (view.phase() == Reply.Phase.DISPOSED) {
      heardOfTheEnd(call, view);
      return;
    }
    // An owner whose journal was empty when it woke believes that it allocates the session just
    // now.
    boolean fromNowhere = world.isDoubleOwned() && call instanceof Allocate && view.ackedSeq() == 0;
    boolean behind = view.ackedSeq() < doneWhenLooking && !fromNowhere;
    if (behind || view.ackedSeq() > world.oracle().published()) {
      throw Violation.LOST_WRITE.because(
          "told to go on after "
              + view.ackedSeq()
              + ", but "
              + doneWhenLooking
              + " was done, and "
              + world.oracle().published()
              + " is published");
    }
    if (call instanceof Describe) {
      looking = false;
      holder = view.holder();
      token = Optional.empty();
      if (view.ackedSeq() > done) {
        next(view.ackedSeq());
      }
    }
  }

  /** A control has to be found by what is in Kafka, so its clients go on as well as they can. */
  private void wronglyRefused(ClientCall call, Reply.Rejected rejected) {
    if (world.control() == Control.NONE) {
      throw innocent(call, rejected);
    }
    looking = true;
  }

  private void hear(ClientCall call, Reply.Rejected rejected) {
    RejectCode code = rejected.code();
    switch (code) {
      case NOT_STAGED, TOKEN_SUPERSEDED -> token = Optional.empty();
      case REFUSED_BY_KAFKA -> {
        if (rejected.expectedSeq().orElseThrow() == done + 1 && version == 0) {
          version++;
          hasChanged = true;
          ackSent = false;
        }
        token = Optional.empty();
      }
      case HOLDER_SUPERSEDED -> {
        if (world.isLatest(this)) {
          looking = true;
        } else {
          retire();
        }
      }
      // Late repeats of bytes that were changed since.
      case SEQ_CONFLICT -> {
        token = Optional.empty();
        if (world.hadTakeOver()) {
          looking = true;
        } else if (!hasChanged) {
          wronglyRefused(call, rejected);
        }
      }
      case SESSION_DISPOSED -> heardOfTheEnd(call, rejected);
      default -> {
        if (!saysTryAgain(code)) {
          wronglyRefused(call, rejected);
        }
      }
    }
  }
}
