package io.switchboard.localstack;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A real Kafka and a real Cassandra, each a process of its own on this machine, so that tests,
 * demos and benchmarks meet what users have, without Docker.
 *
 * <p>Its data, logs and ports are kept in one folder and found again at the next start. Both
 * servers end with this JVM, however it ends. Safe for use from any thread.
 */
public final class LocalStack implements AutoCloseable {

  private final StackDirectory directory;
  private final Consumer<String> progress;
  private final StackServer kafka;
  private final StackServer cassandra;
  private StackState state;
  private boolean stopped;

  private LocalStack(StackDirectory directory, StackState state, LocalStackOptions options) {
    this.directory = directory;
    this.state = state;
    this.progress = serialized(options.progress());
    Path folder = directory.folder();
    this.kafka =
        new StackServer(
            starter(new KafkaServer(folder.resolve("kafka"), state.stackId(), options), options),
            state.kafka(),
            this::otherPorts,
            (ports, process) -> remember(now -> now.withKafka(ports, process)));
    this.cassandra =
        new StackServer(
            starter(
                new CassandraServer(folder.resolve("cassandra"), state.stackId(), options),
                options),
            state.cassandra(),
            this::otherPorts,
            (ports, process) -> remember(now -> now.withCassandra(ports, process)));
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
      StackState state = StackState.choose(directory.state(), options);
      state.write(directory.stateFile());
      stack = new LocalStack(directory, state, options);
    } catch (RuntimeException failed) {
      directory.close();
      throw failed;
    }
    try {
      stack.startBoth();
      return stack;
    } catch (RuntimeException failed) {
      stack.stop();
      throw failed;
    }
  }

  /** Kafka's address, as {@code bootstrap.servers} wants it. */
  public String kafkaBootstrap() {
    return "127.0.0.1:" + kafka.ports().client();
  }

  /** Where Cassandra's clients connect. */
  public InetSocketAddress cassandraContactPoint() {
    return Loopback.port(cassandra.ports().client());
  }

  /** The name that a driver needs as its local datacenter. */
  public String cassandraDatacenter() {
    return CassandraServer.DATACENTER;
  }

  /** Kafka's process, for tests that want to pause, kill or restart it. */
  public StackServer kafka() {
    return kafka;
  }

  /** Cassandra's process, for tests that want to pause, kill or restart it. */
  public StackServer cassandra() {
    return cassandra;
  }

  /** The folder with data, logs and configuration. */
  public Path directory() {
    return directory.folder();
  }

  /** True while both servers run. */
  public boolean isAlive() {
    return kafka.isAlive() && cassandra.isAlive();
  }

  /**
   * Stops both servers in an orderly way, at the same time, and returns when they have ended;
   * within 20 s, then they are killed. The data stays. Does nothing the second time.
   */
  public void stop() {
    synchronized (this) {
      if (stopped) {
        return;
      }
      stopped = true;
    }
    long startedNanos = System.nanoTime();
    kafka.askToClose();
    cassandra.askToClose();
    kafka.awaitClosed();
    cassandra.awaitClosed();
    directory.close();
    progress.accept("Stack stopped after " + Poll.secondsSince(startedNanos));
  }

  @Override
  public void close() {
    stop();
  }

  /**
   * Returns when both answer; throws as soon as one has failed, and then the other one is not
   * waited for.
   */
  private void startBoth() {
    List<CompletableFuture<Void>> starts =
        List.of(
            inThread("start-kafka", kafka::start), inThread("start-cassandra", cassandra::start));
    CompletableFuture<Void> failed = new CompletableFuture<>();
    for (CompletableFuture<Void> start : starts) {
      start.whenComplete(
          (done, problem) -> {
            if (problem != null) {
              failed.completeExceptionally(problem);
            }
          });
    }
    CompletableFuture<Void> both = CompletableFuture.allOf(starts.get(0), starts.get(1));
    try {
      CompletableFuture.anyOf(failed, both).join();
    } catch (CompletionException problem) {
      if (problem.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw problem;
    }
  }

  private synchronized void remember(UnaryOperator<StackState> change) {
    state = change.apply(state);
    if (!stopped) { // else the folder may be another stack's already
      state.write(directory.stateFile());
    }
  }

  private synchronized ServerPorts otherPorts(ServerPorts taken) {
    Set<Integer> avoid = new HashSet<>(Set.of(taken.client(), taken.internal()));
    avoid.addAll(List.of(state.kafka().client(), state.kafka().internal()));
    avoid.addAll(List.of(state.cassandra().client(), state.cassandra().internal()));
    int client = Ports.choose(taken.client(), avoid);
    avoid.add(client);
    return new ServerPorts(client, Ports.choose(0, avoid));
  }

  private ServerStarter starter(Server server, LocalStackOptions options) {
    return new ServerStarter(server, options.startTimeout(), progress);
  }

  private static CompletableFuture<Void> inThread(String name, Runnable body) {
    return CompletableFuture.runAsync(
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
