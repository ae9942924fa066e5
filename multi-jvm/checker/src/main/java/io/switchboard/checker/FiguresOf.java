package io.switchboard.checker;

import java.util.TreeMap;

/** Adds up what a history holds. For one use. */
final class FiguresOf {
  private long writers;
  private long batches;
  private long writeAttempts;
  private long ok;
  private long failed;
  private long uncertain;
  private long uncertainFound;
  private long slowestMicros;
  private long sessions;
  private long readBatches;
  private long repeatedReads;

  private FiguresOf() {}

  static Figures history(Collected collected, int cutLines) {
    FiguresOf sums = new FiguresOf();
    for (WriterTrack writer : collected.writers()) {
      long before = sums.batches;
      writer.forEach(sums::add);
      sums.writers += sums.batches > before ? 1 : 0;
    }
    collected.readers().forEach(sums::add);
    return sums.figures(collected, cutLines);
  }

  private void add(Batch batch) {
    if (!batch.isWritten()) {
      return;
    }
    batches++;
    writeAttempts += batch.attempts();
    switch (batch.expectedAt(Long.MAX_VALUE - 1)) {
      case WHOLE -> {
        ok++;
        slowestMicros = Math.max(slowestMicros, batch.okAtMicros - batch.invokedAtMicros);
      }
      case NOTHING -> failed++;
      case WHOLE_OR_NOTHING -> {
        uncertain++;
        uncertainFound += batch.seenCount() > 0 ? 1 : 0;
      }
    }
  }

  private void add(ReaderTrack reader) {
    sessions += reader.sessions.size();
    for (TreeMap<Long, ReaderTrack.Delivery> session : reader.sessions.values()) {
      readBatches += session.size();
      for (ReaderTrack.Delivery delivery : session.values()) {
        repeatedReads += delivery.answers.size() - 1;
      }
    }
  }

  private Figures figures(Collected collected, int cutLines) {
    Tally tally = collected.tally();
    return new Figures(
        tally.entries(),
        cutLines,
        tally.durationMs(),
        writers,
        batches,
        writeAttempts,
        ok,
        failed,
        uncertain,
        uncertainFound,
        slowestMicros / 1_000,
        tally.longestWritePauseMs(),
        collected.topic().eventCount(),
        collected.readers().size(),
        sessions,
        readBatches,
        repeatedReads,
        tally.acksOk(),
        tally.acksNotOk());
  }
}
