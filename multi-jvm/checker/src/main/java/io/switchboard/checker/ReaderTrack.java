package io.switchboard.checker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What one reader was given, session by session. */
final class ReaderTrack {
  /**
   * One answer to a read. Mutable: its ack comes later.
   *
   * <p>A repeated answer that is the same shares the content of the first.
   */
  static final class Answer {
    final long place;
    final long atMicros;
    final int attempt;
    final Content content;
    boolean acked;
    boolean superseded;

    Answer(Stamp stamp, int attempt, Content content) {
      this.place = stamp.place();
      this.atMicros = stamp.atMicros();
      this.attempt = attempt;
      this.content = content;
    }
  }

  /** All answers to the reads of one batch. */
  static final class Delivery {
    final ReadKey key;
    final List<Answer> answers = new ArrayList<>(1);

    Delivery(ReadKey key) {
      this.key = key;
    }

    /**
     * The version that the client went on with: the acknowledged one, else the last that counts.
     */
    Optional<Answer> taken() {
      Optional<Answer> taken = Optional.empty();
      for (Answer answer : answers) {
        boolean better = taken.isEmpty() || answer.acked || !taken.get().acked;
        if (!answer.superseded && better) {
          taken = Optional.of(answer);
        }
      }
      return taken;
    }
  }

  final String name;
  final Start start;
  final Set<Integer> partitions;

  /** Sessions in the order in which they came, each with its batches by seq. */
  final Map<String, TreeMap<Long, Delivery>> sessions = new LinkedHashMap<>();

  long drainedPlace = Stamp.NOWHERE;
  long drainedAtMicros;

  ReaderTrack(String name, Start start, Set<Integer> partitions) {
    this.name = name;
    this.start = start;
    this.partitions = Set.copyOf(partitions);
  }

  boolean reads(int partition) {
    return partitions.isEmpty() || partitions.contains(partition);
  }

  boolean isDrained() {
    return drainedPlace != Stamp.NOWHERE;
  }

  Delivery delivery(ReadKey key) {
    return sessions
        .computeIfAbsent(key.session(), session -> new TreeMap<>())
        .computeIfAbsent(key.seq(), seq -> new Delivery(key));
  }
}
