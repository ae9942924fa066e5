package io.switchboard.node.door;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where a connection's messages are parsed: at once, or, if that would hold the event loop up, on
 * the codec thread.
 *
 * <p>Belongs to the connection's event loop: it is called there and gives its results there. Only
 * joining and parsing a long message is done on the codec thread, and nobody else touches the
 * message's bytes then.
 */
final class MessageParsing {
  private final MessageParser parser;
  private final Executor codec;
  private final Executor loop;
  private final Runnable goOn;
  private boolean isElsewhere;

  /**
   * @param loop the connection's event loop
   * @param goOn run there behind the use of a result that came from the codec thread
   */
  MessageParsing(MessageParser parser, Executor codec, Executor loop, Runnable goOn) {
    this.parser = parser;
    this.codec = codec;
    this.loop = loop;
    this.goOn = goOn;
  }

  /** Whether a message is being parsed on the codec thread: no later input is used before. */
  boolean isElsewhere() {
    return isElsewhere;
  }

  /**
   * Parses a message.
   *
   * @param use gets the result on the event loop; the connection may be closed by then
   */
  void parse(Wire wire, FrameBuffer message, Consumer<Parsed> use) {
    if (message.isInPieces()) {
      parseElsewhere(wire, message::bytes, message.length(), use);
    } else {
      parse(wire, message.bytes(), message.length(), use);
    }
  }

  /** As above, for a message in one array. */
  void parse(Wire wire, byte[] bytes, int length, Consumer<Parsed> use) {
    parser
        .parseBriefly(wire, bytes, length)
        .ifPresentOrElse(use, () -> parseElsewhere(wire, () -> bytes, length, use));
  }

  private void parseElsewhere(Wire wire, Supplier<byte[]> bytes, int length, Consumer<Parsed> use) {
    isElsewhere = true;
    codec.execute(
        () -> {
          Parsed parsed = parser.parse(wire, bytes.get(), length);
          loop.execute(
              () -> {
                isElsewhere = false;
                use.accept(parsed);
                goOn.run();
              });
        });
  }
}
