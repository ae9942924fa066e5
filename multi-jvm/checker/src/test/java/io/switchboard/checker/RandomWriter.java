package io.switchboard.checker;

/** A writer of a {@link RandomHistory}: writes, retries, gives up, dies. */
final class RandomWriter {
  private final RandomHistory world;
  private final String name;
  private long number;
  private int count;
  private boolean pending;
  private boolean committed;
  private boolean onlyFailed;
  private boolean dead;

  RandomWriter(RandomHistory world, String name) {
    this.world = world;
    this.name = name;
  }

  void step() {
    if (dead) {
      return;
    }
    if (!pending) {
      number += world.chance(90) ? 1 : 3;
      count = world.chance(2) ? 70 : 1 + world.random.nextInt(4);
      committed = false;
      onlyFailed = true;
      invoke();
    } else if (world.chance(1)) {
      maybeCommit(50);
      dead = true;
    } else {
      end();
    }
  }

  private void invoke() {
    pending = true;
    world.line("write %s %d %d", name, number, count);
  }

  private void maybeCommit(int percent) {
    if (!committed && world.chance(percent)) {
      world.commit(name, number, count);
      committed = true;
    }
  }

  private void end() {
    maybeCommit(70);
    pending = false;
    int fate = world.random.nextInt(100);
    if (committed && fate < 75) {
      world.line("write-ok %s %d", name, number);
    } else if (fate < 40 && (!committed || !onlyFailed)) {
      // After an attempt whose outcome is unknown, also a committed batch may be answered so.
      world.line("write-failed %s %d BACKPRESSURE", name, number);
      retryOrGiveUp();
    } else {
      world.line("write-uncertain %s %d timed out", name, number);
      onlyFailed = false;
      retryOrGiveUp();
    }
  }

  private void retryOrGiveUp() {
    if (world.chance(60)) {
      invoke();
    } else if (onlyFailed) {
      world.refused.add(new EventId(name, number, 0, count));
    }
  }
}
