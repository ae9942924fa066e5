package io.switchboard.entity;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import akka.persistence.typed.PersistenceId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.entity.expiry.Reaper;
import io.switchboard.entity.placement.LostInHandOff;
import io.switchboard.entity.placement.Placement;
import io.switchboard.entity.placement.ShardLoads;
import io.switchboard.entity.wire.LargestMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * The door to all sessions of the cluster: routes a call to the session's entity, wherever it
 * lives. Thread-safe.
 */
public final class SessionSharding {
  /** Name of the sharded entity type; part of every persistence id. */
  public static final EntityTypeKey<SessionMessage> TYPE_KEY =
      EntityTypeKey.create(SessionMessage.class, "session");

  private final ClusterSharding sharding;
  private final LargestMessage largest;
  private final Clock clock;
  private final Optional<ShardLoads> own;
  private final LongAdder forwarded = new LongAdder();
  private final UnansweredCalls calls = new UnansweredCalls(this::send, System::nanoTime);

  private SessionSharding(ActorSystem<?> system, Clock clock, Optional<ShardLoads> own) {
    this.own = own;
    this.sharding = ClusterSharding.get(system);
    this.largest = LargestMessage.of(system);
    this.clock = clock;
    system.systemActorOf(CallsWatch.create(calls), "session-calls", Props.empty());
  }

  /**
   * Starts the sessions' region on this node. The number of shards is Akka's {@code
   * number-of-shards}, which must be {@link EntitySettings#shards()}.
   *
   * @param placement where shards go, for {@link #TYPE_KEY}
   */
  public static SessionSharding start(
      ActorSystem<?> system, Placement placement, SessionHost host) {
    ClusterSharding sharding = ClusterSharding.get(system);
    sharding.init(
        Entity.of(
                TYPE_KEY,
                context ->
                    SessionEntity.create(
                        new SessionId(context.getEntityId()),
                        PersistenceId.of(TYPE_KEY.name(), context.getEntityId()),
                        context.getShard(),
                        placement.loads().ofEntity(context.getEntityId()),
                        host,
                        call -> sharding.entityRefFor(TYPE_KEY, context.getEntityId()).tell(call)))
            .withAllocationStrategy(placement.strategy())
            .withStopMessage(SessionMessage.Stop.STOP));
    system.systemActorOf(
        LostInHandOff.create(TYPE_KEY, SessionMessage.Call.class),
        "session-calls-lost-in-hand-off",
        Props.empty());
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(
                Reaper.create(
                    host.ports().directory(),
                    session ->
                        sharding
                            .entityRefFor(TYPE_KEY, session.value())
                            .tell(SessionMessage.Due.DUE),
                    host.settings().expiry(),
                    host.metrics().reaper,
                    host.clock()),
                "session-reaper"));
    return new SessionSharding(system, host.clock(), Optional.of(placement.loads()));
  }

  /**
   * For a node on which no session lives: its calls go to the nodes that have the role of {@code
   * akka.cluster.sharding.role}, which this one must not have.
   */
  public static SessionSharding proxy(ActorSystem<?> system, Clock clock) {
    ClusterSharding sharding = ClusterSharding.get(system);
    sharding.init(
        Entity.of(
                TYPE_KEY,
                context -> {
                  throw new IllegalStateException("no session lives on this node");
                })
            .withStopMessage(SessionMessage.Stop.STOP));
    return new SessionSharding(system, clock, Optional.empty());
  }

  /**
   * The number of a session's shard, as all nodes of the cluster reckon it.
   *
   * @param shards number of shards of the cluster
   */
  public static String shardOf(SessionId session, int shards) {
    return new HashCodeMessageExtractor<SessionMessage>(shards).shardId(session.value());
  }

  /**
   * Asks a session. Always completes normally: if no answer came in time, with a retryable
   * rejection.
   *
   * @param within how long the caller waits; the session drops the call unread if it gets to it
   *     later
   */
  public CompletionStage<Reply> ask(SessionId session, ClientCall call, Duration within) {
    return largest
        .refusalOf(call)
        .<CompletionStage<Reply>>map(CompletableFuture::completedStage)
        .orElseGet(
            () -> calls.ask(session, call, within).thenApply(reply -> counted(session, reply)));
  }

  private Reply counted(SessionId session, Reply reply) {
    if (!(reply instanceof Reply.Rejected) && !isHere(session)) {
      forwarded.increment();
    }
    return reply;
  }

  /** How often a call was sent again, because it may have been lost on its way. */
  public long callsSentAgain() {
    return calls.sentAgain.sum();
  }

  /**
   * Whether a session that has just answered lives on another node, so that its client would save
   * its calls a hop by calling that one. Never on a node without sessions of its own: no other of
   * its kind is any nearer.
   */
  public boolean livesElsewhere(SessionId session) {
    return own.isPresent() && !isHere(session);
  }

  private boolean isHere(SessionId session) {
    return own.map(shards -> shards.carries(session.value())).orElse(false);
  }

  /** How many answers came from sessions on other nodes. */
  public long callsForwarded() {
    return forwarded.sum();
  }

  private CompletionStage<Reply> send(SessionId session, ClientCall call, Duration within) {
    return sharding
        .entityRefFor(TYPE_KEY, session.value())
        .<Reply>ask(
            replyTo -> new SessionMessage.Call(call, replyTo, clock.instant().plus(within)), within)
        // Akka's stage would run what follows on the common pool, which on a machine of one or two
        // processors is a new thread each time.
        .handleAsync(
            (reply, failure) -> failure == null ? reply : noAnswer(failure), Runnable::run);
  }

  private static Reply noAnswer(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    String reason =
        cause instanceof TimeoutException
            ? "the session did not answer in time"
            : "the session cannot be reached";
    return new Reply.Rejected(
        RejectCode.UNAVAILABLE,
        reason + "; try again",
        Optional.of(Duration.ofMillis(200)),
        OptionalLong.empty());
  }
}
