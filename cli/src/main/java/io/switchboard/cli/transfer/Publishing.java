package io.switchboard.cli.transfer;

import io.switchboard.cli.frame.BadFrameException;
import io.switchboard.cli.frame.Frame;
import io.switchboard.cli.frame.FrameReader;
import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.PublishResult;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.SwitchboardException;
import io.switchboard.sdk.UncertainOutcomeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Phaser;
import java.util.function.LongConsumer;

/**
 * Streams frames into a publisher, batch by batch, and keeps count of what is certainly published.
 * Memory is bounded by the publisher's queue. {@link #run} is for one thread; {@link #stop} may
 * come from another one.
 */
final class Publishing {
  private static final Duration RESOLVE_WITHIN = Duration.ofSeconds(30);

  /**
   * What came out.
   *
   * @param published events that are in Kafka
   * @param read events that were read from the input
   * @param holes ranges of events, counted from 1, that are not in Kafka
   * @param doubtful ranges of events of which it cannot be known whether they are in Kafka
   * @param failure the first one
   */
  record Outcome(
      long published,
      long read,
      List<Range> holes,
      List<Range> doubtful,
      Optional<Throwable> failure) {
    boolean isComplete() {
      return holes.isEmpty() && doubtful.isEmpty();
    }
  }

  /** Events from the first to the last one, counted from 1. */
  record Range(long first, long last) {
    long count() {
      return last - first + 1;
    }

    @Override
    public String toString() {
      return first == last ? Long.toString(first) : first + " to " + last;
    }
  }

  private final Publisher publisher;
  private final FrameReader frames;
  private final EventFormat format;
  private final int maxBatchEvents;
  private final int maxBatchBytes;
  private final LongConsumer progress;
  private final Runnable acknowledged;

  private final List<OutboundEvent> batch = new ArrayList<>();
  private long batchBytes;
  private long given;
  private volatile boolean stopped;

  /** One party for each batch under way, and one for who waits for them. */
  private final Phaser underWay = new Phaser(1);

  // Guarded by holes, because the SDK's threads settle batches.
  private long published;
  private final List<Range> holes = new ArrayList<>();
  private final List<Range> doubtful = new ArrayList<>();
  private Optional<Throwable> failure = Optional.empty();

  /**
   * Prepares.
   *
   * @param maxBatchEvents at most so many events a batch; the session's limit holds too
   * @param progress hears how many bytes of the input were taken
   * @param acknowledged hears of every batch that is in Kafka; one call at a time
   */
  Publishing(
      Publisher publisher,
      FrameReader frames,
      EventFormat format,
      int maxBatchEvents,
      LongConsumer progress,
      Runnable acknowledged) {
    this.publisher = publisher;
    this.frames = frames;
    this.format = format;
    this.maxBatchEvents = Math.min(maxBatchEvents, publisher.limits().maxBatchEvents());
    this.maxBatchBytes = publisher.limits().maxBatchBytes();
    this.progress = progress;
    this.acknowledged = acknowledged;
  }

  /** Publishes until the end of the input, a failure, or {@link #stop}. */
  void run() throws IOException {
    try {
      while (!stopped && !hasFailed()) {
        if (frames.mayWait()) {
          send(); // whoever waits for these events does not wait for the next ones
        }
        Optional<Frame> frame = frames.next();
        if (frame.isEmpty()) {
          break;
        }
        add(format.event(frame.get(), frames.frames()));
      }
    } finally {
      send();
    }
  }

  /**
   * Makes {@link #run} return when it has the next frame, which is dropped; what was read before is
   * published.
   */
  synchronized void stop() {
    stopped = true;
    send();
  }

  private synchronized void add(OutboundEvent event) {
    if (stopped) {
      return;
    }
    long size = EventFormat.payloadBytes(event);
    if (size > publisher.limits().maxEventBytes()) {
      throw new BadFrameException(
          "Event "
              + frames.frames()
              + " has "
              + size
              + " bytes with key and headers; the limit is "
              + publisher.limits().maxEventBytes()
              + ".");
    }
    if (!batch.isEmpty() && batchBytes + size > maxBatchBytes) {
      send();
    }
    batch.add(event);
    batchBytes += size;
    if (batch.size() >= maxBatchEvents || batchBytes >= maxBatchBytes) {
      send();
    }
  }

  private synchronized void send() {
    if (batch.isEmpty()) {
      return;
    }
    List<OutboundEvent> events = List.copyOf(batch);
    batch.clear();
    batchBytes = 0;
    Range range = new Range(given + 1, given + events.size());
    given = range.last();
    underWay.register();
    publishing(events)
        .whenComplete((result, problem) -> settled(range, Optional.ofNullable(problem)));
    progress.accept(frames.bytes());
  }

  /** A refusal that comes as an exception counts like one that comes later. */
  private CompletableFuture<PublishResult> publishing(List<OutboundEvent> events) {
    try {
      return publisher.publishAsync(events);
    } catch (RuntimeException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private void settled(Range range, Optional<Throwable> problem) {
    synchronized (holes) {
      if (problem.isEmpty()) {
        published += range.count();
        acknowledged.run();
      } else {
        Throwable cause = unwrapped(problem.get());
        (cause instanceof UncertainOutcomeException ? doubtful : holes).add(range);
        if (failure.isEmpty()) {
          failure = Optional.of(cause);
        }
      }
    }
    underWay.arriveAndDeregister();
  }

  private boolean hasFailed() {
    synchronized (holes) {
      return failure.isPresent();
    }
  }

  /** Events that are in Kafka by now. From any thread. */
  long published() {
    synchronized (holes) {
      return published;
    }
  }

  /** Waits until all batches are settled, and asks again where an outcome is not known. */
  Outcome finish() {
    underWay.arriveAndAwaitAdvance();
    boolean uncertain;
    synchronized (holes) {
      uncertain = !doubtful.isEmpty();
    }
    if (uncertain) {
      resolve();
    }
    synchronized (holes) {
      return new Outcome(published, frames.frames(), sorted(holes), sorted(doubtful), failure);
    }
  }

  private static List<Range> sorted(List<Range> ranges) {
    return ranges.stream().sorted(Comparator.comparingLong(Range::first)).toList();
  }

  private void resolve() {
    try {
      publisher.resolve(RESOLVE_WITHIN);
      synchronized (holes) {
        published += doubtful.stream().mapToLong(Range::count).sum();
        doubtful.clear();
        if (holes.isEmpty()) {
          failure = Optional.empty();
        }
      }
    } catch (UncertainOutcomeException stillNot) {
      // They stay doubtful.
    } catch (SwitchboardException notPublished) {
      synchronized (holes) {
        if (doubtful.size() == 1) {
          holes.addAll(doubtful); // of several, it would not be known which
          doubtful.clear();
        }
      }
    }
  }

  private static Throwable unwrapped(Throwable problem) {
    return problem instanceof CompletionException && problem.getCause() != null
        ? problem.getCause()
        : problem;
  }
}
