package io.switchboard.checker;

import java.util.Arrays;

/** Counts what goes by while a history is taken in. */
final class Tally {
  private long entries;
  private long lastMicros;
  private long acksOk;
  private long acksNotOk;
  private long[] okMicros = new long[64];
  private int oks;

  void entry(Stamp stamp) {
    entries++;
    lastMicros = Math.max(lastMicros, stamp.atMicros());
  }

  void writeOk(Stamp stamp) {
    if (oks == okMicros.length) {
      okMicros = Arrays.copyOf(okMicros, oks * 2);
    }
    okMicros[oks++] = stamp.atMicros();
  }

  void ack(AckOutcome outcome) {
    if (outcome == AckOutcome.OK) {
      acksOk++;
    } else {
      acksNotOk++;
    }
  }

  long entries() {
    return entries;
  }

  long durationMs() {
    return lastMicros / 1_000;
  }

  long acksOk() {
    return acksOk;
  }

  long acksNotOk() {
    return acksNotOk;
  }

  /** The longest time between two acknowledgements of writes, whoever wrote. */
  long longestWritePauseMs() {
    long[] sorted = Arrays.copyOf(okMicros, oks);
    Arrays.sort(sorted); // Several files come one after the other.
    long longest = 0;
    for (int i = 1; i < sorted.length; i++) {
      longest = Math.max(longest, sorted[i] - sorted[i - 1]);
    }
    return longest / 1_000;
  }
}
