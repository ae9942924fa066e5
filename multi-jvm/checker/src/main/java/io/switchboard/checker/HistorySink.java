package io.switchboard.checker;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes the entries of a history one by one: the one who writes lines and the one who checks them
 * both do, so that they cannot disagree about what an entry says.
 */
interface HistorySink {
  void writeInvoked(Stamp stamp, String writer, long batch, int count);

  void writeEnded(Stamp stamp, String writer, long batch, WriteOutcome outcome, String reason);

  /**
   * A reader begins.
   *
   * @param partitions those that it reads; empty: all
   */
  void readerOpened(Stamp stamp, String reader, Start start, Set<Integer> partitions);

  /**
   * A batch came.
   *
   * @param attempt which answer to a read of this batch it was, from 1
   */
  void delivered(Stamp stamp, ReadKey key, int attempt, List<PlacedEvent> events);

  void ackInvoked(Stamp stamp, ReadKey key, int attempt);

  void ackEnded(Stamp stamp, ReadKey key, int attempt, AckOutcome outcome, String reason);

  /** The reader has read all there was. */
  void drained(Stamp stamp, String reader);

  void finalBegun(Stamp stamp);

  /** Committed events of the topic; each partition's come by ascending offset. */
  void finalEvents(Stamp stamp, List<PlacedEvent> events);

  /**
   * The topic was read in full.
   *
   * @param ends for each partition the offset up to which it was read
   */
  void finalEnded(Stamp stamp, Map<Integer, Long> ends);
}
