package io.switchboard.checker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A history without a violation, made of a seed: writers that retry, fail and die, transactions
 * that leave gaps, readers that repeat, change sessions and meet two owners at once.
 */
final class RandomHistory {
  /** A line of the file; that of a read keeps its parts, so that they can be changed. */
  static final class Step {
    final String line;
    final ReadKey key;
    final int attempt;
    final List<PlacedEvent> events = new ArrayList<>();
    boolean superseded;

    /** Whether it is known that the reader's position is behind it. */
    boolean taken;

    Step(String line) {
      this(line, new ReadKey("", "", 0), 0, List.of());
    }

    Step(String line, ReadKey key, int attempt, List<PlacedEvent> events) {
      this.line = line;
      this.key = key;
      this.attempt = attempt;
      this.events.addAll(events);
    }

    boolean isRead() {
      return attempt > 0;
    }

    String text() {
      String texts = events.stream().map(PlacedEvent::text).collect(Collectors.joining(" "));
      return isRead() ? line + ' ' + attempt + ' ' + texts : line;
    }
  }

  final Random random;
  final List<Step> steps = new ArrayList<>();
  final List<List<PlacedEvent>> topic = new ArrayList<>();
  final List<Long> ends = new ArrayList<>();

  /** Ids of what is written and not in the topic, refused in every attempt. */
  final List<EventId> refused = new ArrayList<>();

  RandomHistory(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L ^ (seed >>> 31));
    for (int p = 1 + random.nextInt(3); p > 0; p--) {
      topic.add(new ArrayList<>());
      ends.add(0L);
    }
    List<RandomWriter> writers = new ArrayList<>();
    for (int w = 1 + random.nextInt(4); w > 0; w--) {
      writers.add(new RandomWriter(this, "w" + w));
    }
    List<RandomReader> readers = new ArrayList<>();
    for (int s = 20 + random.nextInt(200); s > 0; s--) {
      if (readers.size() < 3 && random.nextInt(20) == 0) {
        readers.add(new RandomReader(this, "r" + readers.size()));
      }
      if (readers.isEmpty() || random.nextBoolean()) {
        writers.get(random.nextInt(writers.size())).step();
      } else {
        readers.get(random.nextInt(readers.size())).step();
      }
    }
    readers.stream().filter(reader -> random.nextBoolean()).forEach(RandomReader::drain);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  void line(String format, Object... arguments) {
    steps.add(new Step(String.format(format, arguments)));
  }

  /** Commits a batch: its events in order, each somewhere, and a gap where the markers are. */
  void commit(String writer, long number, int count) {
    boolean[] touched = new boolean[topic.size()];
    for (int i = 0; i < count; i++) {
      int p = random.nextInt(topic.size());
      touched[p] = true;
      append(p, new EventId(writer, number, i, count));
    }
    for (int p = 0; p < touched.length; p++) {
      ends.set(p, ends.get(p) + (touched[p] ? 1 : 0));
    }
  }

  void append(int partition, EventId id) {
    topic.get(partition).add(new PlacedEvent(partition, ends.get(partition), id));
    ends.set(partition, ends.get(partition) + 1);
  }

  List<Step> reads() {
    return steps.stream().filter(Step::isRead).toList();
  }

  /** One of them, at random. */
  <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  List<PlacedEvent> allEvents() {
    return topic.stream().flatMap(List::stream).toList();
  }

  /** The entries, as {@link Lines} takes them. */
  String text() {
    List<String> lines = new ArrayList<>();
    steps.forEach(step -> lines.add(step.text()));
    lines.add("final-begin");
    List<List<PlacedEvent>> shuffled = new ArrayList<>(topic);
    Collections.shuffle(shuffled, random);
    for (List<PlacedEvent> partition : shuffled) {
      for (PlacedEvent event : partition) {
        lines.add("final " + event.text()); // One a line, so that a report shows the one.
      }
    }
    StringBuilder end = new StringBuilder("final-end");
    for (int p = 0; p < ends.size(); p++) {
      end.append(' ').append(p).append('=').append(ends.get(p));
    }
    lines.add(end.toString());
    return String.join("\n", lines);
  }
}
