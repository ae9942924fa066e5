package io.switchboard.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
  private static final Pattern USED = Pattern.compile("heap\\s+total \\d+K, used (\\d+)K");
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
        number(USED, jcmd(processId, "GC.heap_info")) / 1024.0,
        number(THREADS, jcmd(processId, "PerfCounter.print")));
  }

  private static int number(Pattern pattern, String text) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IOException("jcmd told nothing like " + pattern + ":\n" + text);
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
