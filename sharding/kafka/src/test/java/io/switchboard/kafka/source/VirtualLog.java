package io.switchboard.kafka.source;

import io.switchboard.core.model.ReceivedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A partition's log on paper: records with holes between them, as markers and aborts leave. */
final class VirtualLog {
  private final int partition;
  private final NavigableMap<Long, byte[]> records = new TreeMap<>();
  private long end;
  private int opened;

  VirtualLog(int partition) {
    this.partition = partition;
  }

  void append(int bytes) {
    byte[] value = new byte[Math.max(bytes, 8)];
    byte[] offset = Long.toString(end).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(offset, 0, value, 0, Math.min(offset.length, value.length));
    records.put(end++, value);
  }

  /** An offset without a visible record. */
  void appendHole() {
    end++;
  }

  long end() {
    return end;
  }

  int opened() {
    return opened;
  }

  /** The offsets that a reader from a position on must see. */
  List<Long> visibleFrom(long position) {
    return List.copyOf(records.tailMap(position, true).keySet());
  }

  /** What a fetch from a position brings: whole records up to so many bytes, at least one. */
  Run fetch(long from, int maxBytes) {
    List<Long> offsets = new ArrayList<>();
    long next = from;
    int bytes = 0;
    for (var entry : records.tailMap(from, true).entrySet()) {
      if (!offsets.isEmpty() && bytes + entry.getValue().length > maxBytes) {
        return run(from, next, offsets);
      }
      offsets.add(entry.getKey());
      bytes += entry.getValue().length;
      next = entry.getKey() + 1;
    }
    return run(from, end, offsets);
  }

  private Run run(long from, long next, List<Long> offsets) {
    return new Run(
        partition,
        from,
        next,
        0,
        new Run.Records() {
          @Override
          public int count() {
            return offsets.size();
          }

          @Override
          public long offsetAt(int index) {
            return offsets.get(index);
          }

          @Override
          public long heldBytes() {
            return offsets.stream().mapToLong(offset -> records.get(offset).length).sum();
          }

          @Override
          public ReceivedEvent open(int index) {
            opened++;
            long offset = offsets.get(index);
            return new ReceivedEvent(
                partition, offset, 0, null, records.get(offset), List.of(), Optional.empty());
          }
        });
  }
}
