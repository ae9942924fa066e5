package io.switchboard.checker;

/**
 * The words of a history file: a first line with the version and the time at which it starts, then
 * one line an entry, {@code <microseconds since the start> <word> <arguments>}.
 *
 * <pre>
 * switchboard-history 1 2026-01-01T00:00:00.000000Z
 * 120 write w1 5 3                           batch 5 of w1, 3 events
 * 900 write-ok w1 5                          or write-failed, write-uncertain, with a reason
 * 950 reader r1 earliest *                   or anywhere; all partitions, or 0,1,2
 * 990 read r1 s1 7 2 0:100=w1/5/0/3 …        reader, session, seq, attempt, partition:offset=event
 * 995 ack r1 s1 7 2
 * 999 ack-ok r1 s1 7 2                       or ack-failed, ack-uncertain, ack-superseded
 * 1010 drained r1
 * 1020 final-begin
 * 1030 final 0:100=w1/5/0/3 …
 * 1040 final-end 0=101 1=17
 * </pre>
 */
final class HistoryFormat {
  static final String MAGIC = "switchboard-history";
  static final int VERSION = 1;

  static final String WRITE = "write";
  static final String WRITE_OK = "write-ok";
  static final String WRITE_FAILED = "write-failed";
  static final String WRITE_UNCERTAIN = "write-uncertain";
  static final String READER = "reader";
  static final String READ = "read";
  static final String ACK = "ack";
  static final String ACK_OK = "ack-ok";
  static final String ACK_FAILED = "ack-failed";
  static final String ACK_UNCERTAIN = "ack-uncertain";
  static final String ACK_SUPERSEDED = "ack-superseded";
  static final String DRAINED = "drained";
  static final String FINAL_BEGIN = "final-begin";
  static final String FINAL = "final";
  static final String FINAL_END = "final-end";

  static final String ALL_PARTITIONS = "*";

  private HistoryFormat() {}

  static String word(WriteOutcome outcome) {
    return switch (outcome) {
      case OK -> WRITE_OK;
      case FAILED -> WRITE_FAILED;
      case UNCERTAIN -> WRITE_UNCERTAIN;
    };
  }

  static String word(AckOutcome outcome) {
    return switch (outcome) {
      case OK -> ACK_OK;
      case FAILED -> ACK_FAILED;
      case UNCERTAIN -> ACK_UNCERTAIN;
      case SUPERSEDED -> ACK_SUPERSEDED;
    };
  }
}
