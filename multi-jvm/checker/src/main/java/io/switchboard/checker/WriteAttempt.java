package io.switchboard.checker;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * One attempt to write a batch. Call one of {@link #ok}, {@link #failed} and {@link #uncertain}
 * when it ends; an attempt that never ends counts as uncertain.
 */
public final class WriteAttempt {
  private final History history;
  private final EventId first;
  private final AtomicBoolean ended = new AtomicBoolean();

  WriteAttempt(History history, EventId first) {
    this.history = history;
    this.first = first;
  }

  /** The ids of its events, in order: what the events must carry. */
  public List<EventId> ids() {
    return IntStream.range(0, first.count()).mapToObj(this::id).toList();
  }

  /** The id of one event. */
  public EventId id(int index) {
    return new EventId(first.writer(), first.batch(), index, first.count());
  }

  /** It is committed. (In buffered mode: only when {@code committedSeq} has reached the batch.) */
  public void ok() {
    end(WriteOutcome.OK, "");
  }

  /** Definitely refused: it is not in the topic, and this attempt will never put it there. */
  public void failed(String reason) {
    end(WriteOutcome.FAILED, reason);
  }

  /** A time-out, a lost connection: nobody knows. */
  public void uncertain(String reason) {
    end(WriteOutcome.UNCERTAIN, reason);
  }

  private void end(WriteOutcome outcome, String reason) {
    if (ended.getAndSet(true)) {
      throw new IllegalStateException("this attempt has ended before: " + first.writer());
    }
    String text = LineWriter.reason(reason);
    history.append(
        (sink, stamp) -> sink.writeEnded(stamp, first.writer(), first.batch(), outcome, text));
  }
}
