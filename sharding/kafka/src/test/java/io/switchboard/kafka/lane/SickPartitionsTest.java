package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SickPartitionsTest {
  private final SickPartitions sick = new SickPartitions();
  private final TopicPartition partition = new TopicPartition("t", 0);

  private boolean isSickAt(double seconds) {
    return sick.isSick(partition, nanos(seconds));
  }

  private static long nanos(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000)).toNanos();
  }

  @Test
  void aPartitionIsLeftAloneTwiceAsLongEachTime() {
    assertThat(isSickAt(0)).isFalse();
    sick.failed(partition, nanos(0));
    assertThat(isSickAt(1.9)).isTrue();
    assertThat(isSickAt(2.0)).isFalse();

    sick.failed(partition, nanos(10));
    assertThat(isSickAt(13.9)).isTrue();
    assertThat(isSickAt(14)).isFalse();
    assertThat(sick.isSick(new TopicPartition("t", 1), nanos(11))).isFalse();
  }

  @Test
  void failuresWhileItIsSickDoNotCount() {
    sick.failed(partition, nanos(0));
    sick.failed(partition, nanos(1));
    sick.failed(partition, nanos(1.5));

    assertThat(isSickAt(2.0)).isFalse();
  }

  @Test
  void aSuccessForgetsIt() {
    sick.failed(partition, nanos(0));
    sick.worked(partition);

    assertThat(isSickAt(1)).isFalse();
    assertThat(sick.isEmpty()).isTrue();
  }
}
