package io.switchboard.kafka.ledger;

import io.switchboard.core.model.LaneId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.admin.FenceProducersOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fences lanes, until it is certain. Blocks; used by the ledger's workers.
 *
 * <p>A fence whose call was not answered is no fence: the coordinator may have bumped the epoch and
 * aborted, and the old producer can still adopt the new epoch with its own abort. Only a call that
 * completed without error is the end of the lane.
 */
final class LaneFence {
  private static final Logger log = LoggerFactory.getLogger(LaneFence.class);

  /**
   * Also becomes the id's transaction time-out, which brokers refuse above {@code
   * transaction.max.timeout.ms}.
   */
  private static final int CALL_TIMEOUT_MS = 30_000;

  private static final int DESCRIBE_TIMEOUT_MS = 3_000;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Admin admin;
  private final Duration timeout;
  private final CountDownLatch closed;
  private final LedgerMetrics metrics;

  /**
   * @param timeout for all attempts together
   * @param closed at zero, attempts end
   */
  LaneFence(Admin admin, Duration timeout, CountDownLatch closed, LedgerMetrics metrics) {
    this.admin = admin;
    this.timeout = timeout;
    this.closed = closed;
    this.metrics = metrics;
  }

  /**
   * Returns when the lane is fenced.
   *
   * @throws SettlementException if that is not certain
   */
  void fence(LaneId lane) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    describe(lane);
    while (true) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      Throwable error = tryOnce(lane, (int) Math.max(100, Math.min(CALL_TIMEOUT_MS, leftMs)));
      if (error == null) {
        metrics.fenced.increment();
        log.info("lane={} phase=fenced", lane);
        return;
      }
      metrics.fenceRepeats.increment();
      boolean hopeless =
          error instanceof AuthorizationException || error instanceof InvalidRequestException;
      if (hopeless || System.nanoTime() - deadline >= 0) {
        throw new SettlementException("lane " + lane + " could not be fenced: " + error, error);
      }
      log.info("lane={} phase=fence repeated=true reason=\"{}\"", lane, error.toString());
      if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SettlementException("the ledger was closed");
      }
    }
  }

  /** Null if it succeeded. */
  private Throwable tryOnce(LaneId lane, int callTimeoutMs) throws InterruptedException {
    KafkaFuture<Void> fenced =
        admin
            .fenceProducers(
                List.of(lane.value()), new FenceProducersOptions().timeoutMs(callTimeoutMs))
            .fencedProducers()
            .get(lane.value());
    try {
      fenced.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  /** Only to sound the alarm: an id that Kafka does not know would be fenced all the same. */
  private void describe(LaneId lane) throws InterruptedException {
    try {
      TransactionDescription found =
          admin
              .describeTransactions(
                  List.of(lane.value()),
                  new DescribeTransactionsOptions().timeoutMs(DESCRIBE_TIMEOUT_MS))
              .description(lane.value())
              .get();
      log.debug("lane={} phase=fence state={}", lane, found.state());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TransactionalIdNotFoundException) {
        metrics.unknownIds.increment();
        log.warn(
            "lane={} phase=fence alarm=unknownId: Kafka does not know this transactional id;"
                + " expired, or an ownership row names a lane that never was",
            lane);
      } else {
        log.debug("lane={} phase=describe reason=\"{}\"", lane, e.getCause().toString());
      }
    }
  }
}
