package io.switchboard.sdk.internal.net;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Carries a request to one address and brings back its reply. Thread-safe; never blocks. */
public interface Transport extends AutoCloseable {
  /**
   * Sends a request.
   *
   * @param parts the message, consumed
   * @param timeoutNanos for the whole exchange, waiting for a free connection included
   * @return the reply's bytes; fails with {@link TransportFault}, or with {@link
   *     io.switchboard.sdk.internal.wire.RemoteError} for an HTTP status that says no. Cancelling
   *     it breaks the connection. Completed on a thread of the SDK.
   */
  CompletableFuture<byte[]> exchange(List<ByteBuffer> parts, long timeoutNanos);

  /** Whether an exchange that began now would not have to wait in line for a connection. */
  default boolean hasRoom() {
    return true;
  }

  /** Breaks all connections; exchanges in flight fail. Does not wait. */
  @Override
  void close();
}
