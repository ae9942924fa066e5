package io.switchboard.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FetcherFaultsTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final SourceMetrics metrics = new SourceMetrics();
  private final SourceSettings settings = TestSettings.small();
  private final TopicWatch topics = new TopicWatch(new PaperKafka(), settings, metrics, () -> {});
  private final FetchPlan plan =
      new FetchPlan(FetchPlan.Role.CATCH_UP, settings, metrics, topics::trusts);
  private final FetcherFaults faults = new FetcherFaults("f", settings, metrics, plan, topics);
  private final List<PartitionKey> partitions =
      IntStream.range(0, 8).mapToObj(i -> new PartitionKey("t", i)).toList();

  private long allowed(long now) {
    return partitions.stream().filter(key -> faults.allows(key, now)).count();
  }

  @Test
  void aSearchDoesNotWaitForPartitionsThatNobodyReadsAnyMore() {
    faults.onBroken(new IllegalStateException("broken"), partitions, 0);
    assertThat(allowed(SECOND)).isEqualTo(4);
    for (int i = 1; i <= 5; i++) {
      faults.nothingToRead(i * SECOND);
    }
    assertThat(allowed(6 * SECOND)).isEqualTo(8);
  }

  @Test
  void aClusterThatRefusesEverythingIsAskedLessAndLess() {
    long now = 0;
    long lastPause = 0;
    for (int i = 0; i < 12; i++) {
      faults.onBroken(new IllegalStateException("no cluster"), List.of(), now);
      long pause = 0;
      while (!faults.mayRead(now + pause)) {
        pause += SECOND / 100;
      }
      assertThat(pause).isBetween(lastPause, 2 * SECOND);
      lastPause = pause;
      now += pause;
    }
    assertThat(lastPause).isEqualTo(2 * SECOND);
  }

  @Test
  void aPartitionThatBreaksAConsumerIsLeftAloneLongerEachTime() {
    VirtualFetchers world = new VirtualFetchers(settings);
    plan.update(world.subscribe(3, 0, new TestSink(0)), 0);
    PartitionKey sick = new PartitionKey(VirtualFetchers.TOPIC.name(), 3);
    faults.onBroken(new IllegalStateException("broken"), List.of(sick), 0);
    assertThat(faults.allows(sick, SECOND / 2)).isFalse();
    assertThat(faults.allows(sick, SECOND)).isTrue();
    faults.onBroken(new IllegalStateException("broken"), List.of(sick), SECOND);
    assertThat(faults.allows(sick, 2 * SECOND)).isFalse();
    assertThat(faults.allows(sick, 3 * SECOND)).isTrue();
  }
}
