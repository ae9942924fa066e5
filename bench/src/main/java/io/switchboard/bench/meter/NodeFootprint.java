package io.switchboard.bench.meter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node holds when it does nothing, as {@code jcmd} tells it: what is alive after full
 * collections, without the garbage that comes while one asks.
 *
 * @param when at which point of the run
 * @param heapMiB living objects
 * @param threads living threads
 */
public record NodeFootprint(String when, double heapMiB, int threads) {
  private static final double BYTES_PER_MIB = 1 << 20;
  private static final int MAX_HEAP_MIB = 150;
  private static final int ANSWERS_WITHIN_SECONDS = 60;
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
  private static final Pattern THREADS = Pattern.compile("java\\.threads\\.live=(\\d+)");

  /**
   * Looks at a process.
   *
   * @throws IOException if this Java has no {@code jcmd}, or it tells something else
   */
  public static NodeFootprint of(String when, long processId)
      throws IOException, InterruptedException {
    jcmd(processId, "GC.run");
    // Collects once more: this takes what the first one's finalizers and cleaners have let go.
    String histogram = jcmd(processId, "GC.class_histogram");
    return new NodeFootprint(
        when,
        livingBytes(histogram) / BYTES_PER_MIB,
        threads(jcmd(processId, "PerfCounter.print")));
  }

  /** What it is, beside what is wanted. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "node %s: %.0f MiB of heap in use, %d threads; goal < %d MiB, %s",
        when,
        heapMiB,
        threads,
        MAX_HEAP_MIB,
        heapMiB < MAX_HEAP_MIB ? "met" : "MISSED");
  }

  /** Of all classes together. */
  static long livingBytes(String histogram) throws IOException {
    Matcher found = TOTAL.matcher(histogram);
    if (!found.find()) {
      throw new IOException(
          "jcmd told no histogram of the heap. Does the node run on another Java than 17, or on one"
              + " that is not HotSpot? It told:\n"
              + histogram.substring(0, Math.min(500, histogram.length())));
    }
    return Long.parseLong(found.group(1));
  }

  private static int threads(String counters) throws IOException {
    Matcher found = THREADS.matcher(counters);
    if (!found.find()) {
      throw new IOException(
          "jcmd tells no number of threads: leave -XX:-UsePerfData out of --node-jvm-args");
    }
    return Integer.parseInt(found.group(1));
  }

  /** Runs one command in the JVM and gives what it printed; a JVM that is silent is given up. */
  static String jcmd(long processId, String... command) throws IOException, InterruptedException {
    String[] line = new String[command.length + 2];
    line[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    line[1] = Long.toString(processId);
    System.arraycopy(command, 0, line, 2, command.length);
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    CompletableFuture<Void> limit =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS));
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(
          "jcmd %s failed, or took more than %d s:%n%s"
              .formatted(String.join(" ", command), ANSWERS_WITHIN_SECONDS, text));
    }
    limit.cancel(false);
    return text;
  }
}
