package io.switchboard.kafka.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A consumer that follows a {@link FetchPlan}: assigned to what is read now and to a few partitions
 * that were read before, paused, each at the place that the plan says. One thread, save for {@link
 * #wakeup}.
 */
final class FetchConsumer {

  /** Receives what a poll brought. */
  interface Results {
    /** Records, or just progress over offsets without visible records. */
    void fetched(
        PartitionReads reads,
        long from,
        long next,
        List<ConsumerRecord<byte[], byte[]>> records,
        long endOffset);

    /** Nothing came for a partition that is being read. */
    void silent(PartitionReads reads);
  }

  private static final class Place {
    private final TopicPartition partition;
    private PartitionReads reads;
    private long position;
    private long answeredPoll;

    private Place(TopicPartition partition, PartitionReads reads) {
      this.partition = partition;
      this.reads = reads;
      this.position = PartitionReads.NOWHERE;
    }
  }

  private final Consumer<byte[], byte[]> consumer;
  private final int maxPaused;
  private final SourceMetrics metrics;
  private final Map<TopicPartition, Place> running = new LinkedHashMap<>();
  private final Map<TopicPartition, Place> paused = new LinkedHashMap<>();
  private final Object wakeLock = new Object();
  private Optional<Metric> fetchTotal = Optional.empty();
  private long polls;
  private boolean closed;

  FetchConsumer(Consumer<byte[], byte[]> consumer, int maxPaused, SourceMetrics metrics) {
    this.consumer = consumer;
    this.maxPaused = maxPaused;
    this.metrics = metrics;
  }

  /** Puts the consumer where the plan wants it. */
  void aim(Collection<PartitionReads> wanted) {
    if (!isRunning(wanted)) {
      arrange(wanted);
    }
    running.values().forEach(this::seek);
  }

  /** The usual case: the same partitions as in the poll before. */
  private boolean isRunning(Collection<PartitionReads> wanted) {
    if (wanted.size() != running.size()) {
      return false;
    }
    // Both are in the plan's order, unless something changed.
    Iterator<Place> places = running.values().iterator();
    for (PartitionReads reads : wanted) {
      if (!places.next().reads.equals(reads)) {
        return false;
      }
    }
    return true;
  }

  private void arrange(Collection<PartitionReads> wanted) {
    Map<TopicPartition, Place> before = new HashMap<>(running);
    running.clear();
    boolean assign = false;
    List<TopicPartition> resume = new ArrayList<>();
    for (PartitionReads reads : wanted) {
      TopicPartition partition = new TopicPartition(reads.key().topic(), reads.key().partition());
      Place place = before.remove(partition);
      if (place == null) {
        place = paused.remove(partition);
        if (place == null) {
          place = new Place(partition, reads);
          assign = true;
        } else {
          resume.add(partition);
        }
      }
      place.reads = reads;
      running.put(partition, place);
    }
    before.values().forEach(place -> paused.put(place.partition, place));
    assign |= trimPaused();
    if (assign) {
      assign();
    }
    if (!before.isEmpty()) {
      before.keySet().retainAll(paused.keySet());
      consumer.pause(before.keySet());
    }
    if (!resume.isEmpty()) {
      consumer.resume(resume);
    }
  }

  /** Throws away what the consumer has fetched of a topic. */
  void forget(String topic) {
    running.values().removeIf(place -> isOf(topic, place));
    paused.values().removeIf(place -> isOf(topic, place));
    assign();
  }

  private static boolean isOf(String topic, Place place) {
    if (!place.partition.topic().equals(topic)) {
      return false;
    }
    place.reads.cursorAt(PartitionReads.NOWHERE);
    return true;
  }

  private void assign() {
    Set<TopicPartition> all = new HashSet<>(running.keySet());
    all.addAll(paused.keySet());
    consumer.assign(all);
  }

  private boolean trimPaused() {
    boolean trimmed = false;
    var oldest = paused.values().iterator();
    while (paused.size() > maxPaused && oldest.hasNext()) {
      Place place = oldest.next();
      oldest.remove();
      place.reads.cursorAt(PartitionReads.NOWHERE);
      trimmed = true;
    }
    return trimmed;
  }

  private void seek(Place place) {
    long target = place.reads.target();
    if (place.position != target) {
      consumer.seek(place.partition, target);
      place.position = target;
      metrics.seeks.increment();
    }
    place.reads.cursorAt(target);
  }

  /**
   * Waits for records at most that long, and tells what came.
   *
   * @param polledYet called between the two
   */
  void poll(Duration atMost, Runnable polledYet, Results results) {
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(atMost);
    polledYet.run();
    polls++;
    Map<Place, Long> advanced = new LinkedHashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : polled.nextOffsets().entrySet()) {
      Place place = running.get(entry.getKey());
      long next = entry.getValue().offset();
      if (place != null && next > place.position) {
        place.answeredPoll = polls;
        advanced.put(place, place.position);
        // For all of them before anything is handed over: should that fail half-way, the plan still
        // wants the old place, and what was not handed over is read again.
        place.position = next;
      }
    }
    for (Map.Entry<Place, Long> entry : advanced.entrySet()) {
      Place place = entry.getKey();
      long next = place.position;
      OptionalLong lag = consumer.currentLag(place.partition);
      results.fetched(
          place.reads,
          entry.getValue(),
          next,
          polled.records(place.partition),
          lag.isPresent() ? next + lag.getAsLong() : PartitionReads.NOT_KNOWN);
    }
    for (Place place : running.values()) {
      if (place.answeredPoll != polls) {
        results.silent(place.reads);
      }
    }
  }

  /** How far it is to the end; empty if not known yet, then it is asked for. */
  OptionalLong lag(PartitionReads reads) {
    try {
      return consumer.currentLag(new TopicPartition(reads.key().topic(), reads.key().partition()));
    } catch (WakeupException aCommandCame) {
      return OptionalLong.empty();
    }
  }

  /** Number of answers to fetches so far: grows as long as some broker answers. */
  OptionalLong answers() {
    if (fetchTotal.isEmpty()) {
      fetchTotal =
          consumer.metrics().values().stream()
              .filter(metric -> metric.metricName().name().equals("fetch-total"))
              .filter(metric -> metric.metricName().tags().size() == 1)
              .map(metric -> (Metric) metric)
              .findFirst();
    }
    return fetchTotal.isPresent() && fetchTotal.get().metricValue() instanceof Number count
        ? OptionalLong.of(count.longValue())
        : OptionalLong.empty();
  }

  /** The partitions that are being read. */
  List<PartitionKey> reading() {
    return running.values().stream().map(place -> place.reads.key()).toList();
  }

  /** Ends a poll that is under way, or the next one. Any thread. */
  void wakeup() {
    synchronized (wakeLock) {
      if (!closed) {
        consumer.wakeup();
      }
    }
  }

  /** Gives everything back; what was read stands nowhere then. */
  void close() {
    synchronized (wakeLock) {
      closed = true;
    }
    running.values().forEach(place -> place.reads.cursorAt(PartitionReads.NOWHERE));
    paused.values().forEach(place -> place.reads.cursorAt(PartitionReads.NOWHERE));
    running.clear();
    paused.clear();
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}
