package io.switchboard.checker;

/**
 * Which batch was read.
 *
 * @param reader the consumer, which may go on in another session where one ended
 * @param session one of its sessions
 * @param seq of the batch in the session
 */
record ReadKey(String reader, String session, long seq) {
  @Override
  public String toString() {
    return "batch " + seq + " of " + reader + " in session " + session;
  }
}
