package io.switchboard.checker;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Says whether a history keeps Switchboard's promises.
 *
 * <p>What it takes for right: an acknowledged batch is in the topic once, whole; a refused one not
 * at all; one whose outcome nobody knows once, whole, or not at all. A writer's events lie in each
 * partition in the order in which they were written. A reader sees what is committed, each event
 * once, in order, without gaps; a repeated read is the same batch until it is acknowledged, and a
 * batch that was answered as superseded counts for nothing.
 *
 * <p>Its time is linear in the size of the history (but for a sort of the times of
 * acknowledgement), its memory about 150 bytes a written batch and 50 bytes an event.
 */
public final class Checker {
  /** So many violations of one kind are explained; the others are counted. */
  public static final int MAX_EXPLAINED_PER_KIND = 20;

  private Checker() {}

  /**
   * Checks what was recorded until now.
   *
   * @throws UnreadableHistoryException if it contradicts itself
   */
  public static Verdict check(History history) {
    return check(history.file());
  }

  /**
   * Checks one history in one or several files, such as the ones that several processes wrote;
   * their clocks are taken for one.
   *
   * @throws UnreadableHistoryException if a file is no history or contradicts itself
   */
  public static Verdict check(Path... files) {
    return check(Arrays.asList(files));
  }

  /** See {@link #check(Path...)}. */
  public static Verdict check(List<Path> files) {
    HistoryReader history = new HistoryReader(files);
    Collected collected = new Collected();
    history.tell(collected);
    Findings findings = new Findings();
    new TopicChecks(collected, findings).run();
    for (ReaderTrack reader : collected.readers()) {
      new ReaderChecks(reader, collected.topic(), findings).run();
    }
    return findings.verdict(history, FiguresOf.history(collected, history.cutLines()));
  }
}
