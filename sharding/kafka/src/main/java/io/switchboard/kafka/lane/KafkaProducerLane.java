package io.switchboard.kafka.lane;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.kafka.lane.BatchPreparer.Preparation;
import io.switchboard.kafka.lane.LaneBook.Revoked;
import io.switchboard.kafka.lane.LaneDesk.GivenBack;
import io.switchboard.kafka.lane.LaneDesk.Leftovers;
import io.switchboard.kafka.lane.LaneDesk.Turn;
import io.switchboard.kafka.lane.LaneTransaction.Result;
import io.switchboard.kafka.lane.SendFailures.Failed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane over one transactional producer: a thread that puts whatever waits into one transaction,
 * and while that is being committed the next one's batches gather. What to do is decided by {@link
 * LaneDesk} and {@link AbortPlan}; {@link LaneTransaction} acts.
 *
 * <p>Threads: any thread publishes and revokes; only the lane's own thread uses the producer.
 * Answers come from the lane's thread, so what depends on them must be quick.
 */
final class KafkaProducerLane implements ProducerLane {
  private static final Logger log = LoggerFactory.getLogger(KafkaProducerLane.class);

  private final LaneId id;
  private final int ledgerPartition;
  private final Producer<byte[], byte[]> producer;
  private final BatchPreparer preparer;
  private final LaneParts parts;
  private final LaneDesk desk;
  private final LaneLife life;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * @param producer initialised with this id, and used by nobody else
   */
  KafkaProducerLane(
      LaneId id,
      int ledgerPartition,
      Producer<byte[], byte[]> producer,
      BatchPreparer preparer,
      LaneParts parts) {
    this.id = id;
    this.ledgerPartition = ledgerPartition;
    this.producer = producer;
    this.preparer = preparer;
    this.parts = parts;
    this.desk = new LaneDesk(parts.settings().lanes());
    this.life = new LaneLife(parts.nanoClock().getAsLong(), parts.settings().lanes().retireAfter());
  }

  @Override
  public LaneId id() {
    return id;
  }

  @Override
  public int ledgerPartition() {
    return ledgerPartition;
  }

  @Override
  public boolean isAlive() {
    return !desk.hasEnded();
  }

  /**
   * True if it remembers as many sessions as it should, or is old: a new lane should take the
   * sessions that come from now on.
   */
  boolean needsRelief() {
    return desk.isFull() || life.isDue(parts.nanoClock().getAsLong());
  }

  /** What waits in it and is under way. */
  LaneLoad load() {
    return desk.load();
  }

  @Override
  public CompletionStage<Long> ledgerEnd() {
    return parts.ledgerEnds().latest(ledgerPartition);
  }

  @Override
  public CompletionStage<Outcome> publish(Publication publication) {
    Work work = new Work(publication, parts.nanoClock().getAsLong());
    Optional<Outcome> no = desk.open(work);
    if (no.isPresent()) {
      answer(work, no.get());
      return work.answer();
    }
    CompletableFuture<Optional<TopicInfo>> topic = find(publication.topic().name());
    if (topic.isDone()) {
      topic.whenComplete((found, error) -> prepare(work, publication, found, error));
    } else {
      topic.whenCompleteAsync(
          (found, error) -> prepare(work, publication, found, error), parts.preparers());
    }
    return work.answer();
  }

  /** A batch that was let in must be answered, so nothing may be thrown from here on. */
  private CompletableFuture<Optional<TopicInfo>> find(String topic) {
    try {
      return parts.catalog().find(topic).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void prepare(
      Work work, Publication publication, Optional<TopicInfo> found, Throwable error) {
    Outcome outcome;
    try {
      Preparation preparation =
          error == null
              ? preparer.prepare(publication, found)
              : new Preparation.Answered(
                  notPublished("Kafka does not tell about the topic: " + error.getMessage()));
      if (preparation instanceof Preparation.Ready ready) {
        work.prepared(ready.records(), ready.bytes(), ready.maxProducerBatchBytes());
        if (desk.enqueue(work)) {
          return;
        }
        outcome = notPublished("the lane has ended");
      } else {
        outcome = ((Preparation.Answered) preparation).outcome();
      }
    } catch (RuntimeException e) {
      log.error("lane={} session={} phase=prepare", id, work.session(), e);
      outcome = notPublished("the batch could not be prepared: " + e.getClass().getName());
    }
    List<Revoked> revoked = desk.withdrawn(work);
    answer(work, outcome);
    revoked.forEach(Revoked::complete);
  }

  @Override
  public CompletionStage<OptionalLong> revoke(SessionId session, long epoch) {
    CompletableFuture<OptionalLong> revoker = new CompletableFuture<>();
    try {
      desk.revoke(session, epoch, revoker).ifPresent(Revoked::complete);
    } catch (LaneDiedException e) {
      revoker.completeExceptionally(e);
    }
    return revoker;
  }

  /** The lane's thread. Returns when the lane has ended. */
  void run() {
    LaneTransaction transaction =
        new LaneTransaction(producer, parts.settings().lanes().commitTimeout(), parts.nanoClock());
    try {
      boolean goesOn = true;
      while (goesOn) {
        Turn turn = desk.next(parts.settings().lanes().heartbeatEvery());
        if (turn instanceof Turn.Batches batches) {
          preparer.transactionBegins();
          long begunNanos = parts.nanoClock().getAsLong();
          Result result = transaction.run(batches.works());
          if (result instanceof Result.Committed) {
            parts.metrics().committed(parts.nanoClock().getAsLong() - begunNanos);
          }
          goesOn = settle(batches.works(), result);
        } else if (turn instanceof Turn.Idle) {
          goesOn = heartbeat(transaction);
        } else {
          end("closed", Optional.empty());
          goesOn = false;
        }
        retireIfOld();
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      end("the lane's thread failed", Optional.of(e));
    }
  }

  /** False if the lane has ended. */
  private boolean settle(List<Work> works, Result result) {
    if (result instanceof Result.Dead dead) {
      end(dead.reason(), Optional.of(dead.cause()));
      return false;
    }
    if (result instanceof Result.Aborted aborted) {
      settleAborted(works, aborted.failures());
    } else {
      settleCommitted(works);
    }
    return true;
  }

  /**
   * Commits a record that is nobody's. A lane that cannot do that is of no use to its sessions: it
   * dies before they find out.
   */
  private boolean heartbeat(LaneTransaction transaction) {
    Result result = transaction.run(preparer.heartbeat(id));
    if (result instanceof Result.Committed) {
      parts.metrics().heartbeats.increment();
      return true;
    }
    Throwable cause =
        result instanceof Result.Dead dead
            ? dead.cause()
            : ((Result.Aborted) result).failures().get(0).error();
    end("the heartbeat failed", Optional.of(cause));
    return false;
  }

  private void retireIfOld() {
    if (life.isOver(parts.nanoClock().getAsLong()) && desk.beginClose()) {
      parts.metrics().retired.increment();
      log.info("lane={} phase=retiring", id);
    }
  }

  private void settleCommitted(List<Work> works) {
    if (!parts.sick().isEmpty()) {
      works.forEach(work -> work.records().forEach(r -> parts.sick().worked(partitionOf(r))));
    }
    List<Revoked> revoked = desk.committed();
    Outcome committed = new Outcome.Committed();
    works.forEach(work -> answer(work, committed));
    revoked.forEach(Revoked::complete);
  }

  private void settleAborted(List<Work> works, List<Failed> failures) {
    long now = parts.nanoClock().getAsLong();
    parts.metrics().aborts.increment();
    for (Failed failed : failures) {
      if (SendFailure.isTimeout(failed.error()) && failed.workIndex() != SendFailures.NOBODY) {
        parts.sick().failed(failed.partition(), now);
      }
    }
    AbortPlan plan = AbortPlan.of(works, failures, now);
    log.info(
        "lane={} phase=abort batches={} together={} alone={} answered={} reason={}",
        id,
        works.size(),
        plan.together().size(),
        plan.alone().size(),
        plan.answers().size(),
        failures.get(0).error().toString());
    List<Revoked> revoked = desk.aborted(plan);
    plan.answers().forEach(this::answer);
    revoked.forEach(Revoked::complete);
    if (!parts.sick().isEmpty()) {
      giveBackWhatGoesToSickPartitions(now);
    }
  }

  /** What waited meanwhile for such a partition would only hold up the next transaction too. */
  private void giveBackWhatGoesToSickPartitions(long now) {
    GivenBack back =
        desk.giveBack(
            work ->
                work.records().stream().anyMatch(r -> parts.sick().isSick(partitionOf(r), now)));
    Outcome no = notPublished("its partition does not take records now");
    back.works().forEach(work -> answer(work, no));
    back.revoked().forEach(Revoked::complete);
  }

  private static TopicPartition partitionOf(ProducerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  /** Takes no more batches; ends when those that it has are done. */
  CompletableFuture<Void> close() {
    desk.beginClose();
    return ended;
  }

  /** Ends at once, from any thread: what is in flight becomes unknown. */
  void kill(String reason) {
    end(reason, Optional.of(new LaneDiedException(reason)));
  }

  /**
   * @param cause empty if the lane ended in order
   */
  private void end(String reason, Optional<Throwable> cause) {
    Optional<Leftovers> left = desk.end();
    if (left.isEmpty()) {
      return;
    }
    List<Work> inFlight = left.get().inFlight();
    List<Work> queued = left.get().queued();
    String why = "lane " + id + " ended: " + reason;
    if (cause.isPresent()) {
      parts.metrics().deaths.increment();
      log.warn(
          "lane={} phase=dead reason=\"{}\" inFlight={} queued={}",
          id,
          reason,
          inFlight.size(),
          queued.size(),
          cause.get());
      // No time to finish anything: what is open is for the fence and the ledger.
      closeProducer(Duration.ZERO);
    } else {
      log.info("lane={} phase=closed", id);
      closeProducer(Duration.ofSeconds(1));
    }
    inFlight.forEach(work -> answer(work, new Outcome.Unknown(why)));
    queued.forEach(work -> answer(work, notPublished(why)));
    left.get().revokers().forEach(r -> r.completeExceptionally(new LaneDiedException(why)));
    ended.complete(null);
  }

  private void closeProducer(Duration timeout) {
    try {
      producer.close(timeout);
    } catch (RuntimeException e) {
      log.warn("lane={} phase=closeProducer", id, e);
    }
  }

  /** Waits for the end that {@link #close} began, and kills the lane if it takes too long. */
  void awaitEnd(long waitNanos) throws InterruptedException {
    try {
      ended.get(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      kill("it could not finish in time");
    } catch (ExecutionException e) {
      throw new IllegalStateException("never completed exceptionally", e);
    }
  }

  private static Outcome notPublished(String reason) {
    return new Outcome.NotPublished(reason, false);
  }

  private void answer(Work work, Outcome outcome) {
    if (work.answer().complete(outcome)) {
      parts.metrics().count(outcome, work.records().size() - 1);
    }
  }
}
