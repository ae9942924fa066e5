package io.switchboard.entity.simulator;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ledger;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.entity.simulator.LaneTransactionWalk.End;
import io.switchboard.entity.simulator.ModelLog.DataEvent;
import io.switchboard.entity.simulator.ModelLog.LedgerRecord;
import io.switchboard.entity.simulator.ModelLog.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A lane as sessions see it, over one producer: takes batches, lets a session out, answers for each
 * batch once. What becomes of a transaction is walked in {@link LaneTransactionWalk}. As the real
 * one, it answers "unknown" only for what was in a transaction, and is dead for good after any
 * answer that it does not know.
 */
final class ModelLane implements ProducerLane {
  private static final int MAX_TOGETHER = 2;

  private record Work(Publication publication, CompletableFuture<Outcome> answer) {}

  private final LaneId id;
  private final SimNode node;
  private final World world;
  private final LaneTransactionWalk producer;
  private final Deque<Work> queue = new ArrayDeque<>();
  private final List<CompletableFuture<OptionalLong>> revokers = new ArrayList<>();
  private List<Work> inFlight = List.of();
  private boolean alive = true;
  private long revokedEpoch = -1;
  private OptionalLong lastSeq = OptionalLong.empty();

  ModelLane(LaneId id, SimNode node, World world) {
    this.id = id;
    this.node = node;
    this.world = world;
    this.producer = new LaneTransactionWalk(id, node, world);
  }

  @Override
  public LaneId id() {
    return id;
  }

  @Override
  public int ledgerPartition() {
    return world.kafka().ledgerPartitionOf(node.number());
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public CompletionStage<Long> ledgerEnd() {
    CompletableFuture<Long> end = new CompletableFuture<>();
    node.ask(
        "ledger end",
        SimNode.Loss.NOTHING,
        () -> world.kafka().ledger(ledgerPartition()).end(),
        answer -> end.complete(answer.orElseThrow()));
    return end;
  }

  @Override
  public CompletionStage<Outcome> publish(Publication publication) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    if (!alive) {
      answer.complete(new Outcome.NotPublished("the lane has ended", false));
    } else if (publication.epoch() <= revokedEpoch) {
      answer.complete(new Outcome.Unknown("epoch " + publication.epoch() + " was revoked"));
    } else if (WriterClient.isPoison(publication.batch().digest())) {
      world.faults().note(Fault.BATCH_REFUSED);
      answer.complete(new Outcome.Refused(Refusal.TOO_LARGE, "poison"));
    } else {
      queue.add(new Work(publication, answer));
      node.post(world.scheduler().between(0, world.laneWaitsMs()), "lane turns", this::turn);
    }
    return answer;
  }

  @Override
  public CompletionStage<OptionalLong> revoke(SessionId session, long epoch) {
    if (!alive) {
      return CompletableFuture.failedFuture(new IllegalStateException("the lane has ended"));
    }
    revokedEpoch = Math.max(revokedEpoch, epoch);
    CompletableFuture<OptionalLong> revoker = new CompletableFuture<>();
    revokers.add(revoker);
    letOut();
    return revoker;
  }

  /** True if the session was let out up to this epoch, and nothing of it is left here. */
  boolean hasLetOut(long epoch) {
    return revokedEpoch >= epoch && queue.isEmpty() && inFlight.isEmpty();
  }

  private void letOut() {
    if (queue.isEmpty() && inFlight.isEmpty()) {
      List<CompletableFuture<OptionalLong>> waiting = List.copyOf(revokers);
      revokers.clear();
      waiting.forEach(revoker -> revoker.complete(lastSeq));
    }
  }

  private void turn() {
    if (!alive || !inFlight.isEmpty() || queue.isEmpty()) {
      return;
    }
    List<Work> works = new ArrayList<>();
    while (!queue.isEmpty() && works.size() < MAX_TOGETHER) {
      works.add(queue.remove());
    }
    inFlight = List.copyOf(works);
    producer.run(recordsOf(inFlight), this::onEnd);
  }

  private Map<ModelLog, List<Payload>> recordsOf(List<Work> works) {
    Map<ModelLog, List<Payload>> records = new LinkedHashMap<>();
    ModelLog ledger = world.kafka().ledger(ledgerPartition());
    for (Work work : works) {
      Publication p = work.publication();
      int events = p.batch().events().size();
      for (int i = 0; i < events; i++) {
        ModelLog log = world.kafka().topic((int) ((p.seq() + i) % Known.PARTITIONS));
        records
            .computeIfAbsent(log, l -> new ArrayList<>())
            .add(new DataEvent(p.session(), p.seq(), i, events, p.batch().digest()));
      }
      Ledger.Entry entry = new Ledger.Entry(p.seq(), p.epoch(), events, p.batch().digest());
      records
          .computeIfAbsent(ledger, l -> new ArrayList<>())
          .add(new LedgerRecord(p.session(), entry));
    }
    return records;
  }

  private void onEnd(End end) {
    if (!alive) {
      return;
    }
    List<Work> works = inFlight;
    if (end == End.DEAD) {
      die("the producer was refused, or got no answer");
      return;
    }
    inFlight = List.of();
    if (end == End.COMMITTED) {
      works.forEach(work -> lastSeq = OptionalLong.of(work.publication().seq()));
      works.forEach(work -> work.answer().complete(new Outcome.Committed()));
    } else if (world.scheduler().oneIn(2)) {
      for (int i = works.size() - 1; i >= 0; i--) {
        queue.addFirst(works.get(i));
      }
    } else {
      Outcome not = new Outcome.NotPublished("aborted", world.scheduler().oneIn(2));
      works.forEach(work -> work.answer().complete(not));
    }
    letOut();
    node.post(world.scheduler().between(0, world.laneWaitsMs()), "lane turns", this::turn);
  }

  /** Ends for good; what is on its way to Kafka still arrives there. */
  void die(String reason) {
    if (!alive) {
      return;
    }
    world.scheduler().trace().say(() -> "lane " + id + " dies: " + reason);
    alive = false;
    List<Work> unknown = inFlight;
    List<Work> queued = List.copyOf(queue);
    List<CompletableFuture<OptionalLong>> waiting = List.copyOf(revokers);
    vanish();
    unknown.forEach(work -> work.answer().complete(new Outcome.Unknown(reason)));
    queued.forEach(work -> work.answer().complete(new Outcome.NotPublished(reason, false)));
    waiting.forEach(r -> r.completeExceptionally(new IllegalStateException(reason)));
  }

  /** Gone with its process: nobody is answered. */
  void vanish() {
    alive = false;
    producer.stop();
    inFlight = List.of();
    queue.clear();
    revokers.clear();
  }
}
