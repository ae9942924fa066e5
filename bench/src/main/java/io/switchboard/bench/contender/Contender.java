package io.switchboard.bench.contender;

import java.time.Duration;

/**
 * One way of doing a workload. Opened once, then run many times; between the runs it is idle, so
 * that the other one has the machine.
 */
public interface Contender extends AutoCloseable {
  /** Its name in the table. */
  String name();

  /** Prepares what is not to be measured: connections, sessions. Nothing, if it needs none. */
  default void open() throws Exception {}

  /**
   * Works and tells what it did; the processor times are filled in by the caller.
   *
   * @param time how long, for what has no end of its own
   */
  Work run(Duration time) throws Exception;

  /** Lets go of what was prepared. Nothing, if that was nothing. */
  @Override
  default void close() throws Exception {}
}
