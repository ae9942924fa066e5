package io.switchboard.node.door;

import java.util.concurrent.Executor;

/**
 * A connection's turn on its event loop: behind a number of requests it steps back, and the loop's
 * other connections come first. Belongs to the event loop.
 */
final class FairTurn {
  private static final int MAX_REQUESTS = 64;

  private final Executor loop;
  private final Runnable goOn;
  private int requests;
  private boolean isOver;

  /**
   * @param loop the connection's event loop
   * @param goOn run there when the connection's next turn has come
   */
  FairTurn(Executor loop, Runnable goOn) {
    this.loop = loop;
    this.goOn = goOn;
  }

  /** Whether no request may be taken up before the next turn. */
  boolean isOver() {
    return isOver;
  }

  /** A request was taken up. */
  void countRequest() {
    if (++requests == MAX_REQUESTS) {
      isOver = true;
      loop.execute(
          () -> {
            isOver = false;
            requests = 0;
            goOn.run();
          });
    }
  }

  /** The event loop goes to its other connections anyway. */
  void end() {
    if (!isOver) {
      requests = 0;
    }
  }
}
