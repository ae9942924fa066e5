package io.switchboard.localstack;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * One server of a {@link LocalStack}, Kafka or Cassandra, with the ways to hurt and heal it that
 * fault tests need. Safe for use from any thread; {@link #restart} must not run twice at a time.
 */
public final class StackServer {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
  private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);

  private final ServerStarter starter;
  private final UnaryOperator<ServerPorts> otherPorts;
  private final BiConsumer<ServerPorts, ProcessId> remember;
  private ServerPorts ports;
  private Optional<ChildJvm> child = Optional.empty();
  private boolean closed;

  /**
   * A server that is not started yet.
   *
   * @param ports where it should listen
   * @param otherPorts gives other ports when those turn out to be taken
   * @param remember is told of each new process as soon as it exists
   */
  StackServer(
      ServerStarter starter,
      ServerPorts ports,
      UnaryOperator<ServerPorts> otherPorts,
      BiConsumer<ServerPorts, ProcessId> remember) {
    this.starter = starter;
    this.ports = ports;
    this.otherPorts = otherPorts;
    this.remember = remember;
  }

  /** The operating system's number of its process. */
  public long pid() {
    return process().pid();
  }

  public boolean isAlive() {
    return process().isAlive();
  }

  /** Sends SIGKILL and returns when the process is gone. */
  public void kill() {
    ChildJvm killed = process();
    killed.kill();
    if (!killed.awaitExit(KILLED_WITHIN)) {
      throw new IllegalStateException(killed + " does not end, although it was killed");
    }
  }

  /** Freezes the process (SIGSTOP): connections stay open, nothing answers. POSIX systems only. */
  public void pause() {
    Signals.pause(pid());
  }

  /** Ends a {@link #pause}. */
  public void resume() {
    Signals.resume(pid());
  }

  /**
   * Stops the process in an orderly way, and kills it if that takes longer than 20 s. Returns when
   * it is gone.
   */
  public void stop() {
    process().stop(STOP_WITHIN);
  }

  /**
   * Starts the server again, after an orderly stop if it still runs, with its data and on the same
   * ports if they are still free; returns when it answers.
   *
   * @throws StackStartException if it does not
   */
  public void restart() {
    stop();
    start();
  }

  void start() {
    ChildJvm ready = starter.start(ports(), otherPorts, this::onLaunch);
    synchronized (this) {
      child = Optional.of(ready);
    }
  }

  synchronized ServerPorts ports() {
    return ports;
  }

  /** Asks it to stop, and sees to it that a start that is under way does not outlive this. */
  void askToClose() {
    Optional<ChildJvm> running;
    synchronized (this) {
      closed = true;
      running = child;
    }
    running.ifPresent(ChildJvm::askToStop);
  }

  void awaitClosed() {
    Optional<ChildJvm> running;
    synchronized (this) {
      running = child;
    }
    running.ifPresent(ended -> ended.stop(STOP_WITHIN));
  }

  private void onLaunch(ServerPorts newPorts, ChildJvm launched) {
    synchronized (this) {
      ports = newPorts;
      child = Optional.of(launched);
      if (closed) {
        launched.askToStop();
      }
    }
    remember.accept(newPorts, launched.id());
  }

  private synchronized ChildJvm process() {
    return child.orElseThrow(() -> new IllegalStateException("The server was not started"));
  }
}
