package io.switchboard.node.door;

import io.switchboard.protocol.SwitchboardError;
import org.apache.thrift.TApplicationException;

/** What came out of the bytes of one request. */
sealed interface Parsed {
  /** What a reply must repeat of the request's header. */
  record Header(Wire wire, String method, int seqid) {}

  Header header();

  /** A call to make. */
  record Call(Header header, Method<?, ?, ?> method, Method.Invocation invocation, int elements)
      implements Parsed {}

  /**
   * A call of a known method whose arguments are wrong: answered as the method's declared
   * exception.
   */
  record Refused(Header header, Method<?, ?, ?> method, SwitchboardError error) implements Parsed {}

  /** A message that is no call of a known method. */
  record NoCall(Header header, TApplicationException exception) implements Parsed {}

  /** Not a message: the header's method is empty and its seqid 0. */
  record Garbage(Header header, TApplicationException exception) implements Parsed {}
}
