package io.switchboard.entity.placement;

/** An operator named a node or a shard that is not there; nothing was changed. */
public final class UnknownTargetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was named. */
  public enum Kind {
    NODE,
    SHARD
  }

  private final Kind kind;
  private final String name;

  UnknownTargetException(Kind kind, String name, String message) {
    super(message);
    this.kind = kind;
    this.name = name;
  }

  /** No member has this address. */
  public static UnknownTargetException node(String name) {
    return new UnknownTargetException(
        Kind.NODE,
        name,
        "no member of the cluster has the address '" + name + "': name it as host:port of Artery");
  }

  /** No shard has this number. */
  public static UnknownTargetException shard(String name, int shards) {
    return new UnknownTargetException(
        Kind.SHARD, name, "there is no shard '" + name + "': shards are 0 to " + (shards - 1));
  }

  static UnknownTargetException withoutShards(String name) {
    return new UnknownTargetException(
        Kind.NODE, name, "node '" + name + "' carries no shards: it lacks the role for it");
  }

  /** Whether a node or a shard is missing. */
  public Kind kind() {
    return kind;
  }

  /** As it was named. */
  public String name() {
    return name;
  }
}
