package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.kafka.lane.LaneTransaction.Result;
import io.switchboard.kafka.lane.SendFailures.Failed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionCoordinatorFencedException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LaneTransactionTest {
  /** A producer that answers as it is told; what it is not told succeeds. */
  private static final class Scripted extends MockProducer<byte[], byte[]> {
    private final Deque<RuntimeException> commits = new ArrayDeque<>();
    private final Deque<RuntimeException> aborts = new ArrayDeque<>();
    private final Deque<Exception> sends = new ArrayDeque<>();
    private int commitCalls;
    private int abortCalls;
    private int sent;

    Scripted() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      initTransactions();
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      sent++;
      Exception error = sends.poll();
      if (error != null) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        callback.onCompletion(new RecordMetadata(partition, -1, -1, -1, -1, -1), error);
      }
      return new CompletableFuture<>();
    }

    @Override
    public void commitTransaction() {
      commitCalls++;
      throwNext(commits);
      super.commitTransaction();
    }

    @Override
    public void abortTransaction() {
      abortCalls++;
      throwNext(aborts);
      super.abortTransaction();
    }

    private static void throwNext(Deque<RuntimeException> script) {
      RuntimeException next = script.poll();
      if (next != null) {
        throw next;
      }
    }
  }

  private final Scripted producer = new Scripted();
  private long nanos;

  private Result run() {
    return new LaneTransaction(
            producer, Duration.ofSeconds(30), () -> nanos += Duration.ofSeconds(1).toNanos())
        .run(List.of(Works.any(), Works.any()));
  }

  @Test
  void eventsAndLedgerRecordsGoIntoOneTransaction() {
    assertThat(run()).isEqualTo(new Result.Committed());
    assertThat(producer.sent).isEqualTo(4);
    assertThat(producer.commitCount()).isEqualTo(1);
  }

  @Test
  void anUnansweredCommitIsCommittedAgainAndNeverAborted() {
    producer.commits.addAll(
        List.of(new TimeoutException(), new TimeoutException(), new TimeoutException()));

    assertThat(run()).isEqualTo(new Result.Committed());
    assertThat(producer.commitCalls).isEqualTo(4);
    assertThat(producer.abortCalls).isZero();
  }

  @ParameterizedTest
  @MethodSource("others")
  void anUnansweredCommitThatThenFailsIsDeathAndNeverAborted(RuntimeException error) {
    // The first call may have committed: whatever the second says, only the ledger knows.
    producer.commits.addAll(List.of(new TimeoutException(), error));

    assertThat(run()).isInstanceOf(Result.Dead.class);
    assertThat(producer.abortCalls).isZero();
  }

  @Test
  void anInterruptedCommitIsCommittedAgain() {
    producer.commits.add(new InterruptException("x"));

    assertThat(run()).isEqualTo(new Result.Committed());
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aCommitThatIsNeverAnsweredIsDeath() {
    for (int i = 0; i < 100; i++) {
      producer.commits.add(new TimeoutException());
    }

    assertThat(run()).isInstanceOf(Result.Dead.class);
    assertThat(producer.commitCalls).isBetween(25, 35);
    assertThat(producer.abortCalls).isZero();
  }

  static List<RuntimeException> others() {
    return Arrays.asList(
        new ProducerFencedException("x"),
        new InvalidProducerEpochException("x"),
        new InvalidTxnStateException("x"),
        new InvalidPidMappingException("x"),
        new UnknownProducerIdException("x"),
        new TransactionAbortableException("x"),
        new TransactionalIdAuthorizationException("x"),
        new KafkaException("x"),
        new IllegalStateException("x"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void anyOtherErrorOfACommitIsDeath(RuntimeException error) {
    producer.commits.add(error);

    assertThat(run()).isInstanceOf(Result.Dead.class);
    assertThat(producer.abortCalls).isZero();
  }

  @ParameterizedTest
  @MethodSource("others")
  void anyErrorOfAnAbortIsDeath(RuntimeException error) {
    producer.sends.add(new RecordTooLargeException("x"));
    producer.aborts.add(error);

    assertThat(run()).isInstanceOf(Result.Dead.class);
  }

  @Test
  void aFailedSendIsAbortedAndTheRestNotSent() {
    producer.sends.add(new RecordTooLargeException("x"));

    Result result = run();

    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Aborted.class,
            aborted ->
                assertThat(aborted.failures()).extracting(Failed::workIndex).containsExactly(0));
    assertThat(producer.sent).isEqualTo(2);
    assertThat(producer.commitCalls).isZero();
  }

  @Test
  void anUnansweredAbortIsAbortedAgain() {
    producer.sends.add(new TimeoutException("expired"));
    producer.aborts.add(new TimeoutException());

    assertThat(run()).isInstanceOf(Result.Aborted.class);
    assertThat(producer.abortCalls).isEqualTo(2);
  }

  static List<Exception> fatalSends() {
    return List.of(
        new ProducerFencedException("x"),
        new InvalidProducerEpochException("x"),
        new InvalidTxnStateException("x"),
        new OutOfOrderSequenceException("x"),
        new UnknownProducerIdException("x"),
        new InvalidPidMappingException("x"),
        new TransactionCoordinatorFencedException("x"),
        new TransactionalIdAuthorizationException("x"),
        new ClusterAuthorizationException("x"),
        new UnknownServerException("x"),
        new IllegalStateException("x"));
  }

  @ParameterizedTest
  @MethodSource("fatalSends")
  void aSendThatFailsInAnyOtherWayIsDeathWithoutAbort(Exception error) {
    producer.sends.add(error);

    assertThat(run()).isInstanceOf(Result.Dead.class);
    assertThat(producer.abortCalls).isZero();
    assertThat(producer.commitCalls).isZero();
  }

  @Test
  void aTransactionThatCannotBeginIsDeath() {
    producer.fenceProducer();

    assertThat(run()).isInstanceOf(Result.Dead.class);
    assertThat(producer.sent).isZero();
  }

  @Test
  void aHeartbeatIsATransactionOfOneRecordAndAFailedOneIsNotTakenForCommitted() {
    LaneTransaction transaction =
        new LaneTransaction(producer, Duration.ofSeconds(30), System::nanoTime);
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("ledger", 0, null, new byte[1]);

    assertThat(transaction.run(record)).isEqualTo(new Result.Committed());
    assertThat(producer.sent).isEqualTo(1);
    producer.sends.add(new TimeoutException("expired"));

    assertThat(transaction.run(record)).isInstanceOf(Result.Aborted.class);
    producer.commits.add(new ProducerFencedException("x"));
    assertThat(transaction.run(record)).isInstanceOf(Result.Dead.class);
    assertThat(producer.commitCount()).isEqualTo(1);
  }
}
