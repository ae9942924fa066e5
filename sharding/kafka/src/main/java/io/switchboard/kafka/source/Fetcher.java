package io.switchboard.kafka.source;

import io.switchboard.core.port.TopicSource;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread with one consumer: it does what its {@link FetchPlan} says, for any number of readers.
 *
 * <p>Others talk to it through a queue in which a reader lies at most once, so that the queue is
 * bounded by the number of readers, and many changes of one reader cost one look at it.
 */
final class Fetcher implements Runnable, FetchConsumer.Results {
  private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);
  private static final Duration CATCH_UP_POLL = Duration.ofMillis(10);
  private static final long ASK_FOR_END_NANOS = Duration.ofMillis(10).toNanos();
  private static final long IDLE_NANOS = Duration.ofMillis(500).toNanos();
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private final String name;
  private final FetchPlan.Role role;
  private final SourceSettings settings;
  private final ConsumerFactory consumers;
  private final EventOpener opener;
  private final Consumer<Reader> leaver;
  private final SourceMetrics metrics;
  private final Duration pollTimeout;

  private final FetchPlan plan;
  private final TopicWatch topics;
  private final FetcherFaults faults;
  private final Queue<Reader> changed = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final Thread thread;

  private volatile boolean stopping;
  private volatile boolean polling;
  private volatile FetchConsumer consumer;

  private long nowNanos = System.nanoTime();
  private long lastPollNanos;
  private long secondStartedNanos = nowNanos;
  private long answersSeen = -1;
  private long answeredNanos = nowNanos;
  private int groupsShown;
  private int parkedShown;

  /**
   * @param leaver where readers go that belong to the other role now
   */
  Fetcher(
      String name,
      FetchPlan.Role role,
      SourceSettings settings,
      ConsumerFactory consumers,
      TopicCheck check,
      EventOpener opener,
      SourceMetrics metrics,
      Consumer<Reader> leaver) {
    this.name = name;
    this.role = role;
    this.settings = settings;
    this.consumers = consumers;
    this.opener = opener;
    this.leaver = leaver;
    this.metrics = metrics;
    this.pollTimeout = role == FetchPlan.Role.TAIL ? settings.tailWait() : CATCH_UP_POLL;
    this.topics = new TopicWatch(check, settings, metrics, this::signal);
    this.plan = new FetchPlan(role, settings, metrics, topics::trusts);
    this.faults = new FetcherFaults(name, settings, metrics, plan, topics);
    this.thread = new Thread(this, name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Makes the fetcher look at a reader. Any thread; never blocks. */
  void enqueue(Reader reader) {
    if (reader.queued.compareAndSet(false, true)) {
      changed.add(reader);
      signal();
    }
  }

  private void signal() {
    if (signalled.compareAndSet(false, true)) {
      FetchConsumer current = consumer;
      if (polling && current != null) {
        current.wakeup();
      } else {
        LockSupport.unpark(thread);
      }
    }
  }

  /** Asks it to end. Any thread. */
  void stop() {
    stopping = true;
    signal();
    LockSupport.unpark(thread);
  }

  /** Waits for its end. */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    thread.join(atMost.toMillis());
    return !thread.isAlive();
  }

  @Override
  public void run() {
    LOG.info("A fetcher starts. fetcher={}", name);
    try {
      while (!stopping) {
        turn();
      }
    } finally {
      closeConsumer();
      for (PartitionReads reads : plan.partitions()) {
        reads
            .readers()
            .forEach(reader -> reader.fail(TopicSource.Failure.UNAVAILABLE, "this node stops"));
      }
      LOG.info("A fetcher ends. fetcher={}", name);
    }
  }

  private void turn() {
    try {
      step();
    } catch (RuntimeException | Error thrown) {
      // An Error too: a dead fetcher would leave its readers waiting for ever.
      if (!faults.isOfPartition(thrown, nowNanos)) {
        faults.onBroken(thrown, consumer == null ? List.of() : consumer.reading(), nowNanos);
        closeConsumer();
      }
    }
  }

  private void step() {
    nowNanos = System.nanoTime();
    signalled.set(false);
    // First, also after a turn that failed half-way: who is on the way belongs to nobody here.
    sendLeaversAway();
    takeChanges();
    sendLeaversAway();
    topics.turn(plan, nowNanos);
    everySecond();
    List<PartitionReads> wanted =
        faults.mayRead(nowNanos)
            ? plan.aim(key -> faults.allows(key, nowNanos), nowNanos)
            : List.of();
    if (wanted.isEmpty()) {
      faults.nothingToRead(nowNanos);
      if (!signalled.get() && !stopping) {
        LockSupport.parkNanos(this, faults.pauseNanos(nowNanos, IDLE_NANOS));
      }
      return;
    }
    if (consumer == null) {
      topics.metadataChanged();
      consumer =
          new FetchConsumer(
              consumers.open(name, role, topics::metadataChanged),
              settings.maxPausedPartitions(),
              metrics);
      answersSeen = -1;
    }
    consumer.aim(wanted);
    poll();
    sendLeaversAway();
  }

  private void poll() {
    polling = true;
    try {
      if (!signalled.get()) {
        long before = System.nanoTime();
        lastPollNanos = 0;
        FetchConsumer current = consumer;
        current.poll(
            pollTimeout,
            () -> {
              polling = false;
              nowNanos = System.nanoTime();
              lastPollNanos = nowNanos - before;
            },
            this);
        faults.survived(nowNanos);
      }
    } catch (WakeupException aCommandCame) {
      // Nothing was lost: what had been fetched stays in the consumer.
    } finally {
      polling = false;
    }
  }

  private void takeChanges() {
    // Bounded: a reader that is queued again while this runs is taken in the next turn.
    for (int left = changed.size(); left > 0; left--) {
      Reader reader = changed.poll();
      if (reader == null) {
        return;
      }
      reader.queued.set(false);
      Fetcher home = reader.home();
      if (home != this) {
        home.enqueue(reader);
      } else {
        takeIn(reader);
      }
    }
  }

  private void takeIn(Reader reader) {
    if (!reader.attached && !reader.isClosed() && topics.isNewId(reader)) {
      // What is here may be of the topic that had this name before.
      plan.forget(reader.topic.name());
      if (consumer != null) {
        consumer.forget(reader.topic.name());
      }
    }
    plan.update(reader, nowNanos);
  }

  private void sendLeaversAway() {
    for (Reader reader : plan.takeLeaving()) {
      leaver.accept(reader);
    }
  }

  @Override
  public void fetched(
      PartitionReads reads,
      long from,
      long next,
      List<ConsumerRecord<byte[], byte[]>> records,
      long endOffset) {
    answeredNanos = nowNanos;
    faults.answered(reads.key());
    Run run =
        new Run(
            reads.key().partition(),
            from,
            next,
            topics.generation(),
            opener.of(reads.key().topic(), records));
    plan.fetched(reads, run, endOffset, nowNanos);
    if (endOffset != PartitionReads.NOT_KNOWN && next >= endOffset) {
      plan.atEnd(reads);
    }
  }

  @Override
  public void silent(PartitionReads reads) {
    if (role == FetchPlan.Role.TAIL) {
      return;
    }
    reads.stayedSilent(lastPollNanos);
    if (reads.silentNanos() >= ASK_FOR_END_NANOS) {
      OptionalLong lag = consumer.lag(reads);
      if (lag.isPresent() && lag.getAsLong() <= 0) {
        reads.endOffsetIs(reads.cursor() + lag.getAsLong());
        plan.atEnd(reads);
      } else if (reads.silentNanos() >= settings.unavailableAfter().toNanos()) {
        faults.unavailable(reads);
      }
    }
  }

  private void everySecond() {
    if (nowNanos - secondStartedNanos < SECOND_NANOS) {
      return;
    }
    secondStartedNanos = nowNanos;
    noticeAnswers();
    faults.failWhoWaitedTooLong(answeredNanos, nowNanos);
    int groups = 0;
    int parked = 0;
    for (PartitionReads reads : plan.partitions()) {
      groups += reads.activeGroups();
      parked += reads.parkedReaders();
    }
    metrics.groups.addAndGet(groups - groupsShown);
    metrics.parked.addAndGet(parked - parkedShown);
    groupsShown = groups;
    parkedShown = parked;
  }

  private void noticeAnswers() {
    OptionalLong answers = consumer == null ? OptionalLong.empty() : consumer.answers();
    if (answers.isPresent() && answers.getAsLong() != answersSeen) {
      answersSeen = answers.getAsLong();
      answeredNanos = nowNanos;
    }
  }

  private void closeConsumer() {
    FetchConsumer broken = consumer;
    consumer = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (KafkaException atClose) {
        LOG.warn("A consumer did not close cleanly. fetcher={}", name, atClose);
      }
    }
  }
}
