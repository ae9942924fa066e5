package io.switchboard.node;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.crypto.BatchDigester;
import io.switchboard.crypto.KeyRings;
import io.switchboard.crypto.PasswordSource;
import io.switchboard.crypto.RecordCipher;
import io.switchboard.crypto.ReloadingKeyRing;
import io.switchboard.crypto.Sealer;
import io.switchboard.entity.EntityMetrics;
import io.switchboard.entity.SessionCommons;
import io.switchboard.entity.SessionPorts;
import io.switchboard.entity.SessionSharding;
import io.switchboard.kafka.catalog.KafkaTopicCatalog;
import io.switchboard.kafka.lane.KafkaProducerLanes;
import io.switchboard.kafka.ledger.KafkaLedger;
import io.switchboard.kafka.ledger.LaneReaper;
import io.switchboard.kafka.ledger.LedgerEnds;
import io.switchboard.kafka.ledger.LedgerTopic;
import io.switchboard.kafka.source.SharedTopicSource;
import io.switchboard.node.api.SessionService;
import io.switchboard.node.door.DoorMetrics;
import io.switchboard.node.door.ThriftDoors;
import io.switchboard.node.management.ManagementServer;
import io.switchboard.node.management.NodeFacts;
import io.switchboard.persistence.CassandraPersistence;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: the one place where all parts are made and joined, by hand, from the keys at the
 * bottom to the doors at the top. Stops in the opposite order: doors, sessions, lanes, clients.
 */
public final class SwitchboardNode {
  private static final Logger LOG = LoggerFactory.getLogger(SwitchboardNode.class);
  private static final Duration START_WITHIN = Duration.ofSeconds(60);
  private static final Duration LANES_STOP_WITHIN = Duration.ofSeconds(8);
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(6);

  private final ActorSystem<Void> system;
  private final ThriftDoors doors;
  private final ManagementServer management;
  private final TopicCatalog catalog;
  private final SessionDirectory directory;
  private final EntityMetrics sessionMetrics;
  private final SessionCommons commons;
  private final SpillParts spill;

  private SwitchboardNode(
      ActorSystem<Void> system,
      ThriftDoors doors,
      ManagementServer management,
      TopicCatalog catalog,
      SessionDirectory directory,
      EntityMetrics sessionMetrics,
      SessionCommons commons,
      SpillParts spill) {
    this.system = system;
    this.doors = doors;
    this.management = management;
    this.catalog = catalog;
    this.directory = directory;
    this.sessionMetrics = sessionMetrics;
    this.commons = commons;
    this.spill = spill;
  }

  /**
   * Starts a node and returns when its doors are open.
   *
   * @throws IllegalArgumentException if the configuration is not valid, naming every problem
   * @throws IllegalStateException if a part cannot start, saying which and why
   */
  public static SwitchboardNode start(Config root) {
    NodeSettings settings = NodeSettings.from(root);
    UUID incarnation = UUID.randomUUID();
    ReloadingKeyRing keys = keys(settings.encryption());
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(), "switchboard", AkkaConfig.of(settings, incarnation, root));
    try {
      return start(settings, incarnation, keys, system);
    } catch (RuntimeException e) {
      system.terminate();
      throw e;
    }
  }

  private static SwitchboardNode start(
      NodeSettings settings, UUID incarnation, ReloadingKeyRing keys, ActorSystem<Void> system) {
    Admin admin = Admin.create(settings.kafka().connection().toClientConfig(Map.of()));
    if (settings.createLedger()) {
      ensureLedger(admin, settings);
    }
    KafkaCheck.run(admin, settings.kafka());
    var encrypted = settings.encryption().policy();
    var cipher = new RecordPayloadCipher(new RecordCipher(keys));
    var catalog = new KafkaTopicCatalog(settings.kafka(), admin, encrypted);
    var ends =
        new LedgerEnds(
            admin,
            settings.kafka().ledger().topic(),
            settings.kafka().adminTimeout(),
            System::nanoTime);
    var lanes = new KafkaProducerLanes(settings.kafka(), incarnation, catalog, cipher, ends);
    var ledger = new KafkaLedger(settings.kafka(), admin, ends);
    var source =
        SharedTopicSource.start(
            settings.kafka().connection(), cipher, encrypted, settings.kafka().source());

    var cassandra = CassandraPersistence.of(system, settings.persistence(), START_WITHIN);
    await("Cassandra", cassandra.ready());
    var spill = SpillParts.of(system, settings.spill(), cassandra, keys);

    Cluster cluster = Cluster.get(system);
    MemberWatch members = new MemberWatch();
    var reaper = new LaneReaper(settings.kafka(), admin, incarnation, members);
    members.start(system, reaper::left);
    CompletableFuture<Done> up = new CompletableFuture<>();
    akka.cluster.Cluster.get(system).registerOnMemberUp(() -> up.complete(Done.getInstance()));
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    await("the cluster", up);
    reaper.start();

    EntityMetrics sessionMetrics = new EntityMetrics();
    var ports =
        new SessionPorts(
            source,
            catalog,
            lanes,
            ledger,
            cassandra.ownership(),
            cassandra.directory(),
            spill.store(),
            spill.folder());
    var commons = new SessionCommons(ports, settings.sessions());
    SessionSharding sessions =
        SessionSharding.start(
            system,
            ports,
            commons,
            settings.sessions(),
            new LaneId("reader-" + incarnation),
            sessionMetrics,
            Clock.systemUTC());
    spill.start(system, cassandra.ownership());
    SessionService service =
        new SessionService(
            sessions,
            catalog,
            new Sealer(keys),
            new BatchDigester(keys.ring()),
            settings.api(),
            Clock.systemUTC());
    DoorMetrics doorMetrics = new DoorMetrics();
    ThriftDoors doors =
        await("the doors", ThriftDoors.start(settings.doors(), service, doorMetrics));
    AtomicBoolean ready = new AtomicBoolean(true);
    ManagementServer management =
        await(
            "the management API",
            ManagementServer.start(
                system,
                settings.management(),
                catalog,
                catalog::createTopic,
                cassandra.directory(),
                new NodeFacts(
                    settings.kafka().clusterId(),
                    version(),
                    incarnation.toString(),
                    Instant.now(),
                    Map.of(
                        "http", hostPort(doors.httpAddress()), "tcp", hostPort(doors.tcpAddress())),
                    doorMetrics::counters,
                    () -> sessionCounters(sessionMetrics, commons, spill)),
                ready::get,
                Clock.systemUTC()));

    onShutdown(
        system,
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "not-ready",
        () -> {
          ready.set(false);
          return CompletableFuture.completedFuture(Done.getInstance());
        });
    onShutdown(system, CoordinatedShutdown.PhaseServiceUnbind(), "close-doors", doors::drain);
    onShutdown(
        system, CoordinatedShutdown.PhaseServiceStop(), "close-management", management::stop);
    onShutdown(
        system,
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "close-kafka",
        () ->
            CompletableFuture.runAsync(
                () -> {
                  reaper.close();
                  // Ended lanes tell that an outcome is unknown; only then it is known what to
                  // leave.
                  closeLanes(lanes);
                  awaitLeaving(commons);
                  spill.close();
                  source.close();
                  ledger.close();
                  admin.close(Duration.ofSeconds(2));
                }));
    LOG.info("node is up, incarnation={}", incarnation);
    return new SwitchboardNode(
        system, doors, management, catalog, cassandra.directory(), sessionMetrics, commons, spill);
  }

  private static ReloadingKeyRing keys(NodeSettings.Encryption settings) {
    PasswordSource password =
        settings.generate()
            ? KeyRings.passwordFileOrGenerate(settings.passwordFile())
            : PasswordSource.file(settings.passwordFile());
    if (settings.generate()) {
      KeyRings.loadOrGenerate(settings.keyRing(), password);
    }
    return ReloadingKeyRing.follow(
        new ReloadingKeyRing.Settings(
            settings.keyRing(), password, settings.checkEvery(), settings.newVersionDelay()));
  }

  private static void ensureLedger(Admin admin, NodeSettings settings) {
    try {
      LedgerTopic.ensure(admin, settings.kafka());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the ledger topic was created", e);
    }
  }

  private static void closeLanes(KafkaProducerLanes lanes) {
    try {
      lanes.close(LANES_STOP_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitLeaving(SessionCommons commons) {
    try {
      commons
          .leaving()
          .finished()
          .toCompletableFuture()
          .get(LEAVE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("accepted batches may be lost to this node; their clients have them still", e);
    }
  }

  private static void onShutdown(
      ActorSystem<?> system,
      String phase,
      String name,
      java.util.function.Supplier<CompletionStage<?>> task) {
    CoordinatedShutdown.get(system)
        .addTask(phase, name, () -> task.get().handle((ok, failure) -> Done.getInstance()));
  }

  private static Map<String, Long> sessionCounters(
      EntityMetrics metrics, SessionCommons commons, SpillParts spill) {
    Map<String, Long> all = new TreeMap<>(metrics.counters());
    all.putAll(commons.counters());
    all.putAll(spill.counters());
    return all;
  }

  private static String version() {
    return Optional.ofNullable(SwitchboardNode.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  private static <T> T await(String what, CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(START_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          what + " cannot be had: " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          what + " did not answer within " + START_WITHIN.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + what, e);
    }
  }

  /** Where this node is reached: {@code http=host:port tcp=host:port management=host:port}. */
  public String addresses() {
    return "http="
        + hostPort(doors.httpAddress())
        + " tcp="
        + hostPort(doors.tcpAddress())
        + " management="
        + hostPort(management.address());
  }

  private static String hostPort(java.net.InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /** The Thrift HTTP door. */
  public java.net.InetSocketAddress httpAddress() {
    return doors.httpAddress();
  }

  /** The framed TCP door. */
  public java.net.InetSocketAddress tcpAddress() {
    return doors.tcpAddress();
  }

  /** The management API. */
  public java.net.InetSocketAddress managementAddress() {
    return management.address();
  }

  /** The topics that sessions may use. */
  public TopicCatalog catalog() {
    return catalog;
  }

  /** The list of sessions. */
  public SessionDirectory directory() {
    return directory;
  }

  /** What the sessions of this node count. */
  public EntityMetrics sessionMetrics() {
    return sessionMetrics;
  }

  /** What the sessions of this node count and hold, by name. */
  public Map<String, Long> sessionCounters() {
    return sessionCounters(sessionMetrics, commons, spill);
  }

  /** Stops in order: doors, sessions, lanes. Completes when all has ended. */
  public CompletionStage<Done> stop() {
    return CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
  }
}
