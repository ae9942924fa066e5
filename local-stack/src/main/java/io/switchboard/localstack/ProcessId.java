package io.switchboard.localstack;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that can be told from a later one with the same number: its pid and when it started.
 *
 * @param pid the operating system's number
 * @param startedAtMs start in milliseconds since 1970, 0 if the system does not tell
 */
record ProcessId(long pid, long startedAtMs) {

  /**
   * The system derives start times from its boot time in whole seconds; two readings may differ by
   * that.
   */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  static ProcessId of(ProcessHandle process) {
    return new ProcessId(process.pid(), startOf(process));
  }

  /** Reads what {@link #toString} wrote; empty if the text is anything else. */
  static Optional<ProcessId> parse(String text) {
    String[] parts = text.split("@", -1);
    if (parts.length != 2) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ProcessId(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  /** The process, if it still runs and is not another one that was given its number. */
  Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::startedWhenThisDid);
  }

  boolean isAlive() {
    return handle().isPresent();
  }

  private boolean startedWhenThisDid(ProcessHandle process) {
    long start = startOf(process);
    return start == 0
        || startedAtMs == 0
        || Math.abs(start - startedAtMs) <= START_TOLERANCE.toMillis();
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  @Override
  public String toString() {
    return pid + "@" + startedAtMs;
  }
}
