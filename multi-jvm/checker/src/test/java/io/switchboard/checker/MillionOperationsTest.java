package io.switchboard.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A long chaos run must be judged in seconds: a million operations, in the 512 MB of this module's
 * test JVM.
 */
class MillionOperationsTest {
  private static final int WRITES = 600_000;
  private static final int READS = 200_000;
  private static final int EVENTS_PER_WRITE = 2;
  private static final int PARTITIONS = 4;
  private static final int EVENTS_PER_READ = WRITES * EVENTS_PER_WRITE / READS;
  private static final Duration ALLOWED = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  void aMillionOperationsAreCheckedInSecondsAndFewMegabytes() throws IOException {
    Path file = folder.resolve("million.txt");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      write(out);
    }
    // The processor's time of this thread: the machine may be busy with other things.
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Verdict verdict = Checker.check(file);
    Duration taken =
        Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
    System.out.println(taken.toMillis() + " ms, " + (Files.size(file) >> 20) + " MiB");
    assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(512L << 20);
    assertThat(taken).isLessThan(ALLOWED);
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.figures().okBatches() + 2 * verdict.figures().readBatches())
        .isEqualTo(1_000_000);
  }

  private static void write(BufferedWriter out) throws IOException {
    out.write("switchboard-history 1 2026-01-01T00:00:00Z\n");
    for (int i = 0; i < WRITES; i++) {
      String batch = "w" + i % 10 + ' ' + i;
      out.write(2 * i + " write " + batch + ' ' + EVENTS_PER_WRITE + '\n');
      out.write(2 * i + 1 + " write-ok " + batch + '\n');
    }
    out.write(2 * WRITES + " reader r1 earliest *\n");
    for (int i = 0; i < READS; i++) {
      out.write(2 * WRITES + i + " read r1 s1 " + (i + 1) + " 1");
      events(out, i * EVENTS_PER_READ, EVENTS_PER_READ);
      out.write(2 * WRITES + i + " ack r1 s1 " + (i + 1) + " 1\n");
      out.write(2 * WRITES + i + " ack-ok r1 s1 " + (i + 1) + " 1\n");
    }
    int end = 2 * WRITES + READS;
    out.write(end + " drained r1\n" + end + " final-begin\n");
    for (int i = 0; i < WRITES * EVENTS_PER_WRITE; i += 100) {
      out.write(end + " final");
      events(out, i, 100);
    }
    int perPartition = WRITES * EVENTS_PER_WRITE / PARTITIONS;
    out.write(end + " final-end");
    for (int p = 0; p < PARTITIONS; p++) {
      out.write(" " + p + '=' + perPartition);
    }
    out.write("\n");
  }

  /** Events from the nth on, dealt to the partitions in turn. */
  private static void events(BufferedWriter out, int from, int count) throws IOException {
    for (int e = from; e < from + count; e++) {
      int batch = e / EVENTS_PER_WRITE;
      out.write(" " + e % PARTITIONS + ':' + e / PARTITIONS);
      out.write("=w" + batch % 10 + '/' + batch + '/' + e % EVENTS_PER_WRITE);
      out.write("/" + EVENTS_PER_WRITE);
    }
    out.write("\n");
  }
}
