package io.switchboard.entity.simulator;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ledger;
import io.switchboard.entity.simulator.ModelCoordinator.Answer;
import io.switchboard.entity.simulator.ModelLog.LedgerRecord;
import io.switchboard.entity.simulator.SimNode.Loss;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A node's way to settle a lane: fence until that succeeded, take the log's end after that, read up
 * to it. A fence and its end are kept, as the real one keeps them, because they stay true for ever.
 */
final class ModelLedger implements Ledger {
  private static final int FENCE_ATTEMPTS = 4;
  private static final int SCAN_ATTEMPTS = 30;
  private static final int PAUSE_MS = 40;

  private final SimNode node;
  private final World world;
  private final Map<LaneId, Long> endOfFenced = new HashMap<>();

  ModelLedger(SimNode node, World world) {
    this.node = node;
    this.world = world;
  }

  @Override
  public CompletionStage<Settled> settle(LaneId lane, int partition, long fromOffset) {
    CompletableFuture<Settled> settled = new CompletableFuture<>();
    Settling settling = new Settling(lane, partition, fromOffset, settled);
    if (world.control() == Control.FENCE_OFF || endOfFenced.containsKey(lane)) {
      settling.takeEnd();
    } else {
      settling.fence(1);
    }
    return settled;
  }

  /** One call of settle, step by step. */
  private final class Settling {
    private final LaneId lane;
    private final ModelLog log;
    private final long from;
    private final CompletableFuture<Settled> settled;

    Settling(LaneId lane, int partition, long from, CompletableFuture<Settled> settled) {
      this.lane = lane;
      this.log = world.kafka().ledger(partition);
      this.from = from;
      this.settled = settled;
    }

    private void fail(String why) {
      settled.completeExceptionally(new IllegalStateException(lane + ": " + why));
    }

    void fence(int attempt) {
      Loss loss =
          world.faults().strikes(Fault.FENCE_TIMED_OUT)
              ? world.scheduler().oneOf(List.of(Loss.REQUEST, Loss.ANSWER, Loss.LATE))
              : Loss.NOTHING;
      node.ask(
          "fence " + lane,
          loss,
          () -> world.kafka().coordinator().fence(lane),
          answer -> onFence(answer, attempt));
    }

    private void onFence(Optional<Answer> answer, int attempt) {
      boolean taken = answer.isEmpty() && world.control() == Control.FENCE_TIMED_OUT_IS_DONE;
      if (taken || answer.filter(a -> a == Answer.DONE).isPresent()) {
        takeEnd();
      } else if (answer.isEmpty() && attempt >= FENCE_ATTEMPTS) {
        fail("not fenced");
      } else {
        node.post(PAUSE_MS, "fence again", () -> fence(answer.isEmpty() ? attempt + 1 : attempt));
      }
    }

    void takeEnd() {
      Long known = endOfFenced.get(lane);
      if (known != null && from <= known) {
        scan(known, 1);
        return;
      }
      boolean stable = world.control() == Control.STABLE_OFFSET_IS_THE_END;
      node.ask(
          "end of " + log,
          Loss.NOTHING,
          () -> stable ? log.stable() : log.end(),
          end -> {
            endOfFenced.put(lane, end.orElseThrow());
            scan(end.orElseThrow(), 1);
          });
    }

    private void scan(long end, int attempt) {
      if (from > end) {
        fail("the ledger ends at " + end + ", before " + from);
        return;
      }
      node.ask(
          "scan " + log + " from " + from + " to " + end,
          Loss.NOTHING,
          () -> log.stable() < end ? Optional.<Found>empty() : Optional.of(read(end)),
          found -> {
            if (found.orElseThrow().isPresent()) {
              Found all = found.get().get();
              settled.complete(session -> Optional.ofNullable(all.last().get(session)));
            } else if (attempt < SCAN_ATTEMPTS) {
              node.post(PAUSE_MS, "scan again", () -> scan(end, attempt + 1));
            } else {
              fail("an open transaction holds the ledger back");
            }
          });
    }

    private Found read(long end) {
      Map<SessionId, Entry> last = new HashMap<>();
      boolean off = world.control() == Control.LEDGER_OFF;
      for (long offset = from; offset < end && !off; offset++) {
        if (log.isVisible(offset) && log.at(offset) instanceof LedgerRecord record) {
          last.merge(record.session(), record.entry(), (a, b) -> b.seq() >= a.seq() ? b : a);
        }
      }
      return new Found(last);
    }
  }

  private record Found(Map<SessionId, Entry> last) {}
}
