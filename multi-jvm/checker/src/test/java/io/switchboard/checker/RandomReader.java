package io.switchboard.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A reader of a {@link RandomHistory}: reads, repeats, acknowledges, goes on in a new session. */
final class RandomReader {
  private final RandomHistory world;
  private final String name;
  private final int[] position;
  private final boolean[] mine;
  private int[] behindBatch = new int[0];
  private Optional<RandomHistory.Step> batch = Optional.empty();
  private int session = 1;
  private long seq;
  private int attempt;

  RandomReader(RandomHistory world, String name) {
    this.world = world;
    this.name = name;
    int partitions = world.topic.size();
    position = new int[partitions];
    mine = new boolean[partitions];
    boolean earliest = world.chance(70);
    boolean all = world.chance(70);
    List<String> some = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      mine[p] = all || p == 0 || world.random.nextBoolean();
      position[p] = earliest ? 0 : world.random.nextInt(world.topic.get(p).size() + 1);
      if (mine[p]) {
        some.add(String.valueOf(p));
      }
    }
    String start = earliest ? "earliest" : "anywhere";
    world.line("reader %s %s %s", name, start, all ? "*" : String.join(",", some));
  }

  void step() {
    if (batch.isEmpty()) {
      read(5);
    } else {
      onBatch(batch.get());
    }
  }

  /** Reads all there is. */
  void drain() {
    batch.ifPresent(last -> ack(last, "ok"));
    read(Integer.MAX_VALUE);
    batch.ifPresent(last -> ack(last, "ok"));
    world.line("drained %s", name);
  }

  private void read(int atMost) {
    List<PlacedEvent> events = new ArrayList<>();
    behindBatch = position.clone();
    for (int p = 0; p < position.length; p++) {
      int there = world.topic.get(p).size() - position[p];
      int count = atMost >= there ? there : world.random.nextInt(atMost + 1);
      if (mine[p] && count > 0) {
        events.addAll(world.topic.get(p).subList(position[p], position[p] + count));
        behindBatch[p] += count;
      }
    }
    if (!events.isEmpty()) {
      seq++;
      attempt = 0;
      batch = Optional.of(answer(events));
    }
  }

  private RandomHistory.Step answer(List<PlacedEvent> events) {
    attempt++;
    ReadKey key = new ReadKey(name, "s" + session, seq);
    String line = String.format("read %s s%d %d", name, session, seq);
    RandomHistory.Step step = new RandomHistory.Step(line, key, attempt, events);
    world.steps.add(step);
    return step;
  }

  private void onBatch(RandomHistory.Step current) {
    switch (world.random.nextInt(8)) {
      case 0 -> batch = Optional.of(answer(current.events));
      case 1 -> otherOwner(current);
      case 2 -> ack(current, "ok");
      case 3 -> ack(current, world.chance(50) ? "failed DENIED" : "uncertain timed out");
      case 4 -> newSession(current);
      default -> {
        take(current);
        read(5);
        if (batch.isEmpty()) {
          ack(current, "ok"); // There was no batch whose read could have carried the ack.
        }
      }
    }
  }

  /** An owner that should not be alive answers with another version, which then is superseded. */
  private void otherOwner(RandomHistory.Step current) {
    List<PlacedEvent> fewer = current.events.subList(0, current.events.size() - 1);
    RandomHistory.Step other = answer(fewer);
    other.superseded = true;
    world.line("ack %s s%d %d %d", name, session, seq, attempt);
    world.line("ack-superseded %s s%d %d %d", name, session, seq, attempt);
  }

  private void ack(RandomHistory.Step current, String outcome) {
    String[] words = outcome.split(" ", 2);
    String what = String.format("%s s%d %d %d", name, session, seq, current.attempt);
    String reason = words.length > 1 ? " " + words[1] : "";
    world.line("ack %s", what);
    world.line("ack-%s %s%s", words[0], what, reason);
    if (words[0].equals("ok")) {
      take(current);
    }
  }

  private void take(RandomHistory.Step current) {
    current.taken = true;
    System.arraycopy(behindBatch, 0, position, 0, position.length);
    batch = Optional.empty();
  }

  /**
   * The session is gone: the cursor that the client goes on from is before the batch, or behind.
   */
  private void newSession(RandomHistory.Step current) {
    if (world.chance(50)) {
      System.arraycopy(behindBatch, 0, position, 0, position.length);
    }
    batch = Optional.empty();
    session++;
    seq = 0;
  }
}
