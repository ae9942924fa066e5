package io.switchboard.node.door;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One request from its last byte to its answer: its place among the answers of its connection, its
 * share of the in-flight budget, and what its service may know of it.
 *
 * <p>What {@link CallContext} offers may be used on any thread; the rest belongs to the
 * connection's event loop.
 */
final class DoorCall implements CallContext {
  private final DoorConnection connection;
  private final InetSocketAddress remoteAddress;
  private final Optional<HttpHeaders> headers;
  private final long receivedNanos = System.nanoTime();

  private long requestBytesHeld;
  private long replyBytesHeld;
  private Optional<Parsed.Header> header = Optional.empty();
  private Optional<ByteBuf> reply = Optional.empty();
  private boolean endsConnection;

  // Guarded by this.
  private boolean isOpen = true;
  private boolean isAnswered;
  private List<Runnable> onClose = List.of();

  /**
   * @param requestBytesHeld bytes that are taken from the in-flight budget for this call already
   */
  DoorCall(
      DoorConnection connection,
      InetSocketAddress remoteAddress,
      Optional<HttpHeaders> headers,
      long requestBytesHeld) {
    this.connection = connection;
    this.remoteAddress = remoteAddress;
    this.headers = headers;
    this.requestBytesHeld = requestBytesHeld;
  }

  @Override
  public Transport transport() {
    return connection.transport();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public long receivedNanos() {
    return receivedNanos;
  }

  @Override
  public Optional<String> header(String name) {
    return headers.map(all -> all.get(name));
  }

  @Override
  public synchronized boolean isOpen() {
    return isOpen;
  }

  @Override
  public void onClose(Runnable action) {
    synchronized (this) {
      if (isAnswered) {
        return;
      }
      if (isOpen) {
        onClose = onClose.isEmpty() ? new ArrayList<>(1) : onClose;
        onClose.add(action);
        return;
      }
    }
    action.run();
  }

  DoorConnection connection() {
    return connection;
  }

  /** Nobody waits for the answer any more. */
  void cancel() {
    List<Runnable> actions;
    synchronized (this) {
      if (isAnswered || !isOpen) {
        return;
      }
      isOpen = false;
      actions = onClose;
      onClose = List.of();
    }
    actions.forEach(Runnable::run);
  }

  /** Keeps what the reply must repeat, also for an answer that is given before the service's. */
  void parsedAs(Parsed.Header parsed) {
    header = Optional.of(parsed);
  }

  Optional<Parsed.Header> header() {
    return header;
  }

  boolean isAnswered() {
    return reply.isPresent();
  }

  /**
   * Gives the answer and hands it to the connection; one that comes late is dropped.
   *
   * @param message taken over; a Thrift message with {@link ReplyEncoder#HEADROOM_BYTES} before it
   * @param bytesHeld what of the reply budget was taken for it
   * @param last whether the connection ends behind it
   */
  void answer(ByteBuf message, long bytesHeld, boolean last) {
    if (reply.isPresent() || connection.isClosed()) {
      message.release();
      connection.runtime().replyBudget().release(bytesHeld);
      return;
    }
    synchronized (this) {
      isAnswered = true;
      onClose = List.of();
    }
    reply = Optional.of(message);
    replyBytesHeld = bytesHeld;
    endsConnection = last;
    connection.onAnswer();
  }

  ByteBuf reply() {
    return reply.orElseThrow();
  }

  boolean endsConnection() {
    return endsConnection;
  }

  long replyBytesHeld() {
    return replyBytesHeld;
  }

  /** Takes more of the in-flight budget, at once or not at all. */
  boolean hold(long bytes) {
    if (!connection.runtime().requestBudget().tryAcquire(bytes)) {
      return false;
    }
    requestBytesHeld += bytes;
    return true;
  }

  /** Gives back the request's share of the in-flight budget: nobody holds its bytes any more. */
  void releaseRequest() {
    connection.runtime().requestBudget().release(requestBytesHeld);
    requestBytesHeld = 0;
  }
}
