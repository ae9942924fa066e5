package io.switchboard.sdk;

import io.switchboard.protocol.AckMode;
import io.switchboard.protocol.Role;
import io.switchboard.sdk.internal.call.Caller;
import io.switchboard.sdk.internal.session.BufferedEngine;
import io.switchboard.sdk.internal.session.PublisherEngine;
import io.switchboard.sdk.internal.session.Sessions;
import io.switchboard.sdk.internal.session.SubscriberEngine;
import io.switchboard.sdk.internal.session.WriterEngine;
import io.switchboard.sdk.internal.wire.Token;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The door to a Switchboard cluster: opens publishers and subscribers, and shares few threads and
 * connections between any number of them. Thread-safe.
 *
 * <p>Every call is repeated until it has a final answer or its deadline has passed, on another
 * address each time, with exponential back-off and full jitter. Futures complete on threads of the
 * SDK: what is attached to them must not block, and may not use the blocking methods.
 */
public final class SwitchboardClient implements AutoCloseable {
  private final Sessions sessions;
  private final Caller caller;
  private final ClientListener listener;
  private final Duration closeTimeout;
  private final Runnable closeResources;

  SwitchboardClient(
      Sessions sessions,
      Caller caller,
      ClientListener listener,
      Duration closeTimeout,
      Runnable closeResources) {
    this.sessions = sessions;
    this.caller = caller;
    this.listener = listener;
    this.closeTimeout = closeTimeout;
    this.closeResources = closeResources;
  }

  /** Starts to configure a client. */
  public static SwitchboardClientBuilder builder() {
    return new SwitchboardClientBuilder();
  }

  /** Opens a publisher with the default options. */
  public Publisher publisher(String topic) {
    return publisher(topic, PublisherOptions.defaults());
  }

  /**
   * Opens a publisher in a new session.
   *
   * @throws SwitchboardException if the session cannot be opened
   */
  public Publisher publisher(String topic, PublisherOptions options) {
    return Blocking.await(() -> publisherAsync(topic, options), "publisherAsync");
  }

  /** As {@link #publisher(String, PublisherOptions)}, without waiting. */
  public CompletableFuture<Publisher> publisherAsync(String topic, PublisherOptions options) {
    return sessions.writer(topic, options).thenApply(opened -> publisher(opened, topic, options));
  }

  /**
   * Takes over a writer's session that exists: finds its last published batch and goes on behind
   * it. The client that held it is shut out. A batch that is being published there is waited for;
   * one that is only staged is dropped by the next publish. The options' ack mode should be the
   * session's own: batches that its former client had accepted are that client's to write again.
   */
  public Publisher attachPublisher(String session, PublisherOptions options) {
    return Blocking.await(() -> attachPublisherAsync(session, options), "attachPublisherAsync");
  }

  /** As {@link #attachPublisher}, without waiting. */
  public CompletableFuture<Publisher> attachPublisherAsync(
      String session, PublisherOptions options) {
    return sessions
        .settled(session, true, Role.WRITER)
        .thenApply(info -> publisher(sessions.opened(info), info.getTopic(), options));
  }

  private Publisher publisher(Sessions.Opened opened, String topic, PublisherOptions options) {
    WriterEngine engine =
        options.ackMode() == AckMode.BUFFERED
            ? new BufferedEngine(opened.handle(), opened.ackedSeq(), options, listener)
            : new PublisherEngine(opened.handle(), opened.ackedSeq(), options, listener);
    return new Publisher(engine, opened.handle(), topic, options, closeTimeout);
  }

  /** Opens a subscriber from the earliest event, with the default options. */
  public Subscriber subscriber(String topic) {
    return subscriber(topic, SubscriberOptions.defaults());
  }

  /**
   * Opens a subscriber in a new session.
   *
   * @throws SwitchboardException if the session cannot be opened
   */
  public Subscriber subscriber(String topic, SubscriberOptions options) {
    return Blocking.await(() -> subscriberAsync(topic, options), "subscriberAsync");
  }

  /** As {@link #subscriber(String, SubscriberOptions)}, without waiting. */
  public CompletableFuture<Subscriber> subscriberAsync(String topic, SubscriberOptions options) {
    return sessions
        .reader(topic, options)
        .thenCompose(
            opened ->
                sessions
                    .startCursor(opened.handle().id(), options)
                    .thenApply(cursor -> subscriber(opened, topic, options, cursor, 0)));
  }

  /**
   * Opens a subscriber in a session that exists, behind its last acknowledged batch. A batch that
   * was delivered there before is read again.
   *
   * @param takeOver whether to shut out the client that held the session; without it, both must
   *     agree on who reads
   * @param options start and partitions are the session's own and are not used
   */
  public Subscriber attachSubscriber(String session, boolean takeOver, SubscriberOptions options) {
    return Blocking.await(
        () -> attachSubscriberAsync(session, takeOver, options), "attachSubscriberAsync");
  }

  /** As {@link #attachSubscriber}, without waiting. */
  public CompletableFuture<Subscriber> attachSubscriberAsync(
      String session, boolean takeOver, SubscriberOptions options) {
    return sessions
        .settled(session, takeOver, Role.READER)
        .thenApply(
            info ->
                subscriber(
                    sessions.opened(info),
                    info.getTopic(),
                    options,
                    Sessions.cursorOf(info),
                    info.isSetPendingSeq() ? info.getPendingSeq() : 0));
  }

  private Subscriber subscriber(
      Sessions.Opened opened,
      String topic,
      SubscriberOptions options,
      Optional<Token> cursor,
      long pendingSeq) {
    SubscriberEngine engine =
        new SubscriberEngine(sessions, opened, topic, options, listener, cursor, pendingSeq);
    return new Subscriber(engine, topic, closeTimeout);
  }

  /** Tells about a session, without changing anything. */
  public SessionDescription describe(String session) {
    return Blocking.await(() -> describeAsync(session), "describeAsync");
  }

  /** As {@link #describe}, without waiting. */
  public CompletableFuture<SessionDescription> describeAsync(String session) {
    return sessions.describe(session, false).thenApply(SessionDescription::new);
  }

  /**
   * Ends a session, whoever holds it.
   *
   * @return false: it had been disposed before
   */
  public boolean dispose(String session) {
    return Blocking.await(() -> disposeAsync(session), "disposeAsync");
  }

  /** As {@link #dispose}, without waiting. */
  public CompletableFuture<Boolean> disposeAsync(String session) {
    return sessions.dispose(session).thenApply(alreadyDone -> !alreadyDone);
  }

  /**
   * Stops all calls and releases threads and connections. Publishers and subscribers should be
   * closed first: batches under way fail, those whose ack was sent as uncertain. Does not wait.
   */
  @Override
  public void close() {
    caller.close();
    closeResources.run();
  }
}
