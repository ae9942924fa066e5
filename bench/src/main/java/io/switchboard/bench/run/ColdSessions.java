package io.switchboard.bench.run;

import io.switchboard.bench.contender.Payload;
import io.switchboard.bench.contender.StoredEvents;
import io.switchboard.bench.figures.ColdStart;
import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.ReceivedBatch;
import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SubscriberOptions;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Sessions that are called for the first time, again at once, and again after they have left
 * memory; one after another, writers and readers by turns. For one thread.
 */
final class ColdSessions implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int READ_EVENTS = 10;

  private final SwitchboardClient client;
  private final String writersTopic;
  private final String readersTopic;
  private final List<OutboundEvent> batch;
  private final List<Publisher> publishers = new ArrayList<>();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final ColdStart.Stopwatch firstWrite =
      new ColdStart.Stopwatch("publish: a new session, to its first commit");
  private final ColdStart.Stopwatch nextWrite = new ColdStart.Stopwatch("publish: the next batch");
  private final ColdStart.Stopwatch wokenWrite =
      new ColdStart.Stopwatch("publish: after it had left memory");
  private final ColdStart.Stopwatch firstRead =
      new ColdStart.Stopwatch("read: a new session, to its first batch");
  private final ColdStart.Stopwatch nextRead = new ColdStart.Stopwatch("read: the next batch");
  private final ColdStart.Stopwatch wokenRead =
      new ColdStart.Stopwatch("read: after it had left memory");

  /**
   * @param stored what is read; enough for three batches of ten
   */
  ColdSessions(SwitchboardClient client, String writersTopic, StoredEvents stored, int eventBytes) {
    this.client = client;
    this.writersTopic = writersTopic;
    this.readersTopic = stored.topic();
    this.batch = List.of(OutboundEvent.of(Payload.of(1, eventBytes)[0]));
  }

  /** One session of each role begins, and works twice. */
  void begin() {
    long start = System.nanoTime();
    Publisher publisher = client.publisher(writersTopic);
    publisher.publish(batch);
    firstWrite.stop(start);
    publishers.add(publisher);
    start = System.nanoTime();
    publisher.publish(batch);
    nextWrite.stop(start);

    start = System.nanoTime();
    Subscriber subscriber =
        client.subscriber(readersTopic, SubscriberOptions.defaults().maxEvents(READ_EVENTS));
    ReceivedBatch first = read(subscriber);
    firstRead.stop(start);
    subscribers.add(subscriber);
    first.ack();
    start = System.nanoTime();
    ReceivedBatch next = read(subscriber);
    nextRead.stop(start);
    next.ack();
  }

  /** Every session works once more. */
  void goOn() {
    for (int i = 0; i < publishers.size(); i++) {
      long start = System.nanoTime();
      publishers.get(i).publish(batch);
      wokenWrite.stop(start);
      start = System.nanoTime();
      ReceivedBatch read = read(subscribers.get(i));
      wokenRead.stop(start);
      read.ack();
    }
  }

  private static ReceivedBatch read(Subscriber subscriber) {
    return subscriber
        .poll(PATIENCE)
        .orElseThrow(() -> new IllegalStateException("no events within " + PATIENCE));
  }

  /** What was measured, in the order of the table. */
  List<ColdStart> results() {
    return List.of(
        firstWrite.result(),
        nextWrite.result(),
        wokenWrite.result(),
        firstRead.result(),
        nextRead.result(),
        wokenRead.result());
  }

  @Override
  public void close() {
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    publishers.forEach(publisher -> ends.add(publisher.closeAsync()));
    subscribers.forEach(subscriber -> ends.add(subscriber.closeAsync()));
    ends.forEach(CompletableFuture::join);
  }
}
