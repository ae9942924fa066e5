package io.switchboard.sdk.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** How messages are put on a connection and found on it again: framed, or as HTTP/1.1. */
interface Wire {
  /** The bytes of a request, around the given ones. Consumes them where it has to. */
  List<ByteBuffer> request(List<ByteBuffer> message);

  /** A reader for one connection. */
  Reader newReader();

  /** Finds replies in the bytes of one connection, of which at most one is outstanding. */
  interface Reader {
    /** Where the next bytes belong; has room. */
    ByteBuffer target();

    /**
     * Looks at the bytes that came.
     *
     * @return the reply, once it is whole; the reader is ready for the next one then
     * @throws IOException if they are no reply; the connection is of no use any more
     */
    Optional<Reply> advance() throws IOException;

    /** The peer closed the connection: the reply that ends with it, if there is one. */
    default Optional<Reply> end() {
      return Optional.empty();
    }
  }

  /**
   * A whole reply.
   *
   * @param message its bytes
   * @param failure in place of a message
   * @param reusable whether the connection can carry another request
   */
  record Reply(byte[] message, Optional<Exception> failure, boolean reusable) {
    static Reply of(byte[] message) {
      return new Reply(message, Optional.empty(), true);
    }
  }
}
