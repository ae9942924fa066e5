package io.switchboard.node.door;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The calls of one connection in the order in which they came, which is the order of their answers:
 * one that is answered early waits here for those before it. Belongs to the connection's event
 * loop.
 *
 * <p>Not bounded by itself: the connection adds no call while it has as many as it may.
 */
final class CallsInOrder {
  private final Deque<DoorCall> calls = new ArrayDeque<>();

  void add(DoorCall call) {
    calls.add(call);
  }

  int size() {
    return calls.size();
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Takes out the calls whose answer has its turn, and sends each; false: there is none. */
  boolean sendAnswered(Consumer<DoorCall> send) {
    boolean isSent = false;
    while (!calls.isEmpty() && calls.peek().isAnswered()) {
      send.accept(calls.remove());
      isSent = true;
    }
    return isSent;
  }

  /** Answers, in place of their service, the calls that were received before a time. */
  void expire(long receivedBefore, Dispatcher dispatcher) {
    // Answering the first one may send, and so remove, several.
    for (DoorCall call : calls.toArray(new DoorCall[0])) {
      if (call.receivedNanos() - receivedBefore > 0) {
        return;
      }
      boolean isParsed = call.header().isPresent();
      if (isParsed && !call.isAnswered() && call.isOpen()) {
        dispatcher.expire(call);
      }
    }
  }

  /** The client has left: lets all calls go, and the answers that were not sent. */
  void abandon(ByteBudget replyBudget) {
    for (DoorCall call : calls) {
      call.cancel();
      if (call.isAnswered()) {
        call.reply().release();
        replyBudget.release(call.replyBytesHeld());
      }
    }
    calls.clear();
  }
}
