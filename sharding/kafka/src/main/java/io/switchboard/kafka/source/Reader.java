package io.switchboard.kafka.source;

import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription: the place where a session and the fetcher that serves it meet.
 *
 * <p>Credit, the closed mark and the home may be touched by any thread; the position belongs to the
 * fetcher that is its home, and goes from one fetcher to the next through its queue.
 *
 * <p>Credit is a balance: requests add to it, events take from it. While it is positive a record
 * comes; a record larger than the rest makes it negative, and the next one comes when requests have
 * made it positive again. So at most one record is handed over beyond what was asked for.
 */
final class Reader implements TopicSource.Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(Reader.class);

  /** What a reader tells to the outside. Called on any thread. */
  interface Listener {
    /** Something about the reader changed that its home must look at. */
    void changed(Reader reader);

    /** The reader has ended, closed or failed. Called once. */
    void ended(Reader reader, boolean failed);
  }

  final TopicRef topic;
  final PartitionKey partition;

  /** Next offset that the session has not seen. Only its home touches it. */
  long position;

  /** Since when it waits for records, having credit. Only its home touches it. */
  long activeSinceNanos;

  /** Whether its home has taken it in. Only its home touches it. */
  boolean attached;

  /** Whether it lies in a queue already; so a queue holds a reader at most once. */
  final AtomicBoolean queued = new AtomicBoolean();

  private final TopicSource.Sink sink;
  private final Listener listener;
  private final int maxCreditBytes;
  private final AtomicLong credit = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean closed;
  private volatile Fetcher home;

  Reader(
      TopicRef topic,
      int partition,
      long fromOffset,
      TopicSource.Sink sink,
      Listener listener,
      int maxCreditBytes) {
    this.topic = topic;
    this.partition = new PartitionKey(topic.name(), partition);
    this.position = fromOffset;
    this.sink = sink;
    this.listener = listener;
    this.maxCreditBytes = maxCreditBytes;
  }

  @Override
  public void request(int bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("bytes: expected more than 0, got " + bytes);
    }
    long before = credit.getAndUpdate(held -> Math.min(maxCreditBytes, held + bytes));
    if (before <= 0 && before + bytes > 0 && !closed) {
      listener.changed(this);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      listener.changed(this);
    }
  }

  @Override
  public String toString() {
    return partition + "@" + position + " credit " + credit + (attached ? "" : ", not attached");
  }

  Fetcher home() {
    return home;
  }

  void moveTo(Fetcher fetcher) {
    home = fetcher;
  }

  boolean isClosed() {
    return closed;
  }

  long credit() {
    return credit.get();
  }

  /** Whether it wants records. */
  boolean isActive() {
    return !closed && credit.get() > 0;
  }

  /** Hands a chunk over. A sink that throws ends its own subscription only. */
  void handOver(TopicSource.Chunk chunk) {
    if (closed) {
      return;
    }
    position = chunk.nextOffset();
    if (chunk.sizeBytes() > 0) {
      credit.addAndGet(-chunk.sizeBytes());
    }
    try {
      sink.onChunk(chunk);
    } catch (RuntimeException | Error thrown) {
      closed = true;
      LOG.error(
          "A sink threw, which no sink may; its subscription ends. topic={} partition={}",
          topic.name(),
          partition.partition(),
          thrown);
    }
  }

  /** Ends it with a failure, unless it has been closed. */
  void fail(TopicSource.Failure failure, String detail) {
    boolean tell = !closed;
    closed = true;
    end(tell);
    if (tell) {
      try {
        sink.onFailure(failure, detail);
      } catch (RuntimeException | Error thrown) {
        LOG.error("A sink threw at a failure. topic={}", topic.name(), thrown);
      }
    }
  }

  /** Gives the place of a closed reader back. Idempotent. */
  void end() {
    end(false);
  }

  private void end(boolean failed) {
    if (ended.compareAndSet(false, true)) {
      listener.ended(this, failed);
    }
  }
}
