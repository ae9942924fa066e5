package io.switchboard.kafka.lane;

/** No lane can be had at the moment; try again later. */
public final class LaneUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LaneUnavailableException(String message) {
    super(message);
  }

  LaneUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
