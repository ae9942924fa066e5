package io.switchboard.mesos;

/** Says at which of its addresses a task is reached: the agent's, or the container's own. */
public enum AddressPolicy {
  /** The agent's host name or address, and the port that Marathon gave the task there. */
  HOST,
  /**
   * The task's first IP address, and the port inside its network name space. In host mode that is
   * the agent's port all the same; otherwise the container port.
   */
  CONTAINER_IP,
  /**
   * {@link #CONTAINER_IP} for apps on a container network, {@link #HOST} for host and bridge mode,
   * whose container addresses no other agent can reach.
   */
  AUTO
}
