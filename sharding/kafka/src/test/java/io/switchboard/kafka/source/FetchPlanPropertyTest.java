package io.switchboard.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random readers on random logs: whatever happens, each sees its records once, in order. */
final class FetchPlanPropertyTest {

  private record Session(
      Reader reader, TestSink sink, int partition, long from, boolean[] closed) {}

  static List<Long> seeds() {
    // To repeat a red run: put its seed first.
    return new Random(4711).longs(100).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyReaderGetsEveryRecordOnceAndInOrder(long seed) {
    Random random = new Random(seed);
    SourceSettings settings = randomSettings(random);
    VirtualFetchers world = new VirtualFetchers(settings);
    int partitions = 1 + random.nextInt(4);
    for (int partition = 0; partition < partitions; partition++) {
      append(world, partition, random, random.nextInt(300));
    }
    List<Session> sessions = new ArrayList<>();
    for (int step = 0; step < 400; step++) {
      act(world, partitions, sessions, random);
      world.step();
    }
    drain(world, sessions);

    for (Session session : sessions) {
      if (!session.closed()[0]) {
        VirtualLog log = world.log(session.partition());
        assertThat(session.sink().offsets())
            .as("seed %d, partition %d from %d", seed, session.partition(), session.from())
            .isEqualTo(log.visibleFrom(session.from()));
        assertThat(session.sink().position()).as("seed %d", seed).isEqualTo(log.end());
      }
    }
    assertThat(world.ended)
        .isEqualTo((int) sessions.stream().filter(session -> session.closed()[0]).count());
  }

  private static SourceSettings randomSettings(Random random) {
    return TestSettings.of(
        1024 + random.nextInt(4096),
        1 + random.nextInt(3),
        random.nextInt(20_000),
        random.nextInt(50),
        Duration.ofMillis(1 + random.nextInt(200)));
  }

  private static void append(VirtualFetchers world, int partition, Random random, int count) {
    for (int i = 0; i < count; i++) {
      if (random.nextInt(5) == 0) {
        world.log(partition).appendHole();
      } else {
        world.log(partition).append(8 + random.nextInt(random.nextInt(10) == 0 ? 3_000 : 100));
      }
    }
  }

  private static void act(
      VirtualFetchers world, int partitions, List<Session> sessions, Random random) {
    switch (random.nextInt(6)) {
      case 0 -> append(world, random.nextInt(partitions), random, random.nextInt(40));
      case 1 -> {
        if (sessions.size() < 30) {
          int partition = random.nextInt(partitions);
          long end = world.log(partition).end();
          long from = random.nextBoolean() ? end : random.nextLong(end + 1);
          TestSink sink = new TestSink(from);
          sessions.add(
              new Session(
                  world.subscribe(partition, from, sink), sink, partition, from, new boolean[1]));
        }
      }
      case 2 -> {
        if (!sessions.isEmpty() && random.nextInt(4) == 0) {
          Session session = sessions.get(random.nextInt(sessions.size()));
          session.reader().close();
          session.closed()[0] = true;
        }
      }
      case 3 -> {
        if (!sessions.isEmpty()) {
          Session session = sessions.get(random.nextInt(sessions.size()));
          if (!world.untrusted.remove(session.reader()) && random.nextInt(4) == 0) {
            world.untrusted.add(session.reader());
          }
          world.catchUp.serveHeld(world.now);
          world.tail.serveHeld(world.now);
        }
      }
      default -> {
        if (!sessions.isEmpty()) {
          sessions.get(random.nextInt(sessions.size())).reader().request(1 + random.nextInt(4_000));
        }
      }
    }
  }

  /** Everybody gets credit for everything; a bounded number of steps must do. */
  private static void drain(VirtualFetchers world, List<Session> sessions) {
    world.untrusted.clear();
    world.catchUp.serveHeld(world.now);
    world.tail.serveHeld(world.now);
    for (Session session : sessions) {
      if (!session.closed()[0]) {
        session.reader().request(1 << 20);
      }
    }
    for (int step = 0; step < 20_000 && !areAllAtTheEnd(world, sessions); step++) {
      world.step();
    }
  }

  private static boolean areAllAtTheEnd(VirtualFetchers world, List<Session> sessions) {
    return sessions.stream()
        .allMatch(
            session ->
                session.closed()[0]
                    || session.sink().position() == world.log(session.partition()).end());
  }
}
