package io.switchboard.checker;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What is known about one writer: its batches, by number. */
final class WriterTrack {
  final String name;

  /** By number. A size that nobody wrote makes another batch, one that nobody wrote. */
  private final Map<Long, Batch> batches = new HashMap<>();

  WriterTrack(String name) {
    this.name = name;
  }

  /** The batch of this number and size. */
  Batch batch(long number, int count) {
    Batch first = batches.get(number);
    if (first == null) {
      first = new Batch(this, number, count);
      batches.put(number, first);
    }
    return first.ofSize(count);
  }

  /** The batch of this number that was written, of whatever size. */
  Optional<Batch> written(long number) {
    return Optional.ofNullable(batches.get(number)).flatMap(Batch::writtenOne);
  }

  void forEach(Consumer<Batch> action) {
    for (Batch first : batches.values()) {
      first.forEachSize(action);
    }
  }
}
