package io.switchboard.kafka.source;

import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.PayloadCipher;
import io.switchboard.core.port.TopicSource;
import io.switchboard.kafka.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads for all sessions of a node with a fixed, small number of threads and consumers: sessions
 * that stand at the same place of a partition share one fetch, and those that wait at an end cost
 * next to nothing, be it one or a thousand.
 *
 * <p>A new subscription starts at a catch-up fetcher, chosen by its partition; when it has reached
 * the end it moves to a tail fetcher, which holds long polls. Thread-safe.
 */
public final class SharedTopicSource implements TopicSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedTopicSource.class);
  private static final Duration END_WITHIN = Duration.ofSeconds(5);

  private final SourceSettings settings;
  private final SourceMetrics metrics = new SourceMetrics();
  private final TopicCheck check;
  private final List<Fetcher> catchUp = new ArrayList<>();
  private final List<Fetcher> tail = new ArrayList<>();
  private final Set<Reader> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private SharedTopicSource(
      SourceSettings settings,
      ConsumerFactory consumers,
      TopicCheck check,
      PayloadCipher cipher,
      Predicate<String> encrypted) {
    this.settings = settings;
    this.check = check;
    EventOpener opener = new EventOpener(cipher, encrypted, metrics);
    for (int i = 0; i < settings.tailFetchers(); i++) {
      tail.add(
          new Fetcher(
              "switchboard-source-tail-" + i,
              FetchPlan.Role.TAIL,
              settings,
              consumers,
              check,
              opener,
              metrics,
              reader -> send(reader, catchUp)));
    }
    for (int i = 0; i < settings.catchUpFetchers(); i++) {
      catchUp.add(
          new Fetcher(
              "switchboard-source-catch-up-" + i,
              FetchPlan.Role.CATCH_UP,
              settings,
              consumers,
              check,
              opener,
              metrics,
              reader -> send(reader, tail)));
    }
  }

  /**
   * Starts the threads. Does not wait for Kafka.
   *
   * @param connection the cluster
   * @param cipher opens the values of encrypted topics
   * @param encrypted whether the values of a topic are encrypted, by the topic's name; asked once
   *     per fetched run, on the source's threads
   */
  public static SharedTopicSource start(
      KafkaConnection connection,
      PayloadCipher cipher,
      Predicate<String> encrypted,
      SourceSettings settings) {
    return start(
        settings,
        ConsumerFactory.of(connection, settings),
        AdminTopicCheck.open(connection),
        cipher,
        encrypted);
  }

  static SharedTopicSource start(
      SourceSettings settings,
      ConsumerFactory consumers,
      TopicCheck check,
      PayloadCipher cipher,
      Predicate<String> encrypted) {
    SharedTopicSource source = new SharedTopicSource(settings, consumers, check, cipher, encrypted);
    source.tail.forEach(Fetcher::start);
    source.catchUp.forEach(Fetcher::start);
    return source;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Beyond {@link SourceSettings#maxSubscriptions}, and after {@link #close}, the sink is told
   * UNAVAILABLE before this returns.
   *
   * @throws IllegalArgumentException if the partition or the offset is negative
   */
  @Override
  public Subscription subscribe(TopicRef topic, int partition, long fromOffset, Sink sink) {
    if (partition < 0 || fromOffset < 0) {
      throw new IllegalArgumentException(
          "partition and offset: expected 0 or more, got " + partition + " and " + fromOffset);
    }
    Reader reader =
        new Reader(topic, partition, fromOffset, sink, listener, settings.maxCreditBytes());
    pick(reader, catchUp);
    open.add(reader);
    if (metrics.subscriptions.incrementAndGet() > settings.maxSubscriptions()) {
      reader.fail(
          Failure.UNAVAILABLE,
          "this node has " + settings.maxSubscriptions() + " subscriptions, which is its limit");
    } else if (closed) {
      reader.fail(Failure.UNAVAILABLE, "this node stops");
    }
    return reader;
  }

  /** What it has done so far. */
  public SourceMetrics metrics() {
    return metrics;
  }

  private final Reader.Listener listener =
      new Reader.Listener() {
        @Override
        public void changed(Reader reader) {
          reader.home().enqueue(reader);
        }

        @Override
        public void ended(Reader reader, boolean failed) {
          open.remove(reader);
          metrics.subscriptions.decrementAndGet();
          if (failed) {
            metrics.failures.increment();
          }
        }
      };

  private static void send(Reader reader, List<Fetcher> fetchers) {
    pick(reader, fetchers);
    reader.home().enqueue(reader);
  }

  /** By partition, so that readers of one partition meet. */
  private static void pick(Reader reader, List<Fetcher> fetchers) {
    reader.moveTo(fetchers.get(Math.floorMod(reader.partition.hashCode(), fetchers.size())));
  }

  /** Ends the threads, at most 5 s; what is still open is told UNAVAILABLE. */
  @Override
  public void close() {
    closed = true;
    List<Fetcher> all = new ArrayList<>(tail);
    all.addAll(catchUp);
    all.forEach(Fetcher::stop);
    boolean ended = awaitEnd(all);
    check.close();
    if (ended) {
      // Those that no fetcher has taken in. Nobody else calls their sinks any more.
      List.copyOf(open).forEach(reader -> reader.fail(Failure.UNAVAILABLE, "this node stops"));
    }
  }

  private static boolean awaitEnd(List<Fetcher> fetchers) {
    long deadline = System.nanoTime() + END_WITHIN.toNanos();
    boolean ended = true;
    try {
      for (Fetcher fetcher : fetchers) {
        Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        ended &= fetcher.awaitEnd(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      ended = false;
    }
    if (!ended) {
      LOG.warn("Fetchers did not end in time. limitMs={}", END_WITHIN.toMillis());
    }
    return ended;
  }
}
