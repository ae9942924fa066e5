package io.switchboard.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node holds when it does nothing, as {@code jcmd} tells it after a full collection.
 *
 * @param when at which point of the run
 * @param heapMiB used heap
 * @param threads living threads
 */
record NodeFootprint(String when, double heapMiB, int threads) {
  /** G1 tells of its heap in one line, the others of each generation. */
  private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

  private static final Pattern THREADS = Pattern.compile("java\\.threads\\.live=(\\d+)");

  /**
   * Looks at a process.
   *
   * @throws IOException if this Java has no {@code jcmd}, or it tells something else
   */
  static NodeFootprint of(String when, long processId) throws IOException, InterruptedException {
    // The second collection takes what the first one's finalizers and cleaners have let go.
    jcmd(processId, "GC.run");
    jcmd(processId, "GC.run");
    return new NodeFootprint(
        when,
        usedKiB(jcmd(processId, "GC.heap_info")) / 1024.0,
        threads(jcmd(processId, "PerfCounter.print")));
  }

  /** Of all generations together. */
  static long usedKiB(String heapInfo) throws IOException {
    List<Long> parts =
        USED.matcher(heapInfo).results().map(part -> Long.parseLong(part.group(1))).toList();
    if (parts.isEmpty()) {
      throw new IOException(
          "jcmd tells nothing of this collector's heap that is understood here: give the node one of"
              + " -XX:+UseParallelGC, -XX:+UseG1GC and -XX:+UseSerialGC with --node-jvm-args. It"
              + " told:\n"
              + heapInfo);
    }
    return parts.stream().mapToLong(Long::longValue).sum();
  }

  private static int threads(String counters) throws IOException {
    Matcher found = THREADS.matcher(counters);
    if (!found.find()) {
      throw new IOException(
          "jcmd tells no number of threads: leave -XX:-UsePerfData out of --node-jvm-args");
    }
    return Integer.parseInt(found.group(1));
  }

  /** Runs one command in the JVM and gives what it printed. */
  static String jcmd(long processId, String... command) throws IOException, InterruptedException {
    String[] line = new String[command.length + 2];
    line[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    line[1] = Long.toString(processId);
    System.arraycopy(command, 0, line, 2, command.length);
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + String.join(" ", command) + " failed:\n" + text);
    }
    return text;
  }
}
