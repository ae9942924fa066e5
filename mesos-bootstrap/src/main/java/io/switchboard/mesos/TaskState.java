package io.switchboard.mesos;

/**
 * The states in which a task may be asked for; in every other one it is on its way out, or gone.
 */
public enum TaskState {
  RUNNING("TASK_RUNNING"),
  STARTING("TASK_STARTING"),
  STAGING("TASK_STAGING");

  private final String mesosName;

  TaskState(String mesosName) {
    this.mesosName = mesosName;
  }

  /** The name that Mesos and Marathon use on the wire. */
  public String mesosName() {
    return mesosName;
  }
}
