package io.switchboard.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** One way to break a promise in a {@link RandomHistory}, and what the checker must call it. */
enum Mutation {
  LOSE_A_BATCH(Kind.LOST_WRITE) {
    @Override
    boolean apply(RandomHistory world) {
      List<PlacedEvent> some = world.allEvents().stream().filter(e -> isOk(world, e)).toList();
      if (some.isEmpty()) {
        return false;
      }
      EventId id = world.one(some).id();
      world.topic.forEach(p -> p.removeIf(e -> sameBatch(e.id(), id)));
      return true;
    }
  },
  LOSE_HALF_A_BATCH(Kind.PARTIAL_BATCH) {
    @Override
    boolean apply(RandomHistory world) {
      List<PlacedEvent> some = world.allEvents().stream().filter(e -> e.id().count() > 1).toList();
      if (some.isEmpty()) {
        return false;
      }
      PlacedEvent event = world.one(some);
      world.topic.get(event.partition()).remove(event);
      return true;
    }
  },
  PUBLISH_TWICE(Kind.DUPLICATE) {
    @Override
    boolean apply(RandomHistory world) {
      return onEvent(
          world,
          event -> {
            world.append(world.random.nextInt(world.topic.size()), event.id());
            return true;
          });
    }
  },
  SWAP(Kind.REORDERED) {
    @Override
    boolean apply(RandomHistory world) {
      return onEvent(
          world,
          a -> {
            List<PlacedEvent> partition = world.topic.get(a.partition());
            PlacedEvent b = world.one(partition);
            if (a.equals(b) || !a.id().writer().equals(b.id().writer())) {
              return false;
            }
            partition.set(partition.indexOf(a), new PlacedEvent(a.partition(), a.offset(), b.id()));
            partition.set(partition.indexOf(b), new PlacedEvent(b.partition(), b.offset(), a.id()));
            return true;
          });
    }
  },
  PUBLISH_WHAT_WAS_REFUSED(Kind.ABORTED_READ) {
    @Override
    boolean apply(RandomHistory world) {
      if (world.refused.isEmpty()) {
        return false;
      }
      world.append(0, world.one(world.refused));
      return true;
    }
  },
  PUBLISH_WHAT_NOBODY_WROTE(Kind.NEVER_WRITTEN) {
    @Override
    boolean apply(RandomHistory world) {
      world.append(0, new EventId("w1", 1_000_000, 0, 1));
      return true;
    }
  },
  READ_WHAT_WAS_ABORTED(Kind.ABORTED_READ) {
    @Override
    boolean apply(RandomHistory world) {
      return onRead(
          world,
          read -> true,
          read -> {
            PlacedEvent last = read.events.get(read.events.size() - 1);
            List<PlacedEvent> partition = world.topic.get(last.partition());
            long gap = last.offset() + 1;
            boolean isGap = partition.stream().noneMatch(e -> e.offset() == gap);
            if (!isGap || gap >= world.ends.get(last.partition()) || world.refused.isEmpty()) {
              return false;
            }
            read.events.add(new PlacedEvent(last.partition(), gap, world.one(world.refused)));
            return true;
          });
    }
  },
  MISPLACE(Kind.INCONSISTENT_OFFSETS) {
    @Override
    boolean apply(RandomHistory world) {
      return onRead(
          world,
          read -> true,
          read -> {
            int at = world.random.nextInt(read.events.size());
            PlacedEvent event = read.events.get(at);
            EventId other = world.one(world.allEvents()).id();
            read.events.set(at, new PlacedEvent(event.partition(), event.offset(), other));
            return !other.equals(event.id());
          });
    }
  },
  SKIP(Kind.POLL_SKIP, Kind.INT_POLL_SKIP) {
    @Override
    boolean apply(RandomHistory world) {
      return onRead(
          world,
          read -> read.taken,
          read -> {
            PlacedEvent gone = world.one(read.events);
            boolean laterOne =
                world.reads().stream()
                    .filter(other -> other.key.reader().equals(read.key.reader()))
                    .flatMap(other -> other.events.stream())
                    .anyMatch(e -> e.partition() == gone.partition() && e.offset() > gone.offset());
            boolean earlierOne =
                world.steps.stream()
                        .anyMatch(
                            step -> step.line.startsWith("reader " + read.key.reader() + " earl"))
                    || read.events.stream()
                        .anyMatch(
                            e -> e.partition() == gone.partition() && e.offset() < gone.offset());
            // Where a session ended, the same event may have come twice: then once is enough.
            boolean onlyOne =
                world.reads().stream()
                    .filter(other -> other.key.reader().equals(read.key.reader()))
                    .noneMatch(other -> !other.key.equals(read.key) && other.events.contains(gone));
            answersTo(world, read).forEach(answer -> answer.events.remove(gone));
            return laterOne && earlierOne && onlyOne;
          });
    }
  },
  REPEAT_IN_THE_NEXT_BATCH(Kind.NONMONOTONIC_POLL) {
    @Override
    boolean apply(RandomHistory world) {
      return onRead(
          world,
          read -> read.key.seq() > 1,
          read -> {
            ReadKey key = read.key;
            ReadKey before = new ReadKey(key.reader(), key.session(), key.seq() - 1);
            RandomHistory.Step previous =
                world.reads().stream()
                    .filter(r -> r.key.equals(before) && !r.superseded)
                    .findFirst()
                    .orElseThrow();
            PlacedEvent again = previous.events.get(previous.events.size() - 1);
            answersTo(world, read).forEach(answer -> answer.events.add(0, again));
            return true;
          });
    }
  },
  REPEAT_IN_THE_SAME_BATCH(Kind.INT_NONMONOTONIC_POLL) {
    @Override
    boolean apply(RandomHistory world) {
      return onRead(
          world,
          read -> true,
          read -> {
            PlacedEvent first = read.events.get(0);
            answersTo(world, read).forEach(answer -> answer.events.add(first));
            return true;
          });
    }
  },
  REPEAT_IN_ANOTHER_SESSION(Kind.EXTERNAL_NONMONOTONIC_POLL) {
    @Override
    boolean apply(RandomHistory world) {
      return onRead(
          world,
          read -> read.taken,
          read -> {
            ReadKey key = new ReadKey(read.key.reader(), "again", 1);
            String line = String.format("read %s again 1", key.reader());
            world.steps.add(new RandomHistory.Step(line, key, 1, read.events));
            return true;
          });
    }
  },
  CHANGE_A_REPEATED_BATCH(Kind.CHANGED_BATCH) {
    @Override
    boolean apply(RandomHistory world) {
      return onRead(
          world,
          read -> answersTo(world, read).size() > 1,
          read -> {
            read.events.remove(world.random.nextInt(read.events.size()));
            return true;
          });
    }
  },
  HIDE_A_BATCH(Kind.UNSEEN) {
    @Override
    boolean apply(RandomHistory world) {
      // Of a drained reader it must also be known where it began.
      boolean found =
          world.steps.stream()
              .filter(step -> step.line.startsWith("drained "))
              .map(step -> "reader " + step.line.substring("drained ".length()) + " earliest")
              .anyMatch(start -> world.steps.stream().anyMatch(s -> s.line.startsWith(start)));
      if (!found) {
        return false;
      }
      world.steps.add(0, new RandomHistory.Step("write w9 1 1"));
      world.steps.add(1, new RandomHistory.Step("write-ok w9 1"));
      world.append(0, new EventId("w9", 1, 0, 1));
      return true;
    }
  };

  final Set<Kind> kinds;

  Mutation(Kind... kinds) {
    this.kinds = Set.of(kinds);
  }

  /** Breaks the promise; false if this history has nothing to break it with. */
  abstract boolean apply(RandomHistory world);

  private static boolean onEvent(RandomHistory world, Predicate<PlacedEvent> change) {
    return !world.allEvents().isEmpty() && change.test(world.one(world.allEvents()));
  }

  private static boolean onRead(
      RandomHistory world,
      Predicate<RandomHistory.Step> which,
      Predicate<RandomHistory.Step> change) {
    List<RandomHistory.Step> some =
        new ArrayList<>(
            world.reads().stream().filter(read -> !read.superseded).filter(which).toList());
    return !some.isEmpty() && change.test(world.one(some));
  }

  /** All answers to the read of this batch that count. */
  private static List<RandomHistory.Step> answersTo(RandomHistory world, RandomHistory.Step read) {
    return world.reads().stream()
        .filter(other -> other.key.equals(read.key) && !other.superseded)
        .toList();
  }

  private static boolean isOk(RandomHistory world, PlacedEvent event) {
    String ok = "write-ok " + event.id().writer() + ' ' + event.id().batch();
    return world.steps.stream().anyMatch(step -> step.line.equals(ok));
  }

  private static boolean sameBatch(EventId a, EventId b) {
    return a.writer().equals(b.writer()) && a.batch() == b.batch();
  }
}
