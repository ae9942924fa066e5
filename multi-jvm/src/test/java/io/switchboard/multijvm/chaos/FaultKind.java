package io.switchboard.multijvm.chaos;

/** What can be done to a cluster. */
enum FaultKind {
  /** SIGKILL of the node on which most of the sessions live. */
  KILL_OWNER(true),
  /** SIGKILL of any node. */
  KILL_ANY(true),
  /** SIGKILL of the oldest node, on which the shards' coordinator and the singletons run. */
  KILL_COORDINATOR(true),
  /** SIGKILL of two nodes at a time; in a cluster of five or more. */
  KILL_TWO(true),
  /** SIGSTOP, and SIGCONT after a while: shorter or longer than what takes a node for dead. */
  FREEZE(true),
  /** SIGTERM: the node hands its sessions over and leaves. */
  DRAIN(true),
  /** A minority without the coordinator is cut off. */
  PART_MINORITY(true),
  /** The coordinator's node is in the minority that is cut off: the majority has to replace it. */
  PART_COORDINATOR(true),
  /** One node is not heard any more by the others, but hears them. */
  MUTE(true),
  /** One node does not hear the others any more, but is heard. */
  DEAF(true),
  /** A minority is cut off, and when it comes back one of the others is killed. */
  KILL_WHILE_HEALING(true),
  /** What nodes tell each other takes longer. Nobody should have to be given up for that. */
  SLOW_LINKS(false);

  private final boolean takesNodes;

  FaultKind(boolean takesNodes) {
    this.takesNodes = takesNodes;
  }

  /** Whether nodes are out of service for a while. */
  boolean takesNodes() {
    return takesNodes;
  }

  /** How many nodes, of so many, at a time. */
  int nodesOut(int of) {
    return switch (this) {
      case SLOW_LINKS -> 0;
      case KILL_TWO -> 2;
      case PART_MINORITY, PART_COORDINATOR -> minority(of);
      case KILL_WHILE_HEALING -> minority(of) + 1;
      default -> 1;
    };
  }

  /**
   * Whether so few nodes may be left for a moment that they cannot tell themselves from a minority:
   * then nothing is promised until the cluster is whole again.
   */
  boolean mayStopAll(int of) {
    return nodesOut(of) > minority(of);
  }

  /** The largest number of nodes that is less than half. */
  static int minority(int of) {
    return (of - 1) / 2;
  }
}
