package io.switchboard.node;

import static org.awaitility.Awaitility.await;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.sdk.ReceivedBatch;
import io.switchboard.sdk.ReceivedEvent;
import io.switchboard.sdk.Subscriber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Waits for what comes as soon as the machine gets to it, however busy it is, and gives up long
 * after any machine would have: so a test tells what a node does, and not how fast.
 */
final class Patience {
  /** For whatever comes by itself: a start, a recovery, a first read. */
  static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final Duration POLL = Duration.ofSeconds(5);

  private Patience() {}

  /**
   * Makes a call again for as long as it is answered "try again", as every client does. Not where
   * that means to write the batch again.
   */
  static <T> T patiently(Callable<T> call) {
    return await("an answer other than to try again")
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsMatching(Patience::saysTryAgain)
        .until(() -> Optional.of(call.call()), Optional::isPresent)
        .orElseThrow();
  }

  private static boolean saysTryAgain(Throwable failure) {
    return failure instanceof SwitchboardError error
        && error.getCategory() == ErrorCategory.TRY_AGAIN
        && error.getCode() != ErrorCode.NOT_STAGED.getValue();
  }

  /** Reads so many events, or a few more in the last batch; gives up when no more come. */
  static List<ReceivedEvent> read(Subscriber subscriber, int events) {
    List<ReceivedEvent> read = new ArrayList<>();
    long lastNanos = System.nanoTime();
    while (read.size() < events) {
      Optional<ReceivedBatch> batch = subscriber.poll(POLL);
      if (batch.isPresent()) {
        read.addAll(batch.get().events());
        batch.get().ackLazily();
        lastNanos = System.nanoTime();
      } else if (System.nanoTime() - lastNanos > PATIENCE.toNanos()) {
        throw new AssertionError(
            "no more events came after %d of %d".formatted(read.size(), events));
      }
    }
    return read;
  }

  /** The values as text. */
  static List<String> texts(List<ReceivedEvent> events) {
    return events.stream()
        .map(event -> new String(event.value().orElseThrow(), StandardCharsets.UTF_8))
        .toList();
  }
}
