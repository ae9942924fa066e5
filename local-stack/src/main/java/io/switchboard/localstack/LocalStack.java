package io.switchboard.localstack;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * A real Kafka and a real Cassandra, each a process of its own on this machine, so that tests,
 * demos and benchmarks meet what users have, without Docker.
 *
 * <p>Its data, logs and ports are kept in one folder and found again at the next start. Both
 * servers end with this JVM, however it ends. Safe for use from any thread.
 */
public final class LocalStack implements AutoCloseable {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  private final StackDirectory directory;
  private final Consumer<String> progress;
  private StackState state;
  private Optional<ChildJvm> kafka = Optional.empty();
  private Optional<ChildJvm> cassandra = Optional.empty();
  private boolean stopped;

  private LocalStack(StackDirectory directory, StackState state, Consumer<String> progress) {
    this.directory = directory;
    this.state = state;
    this.progress = progress;
  }

  /**
   * Starts both servers at the same time and returns when both answer.
   *
   * @throws StackStartException if the folder is in use by a living stack, or if a server ends or
   *     does not answer in time; what was started is stopped again
   */
  public static LocalStack start(LocalStackOptions options) {
    return start(options, StackDirectory.take(options.directory()));
  }

  /**
   * As {@link #start}, but with empty servers: what an earlier run left in the folder is deleted
   * first.
   */
  public static LocalStack startFresh(LocalStackOptions options) {
    return start(options, StackDirectory.takeAndEmpty(options.directory()));
  }

  private static LocalStack start(LocalStackOptions options, StackDirectory directory) {
    LocalStack stack;
    try {
      stack =
          new LocalStack(directory, stateFor(options, directory), serialized(options.progress()));
    } catch (RuntimeException failed) {
      directory.close();
      throw failed;
    }
    try {
      stack.startServers(options);
      return stack;
    } catch (RuntimeException failed) {
      stack.stop();
      throw failed;
    }
  }

  /** Kafka's address, as {@code bootstrap.servers} wants it. */
  public synchronized String kafkaBootstrap() {
    return "127.0.0.1:" + state.kafka().client();
  }

  /** Where Cassandra's clients connect. */
  public synchronized InetSocketAddress cassandraContactPoint() {
    return Loopback.port(state.cassandra().client());
  }

  /** The name that a driver needs as its local datacenter. */
  public String cassandraDatacenter() {
    return CassandraServer.DATACENTER;
  }

  /** Kafka's process, for a test that wants to pause or kill it. */
  public long kafkaPid() {
    return kafkaProcess().pid();
  }

  /** Cassandra's process, for a test that wants to pause or kill it. */
  public long cassandraPid() {
    return cassandraProcess().pid();
  }

  /** The folder with data, logs and configuration. */
  public Path directory() {
    return directory.folder();
  }

  /** True while both servers run. */
  public boolean isAlive() {
    return kafkaProcess().isAlive() && cassandraProcess().isAlive();
  }

  /**
   * Stops both servers in an orderly way, at the same time, and returns when they have ended;
   * within 20 s, then they are killed. The data stays. Does nothing the second time.
   */
  public void stop() {
    Optional<ChildJvm> first;
    Optional<ChildJvm> second;
    synchronized (this) {
      if (stopped) {
        return;
      }
      stopped = true;
      first = kafka;
      second = cassandra;
    }
    long startedNanos = System.nanoTime();
    first.ifPresent(ChildJvm::askToStop);
    second.ifPresent(ChildJvm::askToStop);
    first.ifPresent(child -> child.stop(STOP_WITHIN));
    second.ifPresent(child -> child.stop(STOP_WITHIN));
    directory.close();
    progress.accept("Stack stopped after " + Poll.secondsSince(startedNanos));
  }

  @Override
  public void close() {
    stop();
  }

  synchronized ChildJvm kafkaProcess() {
    return kafka.orElseThrow(() -> new IllegalStateException("Kafka was not started"));
  }

  synchronized ChildJvm cassandraProcess() {
    return cassandra.orElseThrow(() -> new IllegalStateException("Cassandra was not started"));
  }

  private void startServers(LocalStackOptions options) {
    Path folder = directory.folder();
    ServerStarter kafkaStarter =
        new ServerStarter(
            new KafkaServer(folder.resolve("kafka"), state.stackId(), options),
            options.startTimeout(),
            progress);
    ServerStarter cassandraStarter =
        new ServerStarter(
            new CassandraServer(folder.resolve("cassandra"), state.stackId(), options),
            options.startTimeout(),
            progress);
    ServerPorts kafkaPorts = state.kafka();
    ServerPorts cassandraPorts = state.cassandra();
    CompletableFuture<ChildJvm> kafkaReady =
        inThread(
            "start-kafka", () -> kafkaStarter.start(kafkaPorts, this::otherPorts, this::onKafka));
    CompletableFuture<ChildJvm> cassandraReady =
        inThread(
            "start-cassandra",
            () -> cassandraStarter.start(cassandraPorts, this::otherPorts, this::onCassandra));
    try {
      // The first that fails ends the waiting; stop() then ends the other one, and with it its
      // starter.
      CompletableFuture<Object> failed = new CompletableFuture<>();
      kafkaReady.whenComplete((child, problem) -> failIf(problem, failed));
      cassandraReady.whenComplete((child, problem) -> failIf(problem, failed));
      CompletableFuture.anyOf(failed, CompletableFuture.allOf(kafkaReady, cassandraReady)).join();
    } catch (CompletionException problem) {
      if (problem.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw problem;
    }
  }

  private static void failIf(Throwable problem, CompletableFuture<Object> failed) {
    if (problem != null) {
      failed.completeExceptionally(problem);
    }
  }

  private synchronized void onKafka(ServerPorts ports, ChildJvm child) {
    kafka = Optional.of(child);
    remember(child, state.withKafka(ports, child.id()));
  }

  private synchronized void onCassandra(ServerPorts ports, ChildJvm child) {
    cassandra = Optional.of(child);
    remember(child, state.withCassandra(ports, child.id()));
  }

  private void remember(ChildJvm child, StackState newState) {
    if (stopped) { // the other server failed meanwhile
      child.askToStop();
      return;
    }
    state = newState;
    state.write(directory.stateFile());
  }

  private synchronized ServerPorts otherPorts(ServerPorts taken) {
    Set<Integer> avoid = new HashSet<>(Set.of(taken.client(), taken.internal()));
    avoid.addAll(Set.of(state.kafka().client(), state.cassandra().client()));
    avoid.addAll(Set.of(state.kafka().internal(), state.cassandra().internal()));
    int client = Ports.choose(taken.client(), avoid);
    avoid.add(client);
    return new ServerPorts(client, Ports.choose(0, avoid));
  }

  /**
   * The ports of the last run if they are free and were chosen for the same wish, else new ones.
   */
  private static StackState stateFor(LocalStackOptions options, StackDirectory directory) {
    Optional<StackState> last = directory.state();
    Set<Integer> taken = new HashSet<>();
    Optional<ServerPorts> lastKafka =
        last.filter(state -> state.kafkaWish() == options.kafkaPort()).map(StackState::kafka);
    Optional<ServerPorts> lastCassandra =
        last.filter(state -> state.cassandraWish() == options.cassandraPort())
            .map(StackState::cassandra);
    StackState state =
        new StackState(
            last.map(StackState::stackId).orElseGet(StackState::newStackId),
            ProcessId.of(ProcessHandle.current()),
            options.kafkaPort(),
            options.cassandraPort(),
            ports(lastKafka, options.kafkaPort(), taken),
            ports(lastCassandra, options.cassandraPort(), taken),
            Optional.empty(),
            Optional.empty());
    state.write(directory.stateFile());
    return state;
  }

  private static ServerPorts ports(Optional<ServerPorts> last, int wish, Set<Integer> taken) {
    int client =
        last.map(ServerPorts::client)
            .filter(port -> !taken.contains(port) && Ports.isFree(port))
            .orElseGet(() -> Ports.choose(wish, taken));
    taken.add(client);
    int internal =
        last.map(ServerPorts::internal)
            .filter(port -> !taken.contains(port) && Ports.isFree(port))
            .orElseGet(() -> Ports.choose(0, taken));
    taken.add(internal);
    return new ServerPorts(client, internal);
  }

  private static <T> CompletableFuture<T> inThread(
      String name, java.util.function.Supplier<T> body) {
    return CompletableFuture.supplyAsync(
        body,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          thread.start();
        });
  }

  private static Consumer<String> serialized(Consumer<String> progress) {
    Object lock = new Object();
    return line -> {
      synchronized (lock) {
        progress.accept(line);
      }
    };
  }
}
