package io.switchboard.bench.figures;

import io.switchboard.bench.meter.MemoryStage;
import java.util.List;

/**
 * What readers' sessions cost the nodes that hold them.
 *
 * @param nodes of the cluster
 * @param allocated sessions, all of which had left memory once
 * @param waiting of these, in a long poll at the end
 * @param stages before, with all sessions passivated, and with some waiting
 * @param limits what follows from them, beside what is wanted
 */
public record SessionMemory(
    int nodes, int allocated, int waiting, List<MemoryStage> stages, List<Limit> limits) {
  private static final double MAX_WAITING_BYTES = 20_000;
  private static final double MAX_PASSIVATED_BYTES = 200;
  private static final double MAX_MORE_THREADS = 50;

  public static SessionMemory of(
      int allocated, int waiting, MemoryStage before, MemoryStage passivated, MemoryStage polling) {
    return new SessionMemory(
        before.nodes().size(),
        allocated,
        waiting,
        List.of(before, passivated, polling),
        List.of(
            Limit.of(
                "bytes per waiting session",
                polling.bytesSince(passivated) / waiting,
                MAX_WAITING_BYTES),
            Limit.of(
                "bytes per passivated session",
                passivated.bytesSince(before) / allocated,
                MAX_PASSIVATED_BYTES),
            Limit.of(
                "threads more, waiting than before",
                (double) polling.threads() - before.threads(),
                MAX_MORE_THREADS)));
  }
}
