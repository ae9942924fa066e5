package io.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.protocol.AckMode;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.sdk.fake.FakeDoor;
import io.switchboard.sdk.fake.FakeNode;
import io.switchboard.sdk.fake.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many batches through nodes that fail at random: whatever is reported as published is there once
 * and in order, and whatever is read is the topic. The seed is the test's first parameter.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RandomFaultsTest extends SdkTestBase {
  private static final int BATCHES = 150;

  private final AtomicInteger moves = new AtomicInteger();
  private final List<FakeDoor> doors =
      List.of(new FakeDoor(cluster, 0, 2, moves), new FakeDoor(cluster, 1, 2, moves));

  private Function<String, Optional<Fault>> faults(long seed, boolean goneToo) {
    Random random = new Random(seed);
    return method -> {
      synchronized (random) {
        boolean inSession = method.equals("read") || method.equals("ack");
        int dice = random.nextInt(goneToo && inSession ? 101 : 100);
        return Optional.ofNullable(
            switch (dice) {
              case 0, 1, 2, 3 -> new Fault.LoseReply();
              case 4, 5 -> new Fault.LoseRequest();
              case 6, 7 -> new Fault.BreakReply();
              case 8, 9 -> Fault.answer(ErrorCode.UNAVAILABLE);
              case 10 -> Fault.answer(ErrorCode.BACKPRESSURE, 30);
              case 11 -> Fault.answer(ErrorCode.INTERNAL);
              case 12 -> Fault.answer(ErrorCode.COMMIT_PENDING);
              case 13, 14, 15, 16 -> new Fault.After(this::moveSessions);
              case 17 -> new Fault.RawReply(new byte[] {(byte) 0x82, 0x41});
              case 100 -> Fault.answer(ErrorCode.SESSION_EXPIRED);
              default -> null;
            });
      }
    };
  }

  private void moveSessions() {
    doors.get(0).move();
    cluster.forgetStages();
  }

  private SwitchboardClient clientWithFaults(long seed, String transport, boolean goneToo) {
    FakeNode first = node(transport, doors.get(0));
    FakeNode second = node(transport, doors.get(1));
    Function<String, Optional<Fault>> faults = faults(seed, goneToo);
    first.otherwise(faults);
    second.otherwise(faults);
    return client(first, second);
  }

  @ParameterizedTest
  @CsvSource({"1,tcp", "2,http", "3,tcp", "4,http", "5,tcp", "6,http"})
  void whatIsReportedAsPublishedIsThereOnceAndInOrder(long seed, String transport) {
    SwitchboardClient client = clientWithFaults(seed, transport, false);
    Publisher publisher = client.publisher("topic");
    Random random = new Random(seed);
    List<String> expected = new ArrayList<>();
    List<CompletableFuture<PublishResult>> results = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      boolean poison = random.nextInt(30) == 0;
      String value = poison ? "poison" : "e" + i;
      results.add(publisher.publishAsync(events(value)));
      if (!poison) {
        expected.add(value);
      }
      if (random.nextInt(10) == 0) {
        publisher.flushAsync().handle((r, e) -> null).join();
      }
    }
    publisher.flushAsync().handle((r, e) -> null).join();

    int succeeded = 0;
    long lastSeq = 0;
    for (CompletableFuture<PublishResult> result : results) {
      if (result.isCompletedExceptionally()) {
        assertThat(failure(result)).isInstanceOf(RefusedException.class);
      } else {
        succeeded++;
        assertThat(result.join().seq()).isEqualTo(++lastSeq);
      }
    }
    assertThat(cluster.published()).isEqualTo(expected);
    assertThat(succeeded).isEqualTo(expected.size());
    assertThat(retries).as("faults happened").hasSizeGreaterThan(10);
  }

  /** As {@link #faults}, and owners crash with some of what they had accepted. */
  private Function<String, Optional<Fault>> bufferFaults(long seed) {
    Function<String, Optional<Fault>> others = faults(seed, false);
    Random random = new Random(~seed);
    return method -> {
      synchronized (random) {
        int dice = random.nextInt(100);
        if (dice < 3) {
          int survivors = random.nextInt(6);
          return Optional.of(new Fault.After(() -> cluster.crash(survivors)));
        }
        if (dice < 10) {
          cluster.commitLag(random.nextInt(12));
          cluster.bufferCapacity(1 + random.nextInt(10));
        }
      }
      return others.apply(method);
    };
  }

  @ParameterizedTest
  @CsvSource({"21,tcp", "22,http", "23,tcp", "24,http", "25,tcp", "26,http", "27,tcp", "28,tcp"})
  void whatIsAcceptedIsCommittedOnceAndInOrderUnlessKafkaRefusesIt(long seed, String transport) {
    FakeNode first = node(transport, doors.get(0)).otherwise(bufferFaults(seed));
    FakeNode second = node(transport, doors.get(1)).otherwise(bufferFaults(seed + 1000));
    Random random = new Random(seed);
    Publisher publisher =
        client(first, second)
            .publisher(
                "topic",
                PublisherOptions.defaults()
                    .ackMode(AckMode.BUFFERED)
                    .pipelined(random.nextBoolean())
                    .bufferedBatches(1 + random.nextInt(30)));
    List<String> expected = new ArrayList<>();
    List<CompletableFuture<PublishResult>> results = new ArrayList<>();
    for (int i = 0; i < 10 * BATCHES; i++) {
      boolean poison = random.nextInt(30) == 0;
      String value = poison ? "poison" : "e" + i;
      if (random.nextInt(4) == 0) {
        results.add(acceptedOrFailed(publisher, value));
      } else {
        results.add(publisher.publishAsync(events(value)));
      }
      if (!poison) {
        expected.add(value);
      }
      if (random.nextInt(40) == 0) {
        publisher.flushAsync().handle((r, e) -> null).join();
      }
    }
    publisher.flushAsync().handle((r, e) -> null).join();

    long lastSeq = 0;
    for (CompletableFuture<PublishResult> result : results) {
      // A batch's own future may be told right after the flush's, by another thread.
      Optional<Throwable> problem = Optional.ofNullable(result.handle((r, e) -> e).join());
      if (problem.isPresent()) {
        assertThat(failure(result)).isInstanceOf(RefusedException.class);
      } else {
        assertThat(result.join().seq()).isEqualTo(++lastSeq);
      }
    }
    assertThat(cluster.published()).isEqualTo(expected);
    assertThat(lastSeq).isEqualTo(expected.size());
    assertThat(restaged).as("batches were lost").hasSizeGreaterThan(10);
  }

  private static CompletableFuture<PublishResult> acceptedOrFailed(
      Publisher publisher, String value) {
    try {
      return publisher.publish(events(value)).committed();
    } catch (RefusedException atOnce) {
      return CompletableFuture.failedFuture(atOnce);
    }
  }

  @ParameterizedTest
  @CsvSource({"11,tcp", "12,http", "13,tcp", "14,http", "15,tcp", "16,http"})
  void whatIsReadIsTheTopic(long seed, String transport) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3 * BATCHES; i++) {
      expected.add("e" + i);
    }
    cluster.append(expected.toArray(new String[0]));
    SwitchboardClient client = clientWithFaults(seed, transport, true);
    Subscriber subscriber = client.subscriber("topic", SubscriberOptions.defaults().maxEvents(4));
    Random random = new Random(seed);
    List<String> read = new ArrayList<>();
    while (read.size() < expected.size()) {
      ReceivedBatch batch = subscriber.poll(Duration.ofMillis(10)).orElseThrow();
      read.addAll(texts(batch));
      if (random.nextBoolean()) {
        batch.ack();
      } else {
        batch.ackLazily();
      }
    }

    assertThat(read).isEqualTo(expected);
    assertThat(retries).as("faults happened").hasSizeGreaterThan(10);
  }
}
