package io.switchboard.bench.contender;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/** Writers whose batches can tell when they were due. */
public interface StampedSenders extends BatchSenders {
  /**
   * As {@link #senders}, each told when the batch was due, by {@link System#nanoTime}: its first
   * event bears a {@link DueStamp}.
   */
  List<LongFunction<CompletableFuture<?>>> stampedSenders();
}
