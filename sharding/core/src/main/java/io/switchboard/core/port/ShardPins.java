package io.switchboard.core.port;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The store of pins: which shard is to be on which node. The truth, shared by the cluster; it
 * outlives every node. Thread-safe; stages fail with the store's exception if it does not answer,
 * and then nothing is known about a change.
 */
public interface ShardPins {
  /** All pins: node ({@code host:port} of Artery) by shard. */
  CompletionStage<Map<String, String>> list();

  /** Pins a shard, in the place of a pin that it may have. Idempotent. */
  CompletionStage<Void> put(String shard, String node);

  /** Takes a pin away, if there is one. Idempotent. */
  CompletionStage<Void> remove(String shard);
}
