package io.switchboard.entity.reading;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.core.port.TopicSource;
import io.switchboard.core.port.TopicSource.Chunk;
import io.switchboard.core.port.TopicSource.Failure;
import io.switchboard.core.port.TopicSource.Sink;
import io.switchboard.core.port.TopicSource.Subscription;
import io.switchboard.core.session.Effect;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.entity.budget.ReadBudget;
import io.switchboard.entity.budget.ReadShare;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Reads for one session: keeps its subscriptions, its read-ahead, and at most one fetch that waits.
 * Used by one actor only; the source's threads reach it as {@link FeedSignal}s through that actor.
 */
public final class ReaderFeed {
  /** A batch that was delivered once must come again also to a client that does not wait. */
  private static final Duration MIN_REFETCH_WAIT = Duration.ofSeconds(5);

  /** What a client that is far behind waits for the rest of a batch. */
  private static final Duration FILL_WAIT = Duration.ofMillis(20);

  private final TopicSource source;
  private final TopicCatalog catalog;
  private final ReadBudget budget;
  private final Consumer<FeedSignal> toActor;
  private final BiConsumer<FeedSignal, Duration> later;
  private final Consumer<SessionCommand> results;

  private long reading;
  private TopicRef topic = new TopicRef("", "");
  private Subscription[] subscriptions = {};
  private Optional<ReadShare> share = Optional.empty();
  private Optional<ReadAhead> ahead = Optional.empty();
  private Optional<Refetch> again = Optional.empty();
  private Optional<Waiting> waiting = Optional.empty();

  /** A fetch that waits, and what a batch of it may hold. */
  private record Waiting(
      long fetch, int maxEvents, int maxBytes, Duration fillWait, boolean filling) {
    Waiting whileFilling() {
      return new Waiting(fetch, maxEvents, maxBytes, fillWait, true);
    }
  }

  /**
   * @param budget bounds what is read ahead for this session, over all its partitions
   * @param toActor brings a signal to the actor, from any thread
   * @param later brings a signal to the actor after a while
   * @param results takes the result of a fetch, on the actor
   */
  public ReaderFeed(
      TopicSource source,
      TopicCatalog catalog,
      ReadBudget budget,
      Consumer<FeedSignal> toActor,
      BiConsumer<FeedSignal, Duration> later,
      Consumer<SessionCommand> results) {
    this.source = source;
    this.catalog = catalog;
    this.budget = budget;
    this.toActor = toActor;
    this.later = later;
    this.results = results;
  }

  /** Begins to wait for the next batch; takes the place of a fetch that waits already. */
  public void fetchNext(Effect.FetchNext fetch) {
    if (ahead.isEmpty() || !ahead.get().standsAt(fetch.from())) {
      openAt(fetch.topic(), fetch.from());
    }
    Waiting wait =
        new Waiting(
            fetch.fetch(),
            fetch.maxEvents(),
            fetch.maxBytes(),
            shorter(fetch.maxWait(), FILL_WAIT),
            false);
    if (!ahead.get().isEmpty()) {
      deliverOrFill(wait);
    } else if (fetch.maxWait().isZero()) {
      waiting = Optional.empty();
      results.accept(new SessionCommand.FetchEmpty(fetch.fetch()));
    } else {
      waiting = Optional.of(wait);
      later.accept(new FeedSignal.WaitOver(fetch.fetch()), fetch.maxWait());
    }
  }

  /**
   * Reads journaled ranges again. What a fetch of the same ranges before collected is kept: else a
   * client that gives up too soon would never get a batch that takes long.
   */
  public void fetchAgain(Effect.FetchAgain fetch) {
    if (!isUnderWay(fetch)) {
      openAgain(fetch);
    }
    waiting = Optional.of(new Waiting(fetch.fetch(), 0, 0, Duration.ZERO, false));
    Duration wait = fetch.maxWait();
    later.accept(
        new FeedSignal.WaitOver(fetch.fetch()),
        wait.compareTo(MIN_REFETCH_WAIT) > 0 ? wait : MIN_REFETCH_WAIT);
    finishRefetchIfComplete();
  }

  private boolean isUnderWay(Effect.FetchAgain fetch) {
    return topic.equals(fetch.topic()) && again.filter(r -> r.isOf(fetch.ranges())).isPresent();
  }

  private void openAgain(Effect.FetchAgain fetch) {
    close();
    topic = fetch.topic();
    Refetch refetch = new Refetch(fetch.ranges());
    again = Optional.of(refetch);
    subscriptions = new Subscription[refetch.size()];
    share = Optional.of(budget.open(subscriptions.length));
    for (int i = 0; i < subscriptions.length; i++) {
      Range range = refetch.range(i);
      subscribe(i, range.partition(), range.from(), allowed(i));
    }
  }

  /** Nobody waits for this fetch any more. What was read ahead is kept. */
  public void cancel(long fetch) {
    if (waiting.filter(w -> w.fetch() == fetch).isPresent()) {
      waiting = Optional.empty();
    }
  }

  /** Ends all reading and forgets what was read ahead. */
  public void close() {
    reading++;
    for (Subscription subscription : subscriptions) {
      subscription.close();
    }
    subscriptions = new Subscription[0];
    share.ifPresent(ReadShare::close);
    share = Optional.empty();
    ahead = Optional.empty();
    again = Optional.empty();
    waiting = Optional.empty();
  }

  /**
   * How many offsets lie between what was cut and the ends of the partitions, as last seen; 0 while
   * nothing is read.
   */
  public long lagEvents() {
    return ahead.map(ReadAhead::lagEvents).orElse(0L);
  }

  /** Hands a signal in, on the actor. */
  public void on(FeedSignal signal) {
    if (signal instanceof FeedSignal.WaitOver over) {
      onWaitOver(over);
    } else if (signal.reading() == reading) {
      if (signal instanceof FeedSignal.Arrived arrived) {
        onArrived(arrived);
      } else if (signal instanceof FeedSignal.Broken broken) {
        onBroken(broken);
      } else if (signal instanceof FeedSignal.Earliest earliest) {
        onEarliest(earliest);
      }
    }
  }

  private void openAt(TopicRef newTopic, Positions from) {
    close();
    topic = newTopic;
    ahead = Optional.of(new ReadAhead(from));
    subscriptions = new Subscription[from.count()];
    share = Optional.of(budget.open(subscriptions.length));
    for (int i = 0; i < subscriptions.length; i++) {
      subscribe(i, from.partitionAt(i), from.offsetAt(i), allowed(i));
    }
  }

  private int allowed(int index) {
    return share.orElseThrow().allowed(index);
  }

  private void subscribe(int index, int partition, long from, int creditBytes) {
    long now = reading;
    Sink sink =
        new Sink() {
          @Override
          public void onChunk(Chunk chunk) {
            toActor.accept(new FeedSignal.Arrived(now, index, chunk));
          }

          @Override
          public void onFailure(Failure failure, String detail) {
            toActor.accept(new FeedSignal.Broken(now, index, failure, detail));
          }
        };
    subscriptions[index] = source.subscribe(topic, partition, from, sink);
    if (creditBytes > 0) {
      subscriptions[index].request(creditBytes);
    }
  }

  private void onArrived(FeedSignal.Arrived arrived) {
    if (ahead.isPresent()) {
      ahead.get().add(arrived.index(), arrived.chunk());
      if (!ahead.get().isEmpty()) {
        waiting.ifPresent(this::deliverOrFill);
      }
    } else if (again.isPresent() && !isDone(arrived.index())) {
      share.orElseThrow().collect(arrived.chunk().sizeBytes());
      boolean complete = again.get().add(arrived.index(), arrived.chunk());
      if (complete) {
        subscriptions[arrived.index()].close();
      } else if (arrived.chunk().sizeBytes() > 0) {
        subscriptions[arrived.index()].request(arrived.chunk().sizeBytes());
      }
      finishRefetchIfComplete();
    }
  }

  private void finishRefetchIfComplete() {
    if (again.isPresent() && again.get().isComplete() && waiting.isPresent()) {
      Refetch done = again.get();
      long fetch = waiting.get().fetch();
      close();
      results.accept(new SessionCommand.BatchFetched(fetch, done.ranges(), done.all()));
    }
  }

  /**
   * A batch costs a journal write, however small it is. So one that could be fuller waits a moment
   * if the rest of it is known to lie in Kafka already; at a topic's end nothing waits.
   */
  private void deliverOrFill(Waiting wait) {
    if (wait.fillWait().isZero()
        || !ahead.get().isWorthFilling(wait.maxEvents(), wait.maxBytes(), this::allowed)) {
      deliver(wait);
    } else if (wait.filling()) {
      waiting = Optional.of(wait);
    } else {
      waiting = Optional.of(wait.whileFilling());
      returnCredit(Integer.MAX_VALUE);
      later.accept(new FeedSignal.WaitOver(wait.fetch()), wait.fillWait());
    }
  }

  private void deliver(Waiting wait) {
    waiting = Optional.empty();
    ReadAhead.Cut cut = ahead.get().cut(wait.maxEvents(), wait.maxBytes());
    returnCredit(2);
    results.accept(new SessionCommand.BatchFetched(wait.fetch(), cut.ranges(), cut.events()));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /**
   * @param part only where at least this part of what a partition may hold was taken
   */
  private void returnCredit(int part) {
    for (int i = 0; i < subscriptions.length; i++) {
      int read = ahead.get().creditToReturn(i, Math.max(1, allowed(i) / part));
      int credit = read > 0 ? share.orElseThrow().renew(i, read) : 0;
      if (credit > 0) {
        subscriptions[i].request(credit);
      }
    }
  }

  private void onWaitOver(FeedSignal.WaitOver over) {
    if (waiting.filter(w -> w.fetch() == over.reading()).isPresent()) {
      if (ahead.isPresent() && !ahead.get().isEmpty()) {
        deliver(waiting.get());
        return;
      }
      waiting = Optional.empty();
      results.accept(
          again.isEmpty()
              ? new SessionCommand.FetchEmpty(over.reading())
              : new SessionCommand.FetchFailed(
                  over.reading(),
                  Failure.UNAVAILABLE,
                  "the batch could not be read again in time"));
    }
  }

  private void onBroken(FeedSignal.Broken broken) {
    if (isDone(broken.index())) {
      return;
    }
    if (broken.failure() == Failure.OFFSET_OUT_OF_RANGE) {
      long now = reading;
      int partition = partitionAt(broken.index());
      catalog
          .positionsAt(topic, new int[] {partition}, new TopicCatalog.StartPoint.Earliest())
          .whenComplete(
              (positions, failure) ->
                  toActor.accept(
                      new FeedSignal.Earliest(
                          now,
                          broken.index(),
                          failure == null && positions.count() == 1 ? positions.offsetAt(0) : -1)));
      return;
    }
    fail(broken.failure(), broken.detail());
  }

  /**
   * Retention moved the beginning of the log past the offset wanted: go on with the oldest record
   * there is.
   */
  private void onEarliest(FeedSignal.Earliest earliest) {
    int index = earliest.index();
    long wanted = readTo(index);
    if (earliest.offset() < 0) {
      fail(
          Failure.UNAVAILABLE,
          "where partition " + partitionAt(index) + " begins is not known at the moment");
    } else if (earliest.offset() <= wanted) {
      fail(
          Failure.UNAVAILABLE,
          "offset " + wanted + " of partition " + partitionAt(index) + " is not there yet");
    } else if (again.isPresent() && earliest.offset() >= again.get().range(index).to()) {
      again.get().giveUp(index);
      subscriptions[index].close();
      finishRefetchIfComplete();
    } else {
      int full = allowed(index);
      int credit = ahead.isPresent() ? ahead.get().creditAnew(index, full) : full;
      subscriptions[index].close();
      subscribe(index, partitionAt(index), earliest.offset(), credit);
    }
  }

  /** True of a range that is complete: what still comes of its partition does not matter. */
  private boolean isDone(int index) {
    return again.isPresent() && again.get().isComplete(index);
  }

  private int partitionAt(int index) {
    return again.isPresent()
        ? again.get().range(index).partition()
        : ahead.orElseThrow().partitionAt(index);
  }

  private long readTo(int index) {
    return again.isPresent() ? again.get().readTo(index) : ahead.orElseThrow().readTo(index);
  }

  private void fail(Failure failure, String detail) {
    Optional<Waiting> failed = waiting;
    close();
    failed.ifPresent(
        w -> results.accept(new SessionCommand.FetchFailed(w.fetch(), failure, detail)));
  }
}
