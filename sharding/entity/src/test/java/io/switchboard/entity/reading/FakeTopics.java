package io.switchboard.entity.reading;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.core.port.TopicSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Topics that hand over what a test says, and remember who subscribed and with which credit. */
public final class FakeTopics implements TopicSource, TopicCatalog {
  /** Every subscription ever made, in order. */
  public final List<Reading> readings = new CopyOnWriteArrayList<>();

  /** What the catalog answers to "where does the partition begin". */
  public CompletionStage<Positions> earliest = new CompletableFuture<>();

  /** A subscription, as its maker used it. */
  public static final class Reading implements Subscription {
    public final int partition;
    public final long from;
    public volatile long credit;
    public volatile boolean closed;

    /** Where chunks say that the partition ends; -1: they do not know. */
    public long endOffset = -1;

    private final Sink sink;
    private long next;

    private Reading(int partition, long from, Sink sink) {
      this.partition = partition;
      this.from = from;
      this.next = from;
      this.sink = sink;
    }

    @Override
    public void request(int bytes) {
      if (bytes <= 0) {
        throw new IllegalArgumentException("credit: " + bytes);
      }
      credit += bytes;
    }

    @Override
    public void close() {
      closed = true;
    }

    private Chunk withEnd(Chunk c) {
      return new Chunk(
          c.partition(), c.fromOffset(), c.nextOffset(), c.events(), c.sizeBytes(), endOffset);
    }

    /** Hands over events at these offsets, and takes their bytes from the credit. */
    public void arrive(int eventBytes, long... offsets) {
      arriveUpTo(offsets[offsets.length - 1] + 1, eventBytes, offsets);
    }

    /** The same, with markers behind the last event. */
    public void arriveUpTo(long nextOffset, int eventBytes, long... offsets) {
      Chunk chunk = withEnd(chunk(partition, next, nextOffset, eventBytes, offsets));
      next = nextOffset;
      credit -= chunk.sizeBytes();
      sink.onChunk(chunk);
    }

    public void fail(Failure failure) {
      sink.onFailure(failure, "said the test");
    }
  }

  @Override
  public Subscription subscribe(TopicRef topic, int partition, long fromOffset, Sink sink) {
    Reading reading = new Reading(partition, fromOffset, sink);
    readings.add(reading);
    return reading;
  }

  /** The latest subscription. */
  public Reading last() {
    return readings.get(readings.size() - 1);
  }

  static Chunk chunk(int partition, long from, long next, int eventBytes, long... offsets) {
    List<ReceivedEvent> events = new ArrayList<>();
    for (long offset : offsets) {
      events.add(event(partition, offset, eventBytes));
    }
    int size = events.stream().mapToInt(ReceivedEvent::heldBytes).sum();
    return new Chunk(partition, from, next, events, size, -1);
  }

  static ReceivedEvent event(int partition, long offset, int bytes) {
    return new ReceivedEvent(
        partition, offset, 0, null, new byte[bytes], List.of(), Optional.empty());
  }

  @Override
  public CompletionStage<Positions> positionsAt(
      TopicRef topic, int[] partitions, StartPoint start) {
    return earliest;
  }

  @Override
  public CompletionStage<Optional<TopicInfo>> find(String name) {
    throw new UnsupportedOperationException("not asked by sessions");
  }

  @Override
  public CompletionStage<List<TopicInfo>> list() {
    throw new UnsupportedOperationException("not asked by sessions");
  }
}
