package io.switchboard.bench.contender;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Writers that are told when to send: as fast as they can, or by a time table. */
public interface BatchSenders extends AutoCloseable {
  /** Prepares what is not to be measured: connections, sessions. */
  void open() throws Exception;

  /** One for each writer: sends one batch, and tells when it is committed. For one thread each. */
  List<Supplier<CompletableFuture<?>>> senders();

  /** Events in each batch. */
  int batchEvents();

  @Override
  void close() throws Exception;
}
