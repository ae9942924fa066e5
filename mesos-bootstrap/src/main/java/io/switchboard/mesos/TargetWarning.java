package io.switchboard.mesos;

import java.util.Optional;

/**
 * Why an app or a task that was asked for gives no target. A value, so that the caller can log it
 * once and not at every lookup.
 *
 * @param taskId empty when the whole app is concerned
 * @param message for people: what was expected, what came, what to do
 */
public record TargetWarning(Kind kind, String appId, Optional<String> taskId, String message) {

  /** The kinds of warnings. */
  public enum Kind {
    /** An app that was asked for by its id is not in the answer. */
    APP_UNKNOWN,
    /** The app has no port of the wanted name, so none of its tasks can be reached. */
    PORT_NAME_UNKNOWN,
    /** The task holds fewer ports than its app defines, for example while it is being replaced. */
    TOO_FEW_PORTS,
    /** The port is not published on the agent, and the address policy asks for the agent's. */
    NO_HOST_PORT,
    /** Neither the app nor the task says at which port the container listens. */
    NO_CONTAINER_PORT,
    /** The container has no address yet, and the address policy asks for it. */
    NO_IP_ADDRESS
  }
}
