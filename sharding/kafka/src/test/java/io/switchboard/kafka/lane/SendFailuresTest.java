package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.kafka.lane.SendFailures.Failed;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.junit.jupiter.api.Test;

class SendFailuresTest {
  private final SendFailures failures = new SendFailures();

  private void fail(int work, int partition, Exception error) {
    failures
        .callback(work)
        .onCompletion(
            new RecordMetadata(new TopicPartition("t", partition), -1, -1, -1, -1, -1), error);
  }

  @Test
  void aSuccessIsNoFailure() {
    fail(0, 0, null);

    assertThat(failures.any()).isFalse();
    assertThat(failures.close()).isEmpty();
  }

  @Test
  void thoseThatFailWithTheFirstOnesExceptionElsewhereAreInnocent() {
    Exception tooLarge = new RecordTooLargeException("x");
    fail(3, 0, tooLarge);
    fail(4, 1, tooLarge);
    fail(5, 2, new TransactionAbortableException("after x"));
    fail(6, 3, new TransactionAbortedException());

    assertThat(failures.any()).isTrue();
    assertThat(failures.close()).extracting(Failed::workIndex).containsExactly(3);
  }

  @Test
  void thoseInTheSamePartitionAreSuspects() {
    Exception timeout = new TimeoutException("expired");
    fail(1, 0, timeout);
    fail(2, 0, timeout);
    fail(3, 1, timeout);

    assertThat(failures.close()).extracting(Failed::workIndex).containsExactly(1, 2);
  }

  @Test
  void aPartitionThatFailsForAReasonOfItsOwnIsSuspectToo() {
    fail(1, 0, new TimeoutException("one"));
    fail(2, 1, new TimeoutException("two"));

    assertThat(failures.close()).extracting(Failed::workIndex).containsExactly(1, 2);
  }

  @Test
  void whatFailsAfterClosingIsNotLookedAt() {
    fail(1, 0, new TimeoutException("one"));
    var first = failures.close();
    fail(2, 1, new TimeoutException("two"));

    assertThat(failures.close()).isEqualTo(first);
  }
}
