package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.SessionId;
import io.switchboard.kafka.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How a lane is shared, counted in turns and bytes, which no machine's speed can change. A red run
 * is repeated by its seed.
 */
class LaneFairnessTest {
  private static final int MAX_BYTES = 4_000;
  private static final int MAX_BATCHES = 7;

  private final FairQueue queue = new FairQueue();
  private final Map<SessionId, Integer> served = new HashMap<>();
  private final Map<SessionId, Long> nextSeq = new HashMap<>();

  private void add(SessionId session, int bytes) {
    queue.add(Works.of(session, 1, nextSeq.merge(session, 1L, Long::sum), bytes));
  }

  /** One transaction, with the bounds that hold for each. */
  private List<Work> turn() {
    List<Work> works = queue.take(MAX_BYTES, MAX_BATCHES);
    long bytes = works.stream().mapToLong(Work::sendBytes).sum();
    assertThat(works).isNotEmpty().hasSizeLessThanOrEqualTo(MAX_BATCHES);
    assertThat(bytes <= MAX_BYTES || works.size() == 1).isTrue();
    works.forEach(work -> served.merge(work.session(), 1, Integer::sum));
    return works;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void sessionsWithWorkAreServedEquallyOftenWhateverTheySend(long seed) {
    Random random = new Random(seed);
    List<SessionId> sessions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      SessionId session = Samples.session();
      sessions.add(session);
      served.put(session, 0);
      // One sends batches that fill a transaction, and a hundred times as many.
      int batches = i == 0 ? 20_000 : 200;
      for (int b = 0; b < batches; b++) {
        add(session, i == 0 ? MAX_BYTES : 1 + random.nextInt(MAX_BYTES / 4));
      }
    }

    for (int turns = 0; turns < 500; turns++) {
      turn();
      int most = served.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
      int least = served.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
      // The promise: nobody is ever two batches ahead of anybody.
      assertThat(most - least)
          .as("after turn " + turns + " of seed " + seed)
          .isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  void aNewcomersFirstBatchWaitsForAtMostOneBatchOfEachOther(int others) {
    for (int i = 0; i < others; i++) {
      SessionId session = Samples.session();
      for (int b = 0; b < 50; b++) {
        add(session, 1_000);
      }
    }
    SessionId newcomer = Samples.session();
    add(newcomer, 10);

    int turns = 1;
    while (turn().stream().noneMatch(work -> work.session().equals(newcomer))) {
      turns++;
    }

    // Four of these batches fill a transaction.
    assertThat(turns).isLessThanOrEqualTo((others + 3) / 4 + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  void howeverManySessionsMisbehaveTheOthersHaveEverySecondTransaction(int bad) {
    for (int i = 0; i < bad; i++) {
      SessionId session = Samples.session();
      for (int b = 0; b < 50; b++) {
        Work work = Works.of(session, b);
        work.setAlone();
        queue.add(work);
      }
    }
    SessionId good = Samples.session();
    for (int b = 0; b < 20; b++) {
      add(good, 10);
    }

    int turns = 0;
    while (served.getOrDefault(good, 0) < 20) {
      turn();
      turns++;
    }

    assertThat(turns).isLessThanOrEqualTo(41);
  }
}
