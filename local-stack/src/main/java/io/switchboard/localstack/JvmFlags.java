package io.switchboard.localstack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The options that keep a server small and quiet on a laptop, next to its heap's limit. */
final class JvmFlags {

  /** glibc otherwise keeps a memory arena of up to 64 MiB for each of many threads. */
  static final Map<String, String> SMALL_ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

  private static final int INITIAL_HEAP_MB = 64;

  private JvmFlags() {}

  /** The common options, then the server's own. */
  static List<String> small(int heapMb, boolean quickStart, List<String> more) {
    List<String> flags = new ArrayList<>();
    flags.add("-Xms" + INITIAL_HEAP_MB + "m");
    flags.add("-Xmx" + heapMb + "m");
    flags.add("-XX:+UseSerialGC"); // the collector with the least memory of its own
    if (quickStart) {
      flags.add("-XX:TieredStopAtLevel=1"); // no second compiler beside the server on two cores
    }
    flags.add("-XX:+ExitOnOutOfMemoryError"); // a dead server is seen, a half-dead one is not
    flags.add("-XX:-UsePerfData"); // no memory-mapped files in /tmp
    flags.add("-Djava.awt.headless=true");
    flags.addAll(more);
    return flags;
  }
}
