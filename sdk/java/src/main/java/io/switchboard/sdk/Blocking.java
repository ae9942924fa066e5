package io.switchboard.sdk;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.sdk.internal.net.SdkThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Turns the asynchronous core into a blocking API. */
final class Blocking {
  private Blocking() {}

  /**
   * Starts an operation and waits for it. On a thread of the SDK it is refused before it starts,
   * even if it would not have had to wait: that would be luck.
   *
   * @param instead the asynchronous method to use on a thread of the SDK
   */
  static <T> T await(Supplier<CompletableFuture<T>> operation, String instead) {
    SdkThread.refuseToBlock(instead);
    try {
      return operation.get().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SwitchboardException(
          "Interrupted while waiting; the operation goes on in the background. Close the client,"
              + " publisher or subscriber to stop it.",
          e,
          null,
          ErrorCategory.YOUR_MISTAKE,
          null);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new SwitchboardException(
          "A bug of the SDK: " + e.getCause(), e.getCause(), null, ErrorCategory.INTERNAL, null);
    }
  }
}
