package io.switchboard.sdk;

/** Why a received event comes without its value. */
public enum EventProblem {
  /** The record is not what the topic's encryption policy expects, or was altered. */
  UNDECRYPTABLE,
  /** The key that the record names is not in the back end's key ring. */
  KEY_UNAVAILABLE,
  /** A problem that this version of the SDK does not know. */
  UNKNOWN
}
