package io.switchboard.kafka.lane;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.port.PayloadCipher;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.LaneIds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a lane to life on a thread of its own: asks for the ledger's partitions, opens the
 * producer, and initialises the id. Only when that has returned does anybody learn the id.
 */
final class LaneStarter {
  private static final Logger log = LoggerFactory.getLogger(LaneStarter.class);

  private final LaneParts parts;
  private final PayloadCipher cipher;
  private final UUID incarnation;
  private final BiFunction<KafkaSettings, LaneId, Producer<byte[], byte[]>> producers;

  LaneStarter(
      LaneParts parts,
      PayloadCipher cipher,
      UUID incarnation,
      BiFunction<KafkaSettings, LaneId, Producer<byte[], byte[]>> producers) {
    this.parts = parts;
    this.cipher = cipher;
    this.incarnation = incarnation;
    this.producers = producers;
  }

  /** Completes with the running lane, or fails, within the start time-out and a little. */
  CompletableFuture<KafkaProducerLane> start(int lane, int generation) {
    CompletableFuture<KafkaProducerLane> started = new CompletableFuture<>();
    LaneId id = new LaneIds(parts.settings().clusterId()).of(incarnation, lane, generation);
    Thread thread =
        new Thread(
            () -> startAndRun(id, lane, generation, started), "lane-" + lane + "-" + generation);
    thread.setDaemon(true);
    thread.start();
    return started;
  }

  private void startAndRun(
      LaneId id, int lane, int generation, CompletableFuture<KafkaProducerLane> started) {
    KafkaProducerLane running;
    try {
      long deadline =
          parts.nanoClock().getAsLong() + parts.settings().lanes().startTimeout().toNanos();
      TopicPartition ledger = ledgerPartition(lane);
      Producer<byte[], byte[]> producer = producers.apply(parts.settings(), id);
      initialise(producer, deadline);
      BatchPreparer preparer =
          new BatchPreparer(cipher, ledger, generation, parts.sick(), parts.nanoClock());
      running = new KafkaProducerLane(id, ledger.partition(), producer, preparer, parts);
    } catch (RuntimeException | Error e) {
      parts.metrics().startFailures.increment();
      log.warn("lane={} phase=start reason=\"{}\"", id, e.toString());
      started.completeExceptionally(
          new LaneUnavailableException("lane " + id + " did not start: " + e, e));
      return;
    }
    parts.metrics().started.increment();
    log.info("lane={} phase=started ledgerPartition={}", id, running.ledgerPartition());
    started.complete(running);
    running.run();
  }

  /** Which partition a lane writes to: fixed for all generations, spread over the nodes. */
  private TopicPartition ledgerPartition(int lane) {
    int partitions = parts.ledgerEnds().partitions();
    byte[] who = (incarnation + "-" + lane).getBytes(StandardCharsets.US_ASCII);
    return new TopicPartition(
        parts.settings().ledger().topic(), Utils.toPositive(Utils.murmur2(who)) % partitions);
  }

  /** A call that timed out is repeated: it then waits for the answer of the first one. */
  private void initialise(Producer<byte[], byte[]> producer, long deadlineNanos) {
    while (true) {
      try {
        producer.initTransactions();
        return;
      } catch (TimeoutException e) {
        if (parts.nanoClock().getAsLong() - deadlineNanos > 0) {
          producer.close(Duration.ZERO);
          throw e;
        }
      } catch (RuntimeException e) {
        producer.close(Duration.ZERO);
        throw e;
      }
    }
  }
}
