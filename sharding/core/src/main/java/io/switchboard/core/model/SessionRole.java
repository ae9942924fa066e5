package io.switchboard.core.model;

/** What a session is for. Fixed at its allocation. */
public enum SessionRole {
  READER,
  WRITER
}
