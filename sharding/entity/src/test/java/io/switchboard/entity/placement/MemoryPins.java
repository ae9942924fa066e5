package io.switchboard.entity.placement;

import io.switchboard.core.port.ShardPins;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Pins in memory, shared by the nodes of a test as they would share a database. */
final class MemoryPins implements ShardPins {
  final Map<String, String> pins = new ConcurrentHashMap<>();
  final AtomicInteger reads = new AtomicInteger();
  volatile boolean away;

  @Override
  public CompletionStage<Map<String, String>> list() {
    reads.incrementAndGet();
    return away
        ? CompletableFuture.failedFuture(new IllegalStateException("the store is away"))
        : CompletableFuture.completedFuture(Map.copyOf(pins));
  }

  @Override
  public CompletionStage<Void> put(String shard, String node) {
    pins.put(shard, node);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> remove(String shard) {
    pins.remove(shard);
    return CompletableFuture.completedFuture(null);
  }
}
