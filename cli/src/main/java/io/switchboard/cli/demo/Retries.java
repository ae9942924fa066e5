package io.switchboard.cli.demo;

import io.switchboard.sdk.ClientListener;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the SDK does by itself while the node is away. */
final class Retries implements ClientListener {
  private final LongAdder calls = new LongAdder();
  private final LongAdder restaged = new LongAdder();

  @Override
  public void onRetry(Retry retry) {
    calls.increment();
  }

  @Override
  public void onRestaged(String session, long seq) {
    restaged.increment();
  }

  /** Calls that were sent once more. */
  long calls() {
    return calls.sum();
  }

  /** Batches that had to be handed to the new owner once more. */
  long restaged() {
    return restaged.sum();
  }
}
