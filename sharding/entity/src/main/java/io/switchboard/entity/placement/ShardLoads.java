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

  /** The counters of a shard; for a name that is none of ours, counters that nobody reads. */
  public ShardLoad of(String shard) {
    int number = number(shard);
    return number >= 0 && number < shards.size() ? shards.get(number) : nobody;
  }

  /** The shard's number, or -1. */
  private static int number(String shard) {
    if (shard.isEmpty() || shard.length() > 9) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < shard.length(); i++) {
      char digit = shard.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = number * 10 + (digit - '0');
    }
    return number;
  }

  int count() {
    return shards.size();
  }

  ShardLoad of(int shard) {
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

    long sessions() {
      return Math.max(0, sessions.sum());
    }

    long bytesIn() {
      return bytesIn.sum();
    }

    long bytesOut() {
      return bytesOut.sum();
    }
  }
}
