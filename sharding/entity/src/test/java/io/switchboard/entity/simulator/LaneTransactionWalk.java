package io.switchboard.entity.simulator;

import io.switchboard.core.model.LaneId;
import io.switchboard.entity.simulator.ModelCoordinator.Answer;
import io.switchboard.entity.simulator.ModelCoordinator.Ended;
import io.switchboard.entity.simulator.ModelLog.LedgerRecord;
import io.switchboard.entity.simulator.ModelLog.Payload;
import io.switchboard.entity.simulator.SimNode.Loss;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A producer's transactions, request by request. The rules are the lane's: a commit without answer
 * may only be committed again; only an abort that was answered says "not published"; everything
 * else is the end of the producer. A producer whose lane died sends nothing more, but what it sent
 * is on its way.
 */
final class LaneTransactionWalk {
  private static final int ATTEMPTS = 4;
  private static final int COME_AGAIN_MS = 20;

  /** How a transaction ended for its producer. */
  enum End {
    COMMITTED,
    ABORTED,
    DEAD
  }

  private final LaneId id;
  private final SimNode node;
  private final World world;
  private final Faults faults;
  private int epoch;
  private int unanswered;
  private boolean sendFailed;
  private boolean dead;

  LaneTransactionWalk(LaneId id, SimNode node, World world) {
    this.id = id;
    this.node = node;
    this.world = world;
    this.faults = world.faults();
  }

  void run(Map<ModelLog, List<Payload>> records, Consumer<End> onEnd) {
    unanswered = records.size();
    sendFailed = false;
    records.forEach((log, payloads) -> send(log, payloads, onEnd));
  }

  private void send(ModelLog log, List<Payload> payloads, Consumer<End> onEnd) {
    Loss loss =
        faults.strikes(Fault.SEND_FAILED)
            ? world.scheduler().oneOf(List.of(Loss.REQUEST, Loss.ANSWER, Loss.LATE))
            : Loss.NOTHING;
    int withEpoch = epoch;
    node.ask(
        "produce to " + log,
        loss,
        () -> append(log, withEpoch, payloads),
        answer -> onSent(answer, log, payloads, onEnd));
  }

  private Answer append(ModelLog log, int withEpoch, List<Payload> payloads) {
    boolean outside =
        world.control() == Control.LEDGER_OUTSIDE_TRANSACTION
            && payloads.get(0) instanceof LedgerRecord;
    if (outside) {
      payloads.forEach(payload -> log.append(Transaction.NONE, payload));
      return Answer.DONE;
    }
    return world.kafka().coordinator().append(id, withEpoch, log, payloads);
  }

  private void onSent(
      Optional<Answer> answer, ModelLog log, List<Payload> payloads, Consumer<End> onEnd) {
    if (dead) {
      return;
    }
    if (answer.isPresent() && answer.get() == Answer.CONCURRENT) {
      node.post(COME_AGAIN_MS, "produce again", () -> send(log, payloads, onEnd));
      return;
    }
    if (answer.isPresent() && answer.get() == Answer.REFUSED) {
      end(End.DEAD, onEnd);
      return;
    }
    sendFailed |= answer.isEmpty();
    if (--unanswered == 0) {
      end(!sendFailed, 1, onEnd);
    }
  }

  private void end(boolean commit, int attempt, Consumer<End> onEnd) {
    int withEpoch = epoch;
    String what = (commit ? "commit of " : "abort of ") + id;
    node.ask(
        what,
        loss(),
        () -> world.kafka().coordinator().end(id, withEpoch, commit),
        answer -> onEnded(answer, commit, attempt, onEnd));
  }

  private Loss loss() {
    if (faults.strikes(Fault.COMMIT_LATE)) {
      return Loss.LATE;
    }
    if (faults.strikes(Fault.COMMIT_LOST)) {
      return Loss.REQUEST;
    }
    return faults.strikes(Fault.COMMIT_ANSWER_LOST) ? Loss.ANSWER : Loss.NOTHING;
  }

  private void onEnded(Optional<Ended> answer, boolean commit, int attempt, Consumer<End> onEnd) {
    if (dead) {
      return;
    }
    boolean again = answer.isEmpty() || answer.get().answer() == Answer.CONCURRENT;
    if (again && attempt < ATTEMPTS) {
      node.post(COME_AGAIN_MS, "commit or abort again", () -> end(commit, attempt + 1, onEnd));
    } else if (again || answer.get().answer() == Answer.REFUSED) {
      end(End.DEAD, onEnd);
    } else {
      epoch = answer.get().epoch();
      end(commit ? End.COMMITTED : End.ABORTED, onEnd);
    }
  }

  /** Sends nothing more. */
  void stop() {
    dead = true;
  }

  private void end(End end, Consumer<End> onEnd) {
    dead = end == End.DEAD;
    onEnd.accept(end);
  }
}
