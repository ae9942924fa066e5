package io.switchboard.checker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records what one reading client sees. Any thread may call. */
public final class ReaderLog {
  private final History history;
  private final String name;
  private final Map<ReadKey, Integer> attempts = new HashMap<>();

  ReaderLog(History history, String name) {
    this.history = history;
    this.name = name;
  }

  /**
   * Call this for every batch that a read returns, the repeated ones too.
   *
   * @param session in which it was read
   * @param seq of the batch in the session
   * @param events in the order of the batch
   * @return to record its ack with
   */
  public ReadAttempt delivered(String session, long seq, List<PlacedEvent> events) {
    ReadKey key = new ReadKey(name, Names.check("session", session), seq);
    List<PlacedEvent> batch = List.copyOf(events);
    // The number is given under the history's lock, so that the file has the attempts in order.
    int[] attempt = new int[1];
    history.append(
        (sink, stamp) -> {
          attempt[0] = attempts.merge(key, 1, Integer::sum);
          sink.delivered(stamp, key, attempt[0], batch);
        });
    return new ReadAttempt(history, key, attempt[0]);
  }

  /**
   * The reader has read all there was. Call it after the writers have ended and a read with a
   * sensible wait came back empty: what was acknowledged before must have been seen.
   */
  public void drained() {
    history.append((sink, stamp) -> sink.drained(stamp, name));
  }
}
