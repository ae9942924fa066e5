package io.switchboard.sdk.internal.session;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * When the ack of a staged batch goes by itself in ack mode BUFFERED. The write of the next batch
 * can carry it, so it waits for that one for a while, unless somebody waits for the ack or no next
 * batch can be sent. Not thread-safe: the engine's lock guards it.
 */
final class AckTiming {
  private final long delayNanos;
  private final Intake intake;
  private final Alarm alarm;
  private final Consumer<PendingBatch> onDelayed;

  /**
   * @param onDelayed run outside of the lock with the batch whose ack has waited for long enough
   */
  AckTiming(long delayNanos, Intake intake, Alarm alarm, Consumer<PendingBatch> onDelayed) {
    this.delayNanos = delayNanos;
    this.intake = intake;
    this.alarm = alarm;
    this.onDelayed = onDelayed;
  }

  /**
   * Whether the ack should not wait.
   *
   * @param staged the batch that it is for, if there is one
   * @param room whether a batch waits, and may be sent
   */
  boolean isDue(Optional<PendingBatch> staged, boolean room) {
    return delayNanos == 0
        || intake.isClosed()
        || (!room && !intake.waiting().isEmpty())
        || staged.filter(batch -> batch.urgent).isPresent();
  }

  /**
   * Starts the wait, unless it has started or there is nothing to acknowledge. False: there is no
   * timer any more, the client is being closed.
   */
  boolean await(Optional<PendingBatch> staged) {
    return staged.isEmpty() || alarm.set(delayNanos, () -> onDelayed.accept(staged.get()));
  }

  /** Ends the wait. */
  void cancel() {
    alarm.cancel();
  }
}
