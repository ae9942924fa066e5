package io.switchboard.node;

import akka.Done;
import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.crypto.KeyRings;
import io.switchboard.crypto.PasswordSource;
import io.switchboard.crypto.ReloadingKeyRing;
import io.switchboard.entity.EntityMetrics;
import io.switchboard.entity.SessionSharding;
import io.switchboard.entity.placement.PeerFacts;
import io.switchboard.entity.placement.Placement;
import io.switchboard.node.audit.AuditLog;
import io.switchboard.node.audit.AuditedEnds;
import io.switchboard.node.cluster.ClusterJoin;
import io.switchboard.node.cluster.MemberWatch;
import io.switchboard.node.logging.NodeLog;
import io.switchboard.node.management.ManagementRoutes;
import io.switchboard.node.management.ManagementServer;
import io.switchboard.node.management.MetricsRoute;
import io.switchboard.node.management.NodeFacts;
import io.switchboard.node.management.Readiness;
import io.switchboard.node.metrics.NodeMetrics;
import io.switchboard.persistence.CassandraPersistence;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: the one place where all parts are made and joined, by hand, from the keys at the
 * bottom to the doors at the top. {@link NodeShutdown} tells how it stops.
 */
public final class SwitchboardNode {
  /** Of every node's actor system, and so part of their addresses. */
  public static final String SYSTEM_NAME = "switchboard";

  private static final Logger LOG = LoggerFactory.getLogger(SwitchboardNode.class);
  private static final Duration START_WITHIN = Duration.ofSeconds(60);
  private static final Duration OPERATORS_WAIT = Duration.ofSeconds(5);

  private final ActorSystem<Void> system;
  private final Optional<ApiParts> api;
  private final Optional<BackendParts> backend;
  private final ManagementServer management;
  private final Placement placement;
  private final TopicCatalog catalog;
  private final SessionDirectory directory;

  private SwitchboardNode(
      ActorSystem<Void> system,
      Optional<ApiParts> api,
      Optional<BackendParts> backend,
      ManagementServer management,
      Placement placement,
      TopicCatalog catalog,
      SessionDirectory directory) {
    this.system = system;
    this.api = api;
    this.backend = backend;
    this.management = management;
    this.placement = placement;
    this.catalog = catalog;
    this.directory = directory;
  }

  /**
   * Starts a node and returns when its doors are open.
   *
   * @throws IllegalArgumentException if the configuration is not valid, naming every problem
   * @throws IllegalStateException if a part cannot start, saying which and why
   */
  public static SwitchboardNode start(Config root) {
    return start(root, config -> ActorSystem.create(Behaviors.empty(), SYSTEM_NAME, config));
  }

  /**
   * Starts a node on an actor system that somebody else makes, for tests of several nodes.
   *
   * @param systems makes an actor system of the name {@link #SYSTEM_NAME} with the configuration
   *     that it is given; it becomes the node's, which ends it
   */
  public static SwitchboardNode start(Config root, Function<Config, ActorSystem<Void>> systems) {
    NodeSettings settings = NodeSettings.from(root);
    UUID incarnation = UUID.randomUUID();
    ReloadingKeyRing keys = keys(settings.encryption());
    ActorSystem<Void> system = systems.apply(AkkaConfig.of(settings, incarnation, root));
    try {
      return start(settings, incarnation, keys, system);
    } catch (RuntimeException e) {
      system.terminate();
      throw e;
    }
  }

  private static SwitchboardNode start(
      NodeSettings settings, UUID incarnation, ReloadingKeyRing keys, ActorSystem<Void> system) {
    NodeLog.namedAfter(addressOf(system));
    AuditLog audit = new AuditLog();
    NodeMetrics figures =
        new NodeMetrics(
            settings.kafka().clusterId(), version(), settings.metrics(), new AuditedEnds(audit));
    figures.watchAudit(audit);
    KafkaParts kafka = KafkaParts.of(settings);
    var cassandra = CassandraPersistence.of(system, settings.persistence(), START_WITHIN);
    await("Cassandra", START_WITHIN, cassandra.ready());
    MemberWatch members = new MemberWatch();
    Optional<BackendParts> backend =
        settings.cluster().isBackend()
            ? Optional.of(
                new BackendParts(
                    system, settings, incarnation, keys, kafka, cassandra, members, figures))
            : Optional.empty();
    members.start(system, (gone, delay) -> backend.ifPresent(parts -> parts.left(gone, delay)));

    // Before the node joins: nodes that look for a cluster ask each other there.
    AtomicReference<Optional<ApiParts>> api = new AtomicReference<>(Optional.empty());
    Readiness readiness = new Readiness();
    NodeFacts facts =
        new NodeFacts(
            settings.kafka().clusterId(),
            version(),
            incarnation.toString(),
            Instant.now(),
            () -> api.get().map(SwitchboardNode::doorsOf).orElse(Map.of()),
            () -> api.get().map(ApiParts::counters).orElse(Map.of()),
            () -> backend.map(BackendParts::counters).orElse(Map.of()));
    ManagementServer management =
        await(
            "the management API",
            START_WITHIN,
            ManagementServer.start(
                system,
                settings.management(),
                audit,
                ManagementRoutes.early(
                    facts,
                    readiness,
                    Clock.systemUTC(),
                    MetricsRoute.of(
                        figures.page(),
                        system.dispatchers().lookup(DispatcherSelector.blocking()),
                        settings.metrics().open()))));
    figures.watchReadiness(readiness::isReady);
    ClusterJoin cluster = new ClusterJoin(system, settings.cluster());
    management.serveContactPoint(cluster.contactPoint(management.address().getPort()));
    Placement placement =
        Placement.start(
            system,
            SessionSharding.TYPE_KEY,
            settings.sessions().shards(),
            settings.placement(),
            cassandra.shardPins(),
            () -> peerFacts(settings, incarnation, management, api.get()));
    SessionSharding sessions =
        backend
            .map(parts -> parts.start(system, placement))
            .orElseGet(() -> SessionSharding.proxy(system, Clock.systemUTC()));
    await("the cluster" + cluster.hint(), settings.cluster().joinWithin(), cluster.join());
    backend.ifPresent(BackendParts::joined);
    if (settings.cluster().isApi()) {
      api.set(
          Optional.of(
              await(
                  "the doors",
                  START_WITHIN,
                  ApiParts.start(settings, keys, kafka.catalog(), sessions, figures, audit))));
    }
    figures.watchCluster(system);
    management.serve(
        ManagementRoutes.of(
            new ManagementRoutes.Sources(
                kafka.catalog(),
                kafka.catalog()::createTopic,
                cassandra.directory(),
                (session, call) -> sessions.ask(session, call, OPERATORS_WAIT),
                session -> SessionSharding.shardOf(session, settings.sessions().shards()),
                placement)));
    readiness.up(placement::isSelfDraining);
    NodeShutdown.register(
        system,
        new NodeShutdown.Steps(
            readiness::stopping,
            settings.cluster().coolDown(),
            () ->
                api.get()
                    .<CompletionStage<?>>map(ApiParts::drain)
                    .orElse(CompletableFuture.completedFuture(Done.getInstance())),
            management::stop,
            () -> {
              backend.ifPresent(BackendParts::close);
              kafka.close();
              figures.close();
            }));
    LOG.info("node is up, incarnation={}, roles={}", incarnation, settings.cluster().roles());
    return new SwitchboardNode(
        system, api.get(), backend, management, placement, kafka.catalog(), cassandra.directory());
  }

  private static ReloadingKeyRing keys(NodeSettings.Encryption settings) {
    PasswordSource password =
        settings.generate()
            ? KeyRings.passwordFileOrGenerate(settings.passwordFile())
            : PasswordSource.file(settings.passwordFile());
    if (settings.generate()) {
      KeyRings.generateIfMissing(settings.keyRing(), password);
    }
    return ReloadingKeyRing.follow(
        new ReloadingKeyRing.Settings(
            settings.keyRing(), password, settings.checkEvery(), settings.newVersionDelay()));
  }

  private static String addressOf(ActorSystem<?> system) {
    Address address = Cluster.get(system).selfMember().address();
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  private static String version() {
    return Optional.ofNullable(SwitchboardNode.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  private static <T> T await(String what, Duration within, CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          what + " cannot be had: " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("not within " + within.toSeconds() + " s: " + what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + what, e);
    }
  }

  /**
   * Where this node is reached: {@code http=host:port tcp=host:port management=host:port}, without
   * the doors if it has none.
   */
  public String addresses() {
    return api.map(
                doors -> "http=" + hostPort(doors.http()) + " tcp=" + hostPort(doors.tcp()) + " ")
            .orElse("")
        + "management="
        + hostPort(management.address());
  }

  private static Map<String, String> doorsOf(ApiParts api) {
    return Map.of("http", hostPort(api.http()), "tcp", hostPort(api.tcp()));
  }

  /** What the other nodes are told of this one. */
  private static PeerFacts peerFacts(
      NodeSettings settings,
      UUID incarnation,
      ManagementServer management,
      Optional<ApiParts> api) {
    String host = settings.cluster().self().host();
    Map<String, String> addresses = new HashMap<>();
    addresses.put("management", fromElsewhere(management.address(), host));
    api.ifPresent(
        doors -> {
          addresses.put("http", fromElsewhere(doors.http(), host));
          addresses.put("tcp", fromElsewhere(doors.tcp(), host));
        });
    return new PeerFacts(version(), incarnation.toString(), addresses);
  }

  /** What listens on every address of this machine is found where its contact point is found. */
  private static String fromElsewhere(InetSocketAddress address, String host) {
    return address.getAddress() != null && address.getAddress().isAnyLocalAddress()
        ? host + ":" + address.getPort()
        : hostPort(address);
  }

  private static String hostPort(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /** The Thrift HTTP door of a node of the role {@code api}. */
  public InetSocketAddress httpAddress() {
    return api.orElseThrow().http();
  }

  /** The framed TCP door of a node of the role {@code api}. */
  public InetSocketAddress tcpAddress() {
    return api.orElseThrow().tcp();
  }

  /** The management API. */
  public InetSocketAddress managementAddress() {
    return management.address();
  }

  /** Which node carries which shard. */
  public Placement placement() {
    return placement;
  }

  /** The topics that sessions may use. */
  public TopicCatalog catalog() {
    return catalog;
  }

  /** The list of sessions. */
  public SessionDirectory directory() {
    return directory;
  }

  /** What the sessions of a node of the role {@code backend} count. */
  public EntityMetrics sessionMetrics() {
    return backend.orElseThrow().metrics();
  }

  /** What the sessions of a node of the role {@code backend} count and hold, by name. */
  public Map<String, Long> sessionCounters() {
    return backend.orElseThrow().counters();
  }

  /** How many calls to a node of the role {@code api} sessions on other nodes have answered. */
  public long callsForwarded() {
    return api.orElseThrow().callsForwarded();
  }

  /** Stops in the order of {@link NodeShutdown}; completes when all has ended. */
  public CompletionStage<Done> stop() {
    return NodeShutdown.run(system);
  }
}
