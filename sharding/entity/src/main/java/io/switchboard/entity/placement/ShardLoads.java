package io.switchboard.entity.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what this node's shards do: a few counters a shard, whatever the number of sessions.
 * Thread-safe, cheap enough for every call.
 */
public final class ShardLoads {
  private final List<ShardLoad> shards = new ArrayList<>();
  private final ShardLoad nobody = new ShardLoad();

  /**
   * @param count number of shards of the cluster
   */
  public ShardLoads(int count) {
    for (int shard = 0; shard < count; shard++) {
      shards.add(new ShardLoad());
    }
  }

  /** The counters of the shard that Akka puts this entity into. */
  public ShardLoad ofEntity(String id) {
    int number = Math.abs(id.hashCode()) % shards.size();
    // The one hash code without an absolute value has a shard of its own; nobody reads its
    // counters.
    return number >= 0 ? shards.get(number) : nobody;
  }

  /** Whether this node carries the shard of an entity that has just answered, wherever it lives. */
  public boolean carries(String id) {
    return ofEntity(id).sessions() > 0;
  }

  int count() {
    return shards.size();
  }

  ShardLoad ofShard(int shard) {
    return shards.get(shard);
  }

  /** What the sessions of one shard do on this node. */
  public static final class ShardLoad {
    private final LongAdder sessions = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();

    private ShardLoad() {}

    /** A session came into memory. */
    public void sessionStarted() {
      sessions.increment();
    }

    /** A session left memory. */
    public void sessionStopped() {
      sessions.decrement();
    }

    /** Events were written to a session, so many bytes. */
    public void written(long bytes) {
      bytesIn.add(bytes);
    }

    /** Events were read from a session, so many bytes. */
    public void read(long bytes) {
      bytesOut.add(bytes);
    }

    /** In memory now. */
    public long sessions() {
      return Math.max(0, sessions.sum());
    }

    /** Written so far. */
    public long bytesIn() {
      return bytesIn.sum();
    }

    /** Read so far. */
    public long bytesOut() {
      return bytesOut.sum();
    }
  }
}
