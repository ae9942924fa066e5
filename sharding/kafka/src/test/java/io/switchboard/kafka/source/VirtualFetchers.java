package io.switchboard.kafka.source;

import io.switchboard.core.model.TopicRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The two plans with paper consumers instead of Kafka's, one step at a time. */
final class VirtualFetchers implements Reader.Listener {
  static final TopicRef TOPIC = new TopicRef("paper", "id");
  static final long STEP_NANOS = 10_000_000;

  final SourceMetrics metrics = new SourceMetrics();
  final Map<PartitionKey, VirtualLog> logs = new HashMap<>();
  final FetchPlan catchUp;
  final FetchPlan tail;
  final Set<Reader> untrusted = ConcurrentHashMap.newKeySet();
  private final int fetchBytes;
  private final Map<Reader, FetchPlan> homes = new HashMap<>();
  private final List<Reader> changed = new ArrayList<>();
  private final Map<PartitionReads, Long> consumers = new HashMap<>();
  long now;
  int ended;
  int fetches;
  int seeks;

  VirtualFetchers(SourceSettings settings) {
    fetchBytes = settings.maxPartitionFetchBytes();
    catchUp =
        new FetchPlan(
            FetchPlan.Role.CATCH_UP,
            settings,
            metrics,
            (reader, run) -> !untrusted.contains(reader));
    tail =
        new FetchPlan(
            FetchPlan.Role.TAIL, settings, metrics, (reader, run) -> !untrusted.contains(reader));
  }

  VirtualLog log(int partition) {
    return logs.computeIfAbsent(
        new PartitionKey(TOPIC.name(), partition), key -> new VirtualLog(partition));
  }

  Reader subscribe(int partition, long from, TestSink sink) {
    log(partition);
    Reader reader = new Reader(TOPIC, partition, from, sink, this, 1 << 20);
    homes.put(reader, catchUp);
    return reader;
  }

  FetchPlan home(Reader reader) {
    return homes.get(reader);
  }

  @Override
  public void changed(Reader reader) {
    changed.add(reader);
  }

  @Override
  public void ended(Reader reader, boolean failed) {
    ended++;
    homes.remove(reader);
  }

  /** What one turn of each fetcher does. */
  void step() {
    now += STEP_NANOS;
    for (Reader reader : List.copyOf(changed)) {
      changed.remove(reader);
      FetchPlan home = homes.get(reader);
      if (home != null) {
        home.update(reader, now);
      }
    }
    turn(catchUp, tail);
    turn(tail, catchUp);
  }

  private void turn(FetchPlan plan, FetchPlan other) {
    for (PartitionReads reads : plan.aim(partition -> true, now)) {
      long at = consumers.getOrDefault(reads, -1L);
      if (at != reads.target()) {
        seeks++;
      }
      reads.cursorAt(reads.target());
      Run run = logs.get(reads.key()).fetch(reads.target(), fetchBytes);
      consumers.put(reads, run.next());
      long end = logs.get(reads.key()).end();
      if (run.next() > run.from()) {
        fetches++;
        plan.fetched(reads, run, end, now);
      }
      if (run.next() >= end) {
        plan.atEnd(reads);
      }
    }
    for (Reader reader : plan.takeLeaving()) {
      homes.put(reader, other);
      other.update(reader, now);
    }
  }
}
