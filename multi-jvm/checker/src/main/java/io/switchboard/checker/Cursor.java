package io.switchboard.checker;

/** Where a reader stands in one partition while its batches are walked through. */
final class Cursor {
  /**
   * A place between two events.
   *
   * @param known whether it is known what the next event must be
   * @param lastOffset of the event before, -1 at the beginning
   * @param next where the next event must be in the image of the partition
   * @param lastKey the batch that brought the event before
   * @param lastPlace where the history says so
   */
  record Position(boolean known, long lastOffset, int next, ReadKey lastKey, long lastPlace) {}

  private Position position;

  /** What counts if the batch at the end of a session was not taken after all. */
  private Position firm;

  private boolean mayReturn;

  Cursor(Start start) {
    ReadKey nobody = new ReadKey("~", "~", 0);
    position = new Position(start == Start.EARLIEST, -1, 0, nobody, Stamp.NOWHERE);
    firm = position;
  }

  Position position() {
    return position;
  }

  void moveTo(Position to) {
    position = to;
  }

  /**
   * A batch begins in this partition. If the batch before was the unacknowledged last one of its
   * session, only this tells whether the reader took it: it may go on behind it, or begin it again.
   */
  void enter(long offset) {
    if (mayReturn && offset <= position.lastOffset()) {
      position = firm;
    }
    mayReturn = false;
  }

  /** What follows is the unacknowledged last batch of a session. */
  void mayReturnHere() {
    firm = position;
    mayReturn = true;
  }
}
